"""The plan engine for machines: a file a noun, each with a router of its own, joined here."""

from ninja import Router

from lingnan.engines.plan.api import divisions, documents, looking, plans, steps, tasks

router = Router(tags=["plan"])
for part in (documents, plans, tasks, steps, divisions, looking):
    router.add_router("", part.router)

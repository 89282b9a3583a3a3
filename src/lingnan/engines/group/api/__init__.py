"""The working group for machines: one router a noun, added here."""

from ninja import Router

from lingnan.engines.group.api import council

router = Router(tags=["group"])
router.add_router("", council.router)

"""The working group for machines: one router a noun, added here."""

from ninja import Router

from lingnan.engines.group.api import council, oversight, people

router = Router(tags=["group"])
router.add_router("", council.router)
router.add_router("", people.router)
router.add_router("", oversight.router)

"""The working group for machines: one router a noun, added here."""

from ninja import Router

router = Router(tags=["group"])

"""Editions that the office keeps in the database."""

from collections.abc import Sequence

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.frameworks import Framework
from lingnan.engines.evaluate.models import FrameworkEdition
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.once import once


def adopted() -> Sequence[Framework]:
    """Every adopted edition; asked once a request."""
    return once("evaluate.editions", ask_adopted)


def ask_adopted() -> Sequence[Framework]:
    """The same, as the database has it now."""
    return [Framework.from_json(row.tree) for row in FrameworkEdition.objects.filter(state="adopted").order_by("pk")]


def drafts(by: Actor, framework: str = "") -> list[FrameworkEdition]:
    """Drafts that are being worked on; the public sees none."""
    if by.is_public:
        return []
    found = FrameworkEdition.objects.filter(state="draft").order_by("pk")
    return list(found.filter(framework=framework) if framework else found)


def draft(by: Actor, number: int) -> FrameworkEdition:
    """One draft or adopted edition by its number."""
    row = None if by.is_public else FrameworkEdition.objects.filter(pk=number).first()
    if row is None:
        said = Label(
            zh=f"没有编号为 {number} 的版本，或您无权查看", en=f"There is no edition {number}, or you may not see it"
        )
        raise NotFound(said)
    return row

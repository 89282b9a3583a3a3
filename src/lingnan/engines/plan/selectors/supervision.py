"""Supervision items as their readers see them."""

from django.db.models import QuerySet

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import SupervisionItem


def supervision_items(by: Actor, *, state: str = "") -> QuerySet[SupervisionItem]:
    """The items that the actor may see: its own unit's and region's, or all; open ones first, by date."""
    if by.is_public:
        return SupervisionItem.objects.none()
    seen = scope(by).filter(unit_field="unit", region_field="region__code")
    items = SupervisionItem.objects.filter(seen).select_related("unit", "region", "task")
    return items.filter(state=state) if state else items


def supervision_item(by: Actor, *, number: str) -> SupervisionItem:
    """One item with its thread; NotFound where there is none that the actor may see."""
    item = supervision_items(by).prefetch_related("entries").filter(number=number).first()
    if item is None:
        raise NotFound(
            Label(zh=f"没有您能看的督办事项 {number}", en=f"There is no supervision item {number} that you may see")
        )
    return item

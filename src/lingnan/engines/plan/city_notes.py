"""The supervision items about a city, for its page in the evaluation."""

from collections.abc import Iterator
from datetime import date

from lingnan.core.labels import Label
from lingnan.engines.evaluate.notes import CityNote, register
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.plan.selectors.supervision import supervision_items


def open_items(by: Actor, region: str) -> Iterator[CityNote]:
    """Items not closed yet that the actor may see; one opened by a weak result stands beside its indicator."""
    items = list(supervision_items(by).filter(region=region).exclude(state="closed"))
    day = today() if items else date.max
    for item in items:
        yield CityNote(
            light="late" if item.due_on < day else "warn",
            title=Label(zh=item.title, en=item.title_en or item.title),
            url=f"/plan/supervision/{item.number}",
            due=item.due_on,
            indicator=item.source.split(":")[3] if item.source.startswith("evaluate.weak:") else "",
        )


register(open_items)

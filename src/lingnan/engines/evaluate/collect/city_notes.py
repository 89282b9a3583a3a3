"""Objections on the page of their city; who may open the evidence of a reported value."""

from collections.abc import Iterator

from lingnan.core.labels import Label
from lingnan.engines.evaluate.collect.selectors.opinions import node_label, objection_light, objections
from lingnan.engines.evaluate.collect.selectors.rounds import visible
from lingnan.engines.evaluate.notes import CityNote, register
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.attachments import register_checker
from lingnan.engines.identity.calendar import today


def objections_of(by: Actor, region: str) -> Iterator[CityNote]:
    """What the city objects to, as far as the reader may know."""
    rows = list(objections(by).filter(region=region).order_by("number"))
    day = today() if rows else None
    for row in rows:
        label = node_label(row)
        yield CityNote(
            light=objection_light(row, day) if day else "none",
            title=Label(
                zh=f"异议 {row.number}：{label.zh}（{row.get_ruling_display() or row.get_state_display()}）",
                en=f"Objection {row.number}: {label.en} ({row.ruling or row.state})",
            ),
            url=f"/evaluate/objections/{row.number}",
            due=row.due_on if row.state != "decided" else None,
            indicator=row.node,
        )


def may_open_evidence(by: Actor, about: str) -> bool:
    """Whoever may see the value may see what it stands on."""
    number = about.rpartition(":")[2]
    return number.isdigit() and visible(by).filter(pk=int(number)).exists()


register(objections_of)
register_checker("evaluate.entry:", may_open_evidence)

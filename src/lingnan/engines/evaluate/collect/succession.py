"""Units that end hand over what they were asked and what waits for them."""

from lingnan.core.events import listen
from lingnan.engines.evaluate.approval import GONE, State
from lingnan.engines.evaluate.collect.services.rounds import hand_over
from lingnan.engines.evaluate.models import Entry
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.audit import record
from lingnan.engines.identity.events import UnitsSucceeded
from lingnan.engines.identity.holders import Held, register_holder


@register_holder
def held(unit_key: str) -> list[Held]:
    """Values that the unit still has to report in open rounds."""
    rows = Entry.objects.filter(unit=unit_key, assignment__round__state="open").exclude(
        state__in={State.APPROVED, *GONE}
    )
    counts: dict[tuple[str, str], int] = {}
    for key, title in rows.values_list("assignment__round_id", "assignment__round__title"):
        counts[key, title] = counts.get((key, title), 0) + 1
    return [Held(title=f"{title}：{n} 个数", url=f"/evaluate/rounds/{key}") for (key, title), n in counts.items()]


def on_succession(fact: UnitsSucceeded) -> None:
    """The first of the successors takes over."""
    moved = hand_over(fact.before, fact.after[0])
    if moved:
        record(
            by=SYSTEM,
            verb="evaluate.hand_over",
            about=f"identity.unit:{fact.after[0]}",
            summary=f"数据报送的 {moved} 项随单位变更移交",
            after={"before": list(fact.before), "after": list(fact.after)},
        )


listen(UnitsSucceeded, on_succession)

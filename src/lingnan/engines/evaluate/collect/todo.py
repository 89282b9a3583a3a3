"""What of the collection waits for a person."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count

from lingnan.core.labels import Label
from lingnan.engines.evaluate import actions
from lingnan.engines.evaluate.approval import OPEN, Level, State
from lingnan.engines.evaluate.collect.selectors.rounds import waiting_for, windows_of
from lingnan.engines.evaluate.models import Entry, Objection, Panel, Rating, Round
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.todo import TodoItem, register

KIND = Label(zh="数据报送", en="Collection")
OFFICE = "工作组办公室"


@register
def values_to_report(by: Actor, on: date) -> Iterator[TodoItem]:
    """What the actor's unit still has to fill in, a round at a time; what was sent back stands apart."""
    if not by.unit_key or not scope(by, actions.REPORT).allows(unit=by.unit_key):
        return
    mine = Entry.objects.filter(unit=by.unit_key, state__in=OPEN, assignment__round__state="open")
    columns = ("assignment__round_id", "state", "level")
    counts = {
        (key, state, level): many
        for key, state, level, many in mine.values_list(*columns).annotate(many=Count("pk")).order_by()
    }
    if not counts:
        return
    known = Round.objects.in_bulk({key for key, _, _ in counts})
    for (key, state, level), many in sorted(counts.items()):
        collection = known[key]
        is_returned = state == State.RETURNED
        name, name_en = collection.title, collection.title_en or collection.title
        yield TodoItem(
            key=f"evaluate.report:{key}:{state}:{level}",
            title=Label(zh=f"{many} 个数被退回：{name}", en=f"{many} sent back: {name_en}")
            if is_returned
            else Label(zh=f"填报 {many} 个数：{name}", en=f"Fill in {many} figures: {name_en}"),
            kind=KIND,
            verb=Label(zh="改正", en="Correct") if is_returned else Label(zh="填报", en="Fill in"),
            url=f"/evaluate/rounds/{key}/fill",
            due=windows_of(collection).until(level, by.unit_key),
            asked_by=OFFICE,
            weight=25 if is_returned else 12,
            is_sample=collection.is_sample,
        )


@register
def values_to_judge(by: Actor, on: date) -> Iterator[TodoItem]:
    """Values that wait for the actor, a round and level at a time."""
    if by.is_public:
        return
    counts: dict[tuple[str, str], list[Entry]] = {}
    for row in waiting_for(by):
        counts.setdefault((row.assignment.round_id, row.waits_for), []).append(row)
    for (key, level), rows in sorted(counts.items()):
        collection = rows[0].assignment.round
        name, name_en = collection.title, collection.title_en or collection.title
        verb = Label(zh="核查", en="Verify") if level == Level.INSTITUTION else Label(zh="审核", en="Review")
        yield TodoItem(
            key=f"evaluate.judge:{key}:{level}",
            title=Label(
                zh=f"{len(rows)} 个数等您{verb.zh}：{name}", en=f"{len(rows)} figures to {verb.en.lower()}: {name_en}"
            ),
            kind=KIND,
            verb=verb,
            url="/evaluate/review",
            due=windows_of(collection).until(level, rows[0].waits_unit_id or ""),
            asked_by=rows[0].unit.name,
            weight=15,
            is_sample=collection.is_sample,
        )


@register
def objections_to_settle(by: Actor, on: date) -> Iterator[TodoItem]:
    """Objections to answer, and answers to decide."""
    states = [
        state
        for state, action in (("filed", actions.ANSWER), ("answered", actions.DECIDE))
        if scope(by, action).allows()
    ]
    if not states:
        return
    for row in Objection.objects.filter(state__in=states).select_related("region", "unit"):
        place = row.region.name_en or row.region.name
        yield TodoItem(
            key=f"evaluate.objection:{row.number}",
            title=Label(zh=f"{row.region.name}的异议 {row.number}", en=f"Objection {row.number} of {place}"),
            kind=Label(zh="异议", en="Objection"),
            verb=Label(zh="答复", en="Answer") if row.state == "filed" else Label(zh="裁定", en="Decide"),
            url=f"/evaluate/objections/{row.number}",
            due=row.due_on,
            asked_by=row.unit.name,
            weight=22,
            is_sample=row.is_sample,
        )


@register
def panels_to_score(by: Actor, on: date) -> Iterator[TodoItem]:
    """Panels that the expert has not scored yet."""
    if not scope(by, actions.RATE).allows() or "expert" not in by.roles:
        return
    scored = Rating.objects.filter(account=by.account_id).values_list("panel_id", flat=True)
    for panel in Panel.objects.filter(state="open", closes_on__gte=on).exclude(pk__in=list(scored)):
        yield TodoItem(
            key=f"evaluate.panel:{panel.key}",
            title=Label(zh=f"专家评分：{panel.title}", en=f"Score: {panel.title_en or panel.title}"),
            kind=Label(zh="评分", en="Scores"),
            verb=Label(zh="评分", en="Score"),
            url=f"/evaluate/panels/{panel.key}",
            due=panel.closes_on,
            asked_by=OFFICE,
            weight=12,
            is_sample=panel.is_sample,
        )

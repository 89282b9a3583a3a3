"""Rows as the ladder sees them, and back; whose turn it is and whether it is theirs now."""

from datetime import UTC, date, datetime

from lingnan.core.errors import Conflict, NotAllowed, NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate import actions, approval
from lingnan.engines.evaluate.approval import Level, State
from lingnan.engines.evaluate.models import Entry, EntryAct, Round
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require, scope

OFFICE = "gd-office"
ACTION_OF = {
    Level.CITY: actions.APPROVE,
    Level.DEPARTMENT: actions.APPROVE,
    Level.INSTITUTION: actions.VERIFY,
    Level.OFFICE: actions.FINALISE,
}
RELATED = (
    "assignment__round__institution", "assignment__department", "unit", "whole__unit", "waits_unit", "region",
)  # fmt: skip


def who(by: Actor) -> str:
    """One word for one person: two steps of the ladder are two persons."""
    return f"account:{by.account_id}" if by.account_id is not None else by.name


def locked(entry: int) -> Entry:
    """The entry, locked for what is about to be done to it."""
    row = Entry.objects.select_for_update(of=("self",)).select_related(*RELATED).filter(pk=entry).first()
    if row is None:
        raise NotFound(Label(zh=f"没有编号 {entry} 的填报项", en=f"There is no entry with number {entry}"))
    return row


def as_step(row: Entry) -> approval.Entry:
    """The row as the ladder sees it."""
    return approval.Entry(
        key=str(row.pk),
        level=Level(row.level),
        unit=row.unit.name,
        covers=frozenset(row.covers),
        whole=str(row.whole_id or ""),
        state=State(row.state),
        reported_by=row.reported_by,
        approvals=tuple(
            approval.Approval(level=Level(e["level"]), unit=e["unit"], who=e["who"]) for e in row.approvals
        ),
    )


def keep(row: Entry, step: approval.Entry) -> None:
    """Write what the ladder decided."""
    row.state = step.state
    row.reported_by = step.reported_by
    row.approvals = [{"level": each.level.value, "unit": each.unit, "who": each.who} for each in step.approvals]
    turn = step.waits_for
    row.waits_for = turn.value if turn else ""
    row.waits_unit_id = unit_of_turn(row, turn) if turn else None
    row.version += 1
    row.changed_at = datetime.now(UTC)
    row.save()


def unit_of_turn(row: Entry, level: Level) -> str:
    """The unit that judges this entry at a level."""
    if level is Level.CITY:
        return row.whole.unit_id if row.whole else row.unit_id
    if level is Level.DEPARTMENT:
        return row.assignment.department_id
    return row.assignment.round.institution_id or OFFICE if level is Level.INSTITUTION else OFFICE


def require_turn(by: Actor, row: Entry, level: Level) -> None:
    """Refuse unless this actor may judge at this level: the unit that is asked, and nobody for another."""
    unit = unit_of_turn(row, level)
    require(by, ACTION_OF[level])
    if not may_judge(by, level, unit):
        named = row.waits_unit.name if row.waits_unit else ""
        if level is Level.INSTITUTION:
            raise NotAllowed(
                Label(
                    zh=f"只有本批次指定的评价机构可以核查：{named}",
                    en=f"Only the institution of this round verifies: {named}",
                ),
                who=f"{named}的审核员",
            )
        raise NotAllowed(Label(zh=f"现在由{named}审核", en=f"It is the turn of {named}"), who=named)


def may_judge(by: Actor, level: Level, unit: str) -> bool:
    """May this actor judge at a level for a unit? A reviewer only for their own institution."""
    if level is Level.COUNTY or not scope(by, ACTION_OF[level]).allows(unit=unit):
        return False
    return level is not Level.INSTITUTION or by.unit_key == unit or "system" in by.roles


def may_report(by: Actor, unit: str) -> bool:
    """A unit reports for itself: a city's clerk reaches its counties, but what the city approves it does not write."""
    return scope(by, actions.REPORT).allows(unit=unit) and (by.unit_key == unit or "system" in by.roles)


def require_reporter(by: Actor, row: Entry) -> None:
    require(by, actions.REPORT)
    if not may_report(by, row.unit_id):
        raise NotAllowed(
            Label(
                zh=f"这个数由{row.unit.name}填报", en=f"This figure is reported by {row.unit.name_en or row.unit.name}"
            ),
            who=f"{row.unit.name}的填报员",
        )


def require_open(collection: Round, level: Level, unit: str, *, on: date | None = None) -> None:
    """Refuse outside the level's window, unless the unit was given more time; and in a closed round."""
    if collection.state != "open":
        raise Conflict(
            Label(
                zh=f"“{collection.title}”已关闭；要改先请办公室重新开放",
                en="The round is closed; ask the office to reopen it",
            )
        )
    window = collection.windows.filter(level=level).first()
    if window is None:
        return
    day = on or today()
    until = last_day(collection, level, unit) or window.closes_on
    if day < window.opens_on:
        raise Conflict(
            Label(
                zh=f"{level.label.zh}窗口 {window.opens_on} 才开始",
                en=f"The window of this level opens on {window.opens_on}",
            )
        )
    if day > until:
        raise Conflict(
            Label(
                zh=f"{level.label.zh}窗口已于 {until} 结束；可请办公室给本单位延期",
                en=f"The window of this level ended on {until}; ask the office for more time",
            )
        )


def last_day(collection: Round, level: Level, unit: str) -> date | None:
    """Until when a unit may work at a level: its window, or the later day it was given."""
    window = collection.windows.filter(level=level).first()
    given = collection.extensions.filter(unit=unit).order_by("-id").first()
    days = [each for each in (window and window.closes_on, given and given.until) if each]
    return max(days, default=None)


def note(row: Entry, by: Actor, verb: str, *, level: str = "", reason: str = "", score: int | None = None) -> EntryAct:
    """One line of the entry's story."""
    return EntryAct.objects.create(
        entry=row,
        verb=verb,
        level=level,
        unit_name=by.unit_name,
        who=by.name,
        reason=reason[:400],
        value=row.value,
        score=score,
        done_at=datetime.now(UTC),
    )

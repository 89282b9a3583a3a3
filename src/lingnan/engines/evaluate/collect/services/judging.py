"""Values judged on their way up: accepted, sent back with reasons, approvals taken back where nothing stands on."""

from collections.abc import Sequence

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate import approval
from lingnan.engines.evaluate.approval import Built, Level, State
from lingnan.engines.evaluate.collect import ladder
from lingnan.engines.evaluate.collect.services.entries import figure_of, name_of
from lingnan.engines.evaluate.collect.services.results import set_aside, take_over, uses_of
from lingnan.engines.evaluate.models import Entry
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.audit import record

BEST = 100


@transaction.atomic
def accept(*, by: Actor, entry: int, version: int, score: int | None = None, remark: str = "") -> Entry:
    """Pass a value on at the level whose turn it is. The institution also says how far it can be believed."""
    row, level = turn(by, entry, version)
    if level is Level.INSTITUTION:
        check_verified(row, score, remark)
    step = approval.approve(ladder.as_step(row), level=level, unit=unit_name(by), who=ladder.who(by))
    ladder.keep(row, step)
    given = score if level is Level.INSTITUTION else None
    ladder.note(row, by, "approved", level=level, reason=remark, score=given)
    if step.state is State.APPROVED and row.whole_id is None:
        take_over(row, by)
    verb = {Level.INSTITUTION: "核查通过", Level.OFFICE: "审定"}.get(level, "审核通过")
    believed = f"，可信度 {score} 分" if given is not None else ""
    record(
        by=by,
        verb="evaluate.accept",
        about=f"evaluate.entry:{row.pk}",
        summary=f"{level.label.zh}{verb}{name_of(row)}：{figure_of(row)}{believed}",
        after={"level": level.value, "note": remark, "state": row.state},
    )
    return row


def unit_name(by: Actor) -> str:
    return by.unit_name or by.name


def turn(by: Actor, entry: int, version: int) -> tuple[Entry, Level]:
    """The entry with the level whose turn it is, if that is the actor's, now, and nothing changed meanwhile."""
    row = ladder.locked(entry)
    if not row.waits_for:
        raise Conflict(
            Label(
                zh=f"{name_of(row)}现在是“{State(row.state).label.zh}”，没有等待审核",
                en=f"It stands at “{State(row.state).label.en}”: nobody’s turn",
            )
        )
    level = Level(row.waits_for)
    ladder.require_turn(by, row, level)
    ladder.require_open(row.assignment.round, level, ladder.unit_of_turn(row, level))
    if row.version != version:
        raise Conflict(
            Label(
                zh=f"{name_of(row)}刚刚有改动，请看过新的再定",
                en="It has just been changed; look again before you decide",
            )
        )
    return row, level


def check_verified(row: Entry, score: int | None, remark: str) -> None:
    """Verification says a score, and what was seen where the value was drawn for a check on the spot."""
    if score is None or not 0 <= score <= BEST:
        raise Invalid(
            Label(zh="可信度", en="Credibility"),
            Label(zh="核查要给 0 至 100 分的可信度", en="Give a credibility of 0 to 100"),
        )
    if row.is_sampled and not remark.strip():
        raise Invalid(
            Label(zh="核查意见", en="What was verified"),
            Label(
                zh="这个数抽中实地核查，请写明查了什么、结果如何",
                en="Drawn for a check on the spot: say what was checked and found",
            ),
        )
    if not row.evidence.exists() and not remark.strip():
        raise Invalid(
            Label(zh="核查意见", en="What was verified"),
            Label(zh="这个数没有佐证，请写明凭什么认可", en="It has no evidence: say why you accept it"),
        )


@transaction.atomic
def send_back(*, by: Actor, entry: int, version: int, reason: str) -> Entry:
    """Return a value to who reported it, with the reason."""
    row, level = turn(by, entry, version)
    ladder.keep(row, approval.send_back(ladder.as_step(row), level=level, reason=reason))
    ladder.note(row, by, "returned", level=level, reason=reason.strip())
    record(
        by=by,
        verb="evaluate.send_back",
        about=f"evaluate.entry:{row.pk}",
        summary=f"{level.label.zh}退回{name_of(row)}：{reason.strip()}",
        after={"level": level.value, "reason": reason.strip(), "value": figure_of(row)},
    )
    return row


@transaction.atomic
def withdraw(*, by: Actor, entry: int, version: int, reason: str) -> Entry:
    """Take the last approval back. Refused with the list of what stands on it."""
    row = ladder.locked(entry)
    step = ladder.as_step(row)
    mine = levels_of(by, row)
    if not mine:
        raise Conflict(Label(zh=f"{name_of(row)}没有您可以撤销的审核", en="You have no approval of it to withdraw"))
    if row.version != version:
        raise Conflict(
            Label(
                zh=f"{name_of(row)}刚刚有改动，请看过新的再定",
                en="It has just been changed; look again before you decide",
            )
        )
    if not reason.strip():
        raise Invalid(Label(zh="原因", en="Reason"), Label(zh="请写明为什么撤销", en="Say why you withdraw it"))
    level = mine[-1]
    ladder.require_open(row.assignment.round, level, ladder.unit_of_turn(row, level))
    whole = ladder.as_step(Entry.objects.select_related(*ladder.RELATED).get(pk=row.whole_id)) if row.whole_id else None
    after = approval.withdraw(step, level=level, whole=whole, uses=uses_of(row))
    if row.result_id:
        set_aside(row)
    ladder.keep(row, after)
    ladder.note(row, by, "withdrawn", level=level, reason=reason.strip())
    record(
        by=by,
        verb="evaluate.withdraw",
        about=f"evaluate.entry:{row.pk}",
        summary=f"{level.label.zh}撤销对{name_of(row)}的审核：{reason.strip()}",
        after={"level": level.value, "reason": reason.strip()},
    )
    return row


def levels_of(by: Actor, row: Entry) -> list[Level]:
    """The levels at which this actor's unit approved the value."""
    levels = [Level(each["level"]) for each in row.approvals]
    return [level for level in levels if ladder.may_judge(by, level, ladder.unit_of_turn(row, level))]


def standing_on(row: Entry, level: Level) -> Sequence[Built]:
    """What a withdrawal at this level would be refused with."""
    whole = ladder.as_step(row.whole) if row.whole else None
    return [*approval.built_on(ladder.as_step(row), level=level, whole=whole), *uses_of(row)]

"""A unit reports: drafts kept, values handed in with reasons and evidence, taken back while nobody judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.db import transaction

from lingnan.core.errors import Conflict, Fault, Invalid
from lingnan.core.labels import Label
from lingnan.core.missing import MissingReason
from lingnan.engines.evaluate import approval
from lingnan.engines.evaluate.approval import OPEN, Level, State
from lingnan.engines.evaluate.collect import ladder
from lingnan.engines.evaluate.collect.findings import doubts_of
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.models import Entry, EntryEvidence
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.audit import record
from lingnan.engines.identity.models import Attachment
from lingnan.rules.exact import decimal_from

LONGEST_WHY = 200
KINDS = dict(EntryEvidence.KINDS)


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written for one entry: a figure, or why it is missing; and an explanation."""

    entry: int
    value: Decimal | None = None
    missing: str = ""
    why: str = ""


def name_of(row: Entry) -> str:
    """`罗定市 2017 年“公共无线接入点”`, for sentences."""
    label = INDICATORS.get(row.assignment.indicator).label
    return f"{row.place_name} {row.assignment.round.period} 年“{label.zh}”"


def figure_of(row: Entry) -> str:
    """The value with its unit, or the reason why it is missing."""
    if row.value is None:
        return MissingReason(row.missing).label.zh if row.missing else "未填"
    return f"{row.value} {INDICATORS.get(row.assignment.indicator).unit.zh}"


def locked_rows(by: Actor, ids: Iterable[int]) -> list[Entry]:
    """These entries of the actor's unit, locked, in their order; those that may not be written are refused."""
    wanted = list(dict.fromkeys(ids))
    kept = Entry.objects.select_for_update(of=("self",)).select_related(*ladder.RELATED).filter(pk__in=wanted)
    rows = {row.pk: row for row in kept}
    if lacking := [each for each in wanted if each not in rows]:
        raise Invalid(
            Label(zh="填报项", en="Entry"),
            Label(
                zh=f"没有编号 {'、'.join(map(str, lacking))} 的填报项",
                en=f"There is no entry with number {', '.join(map(str, lacking))}",
            ),
        )
    collected = {row.assignment.round_id for row in rows.values()}
    if len(collected) > 1:
        raise Invalid(Label(zh="填报项", en="Entry"), Label(zh="一次只能填一个批次的数", en="One round at a time"))
    seen: set[tuple[str, str]] = set()
    for row in rows.values():
        ladder.require_reporter(by, row)
        if (row.level, row.unit_id) not in seen:
            ladder.require_open(row.assignment.round, Level(row.level), row.unit_id)
            seen.add((row.level, row.unit_id))
    return [rows[each] for each in wanted]


@transaction.atomic
def save_drafts(*, by: Actor, written: Sequence[Written]) -> int:
    """Keep what was written so far; nothing is judged yet. How many entries changed."""
    rows = locked_rows(by, [each.entry for each in written])
    changed = [row for row, each in zip(rows, written, strict=True) if take(row, each)]
    for row in changed:
        row.version += 1
        row.changed_at = datetime.now(UTC)
        row.save()
    if changed:
        collection = changed[0].assignment.round
        record(
            by=by,
            verb="evaluate.save_draft",
            about=f"evaluate.round:{collection.key}",
            summary=f"{by.unit_name or by.name}在“{collection.title}”填了 {len(changed)} 个数，未提交",
            after={"values": {name_of(row): figure_of(row) for row in changed}},
        )
    return len(changed)


def take(row: Entry, given: Written) -> bool:
    """Put what was written into the row; True where it says something else than before."""
    if row.state not in OPEN:
        raise Conflict(
            Label(
                zh=f"{name_of(row)}现在是“{State(row.state).label.zh}”，不能改；先撤回或等退回",
                en=f"It stands at “{State(row.state).label.en}” and cannot be changed",
            )
        )
    if row.whole_id is None and row.parts.exclude(state__in=approval.GONE).exists():
        raise Invalid(
            name_of(row),
            Label(
                zh="由县区数相加得到，不能直接填", en="It is the sum of the counties’ figures and not written by hand"
            ),
        )
    if given.missing and given.missing not in set(MissingReason):
        raise Invalid(
            name_of(row),
            Label(
                zh=f"没有“{given.missing}”这个缺失原因", en=f"There is no reason “{given.missing}” for a missing value"
            ),
        )
    if given.value is not None and given.missing:
        raise Invalid(
            name_of(row),
            Label(zh="填了数就不能再选缺失原因", en="A figure and a reason why it is missing exclude each other"),
        )
    if len(given.why) > LONGEST_WHY:
        raise Invalid(name_of(row), Label(zh=f"说明最多 {LONGEST_WHY} 字", en=f"At most {LONGEST_WHY} characters"))
    value = None if given.value is None else decimal_from(given.value)
    after = (value, given.missing, given.why.strip())
    if after == (row.value, row.missing, row.why):
        return False
    row.value, row.missing, row.why = after
    return True


@transaction.atomic
def submit_entries(*, by: Actor, entries: Sequence[int]) -> list[Entry]:
    """Hand these values in, all or none: each filled in, and what a check calls an error corrected or explained."""
    rows = locked_rows(by, entries)
    for row in rows:
        add_up(row)
    refuse_unfinished(rows)
    for row in rows:
        parts = [ladder.as_step(part) for part in row.parts.select_related(*ladder.RELATED).order_by("pk")]
        ladder.keep(row, approval.submit(ladder.as_step(row), who=ladder.who(by), parts=parts))
        ladder.note(row, by, "submitted", level=row.level, reason=row.why)
        if parts:
            state_lineage(row, by)
        record(
            by=by,
            verb="evaluate.report",
            about=f"evaluate.entry:{row.pk}",
            summary=f"提交{name_of(row)}：{figure_of(row)}",
            after={"value": figure_of(row), "why": row.why},
        )
    return rows


def add_up(row: Entry) -> None:
    """A figure made of parts is their sum; a part that is missing makes it missing, with the part named."""
    parts = list(row.parts.filter(state=State.APPROVED).order_by("place_code"))
    if not parts:
        return
    lacking = [part for part in parts if part.value is None and part.missing != MissingReason.NOT_APPLICABLE]
    closed = list(row.parts.filter(state=State.CLOSED).values_list("place_name", flat=True))
    row.value = None if lacking else sum((part.value for part in parts if part.value is not None), Decimal(0))
    row.missing = MissingReason.PARTIAL if lacking else ""
    row.why = f"缺{'、'.join(part.place_name for part in lacking)}" if lacking else ""
    if closed and not lacking:
        row.why = f"不含{'、'.join(closed)}（不再填报）"
    row.why = row.why[:LONGEST_WHY]


def state_lineage(row: Entry, by: Actor) -> None:
    """The parts are the evidence of their sum."""
    count = row.parts.filter(state=State.APPROVED).count()
    row.evidence.filter(kind="lineage").delete()
    EntryEvidence.objects.create(
        entry=row, kind="lineage", text=f"由 {count} 个县区数相加", url=f"/evaluate/entries/{row.pk}#parts",
        added_by=by.name, added_at=datetime.now(UTC),
    )  # fmt: skip


def refuse_unfinished(rows: Sequence[Entry]) -> None:
    """Refuse with every fault: nothing written, or an error neither corrected nor explained."""
    faults = [
        Fault(
            where=name_of(row),
            reason=Label(zh="没有填", en="not filled in"),
            allowed=Label(zh="填数，或选缺失原因", en="a figure, or why it is missing"),
        )
        for row in rows
        if row.value is None and not row.missing
    ]
    doubts = doubts_of(rows)
    faults += [
        Fault(
            where=name_of(row),
            reason=Label(zh=f"{doubt.text.zh}；{doubt.advice.zh}", en=f"{doubt.text.en}; {doubt.advice.en}"),
            allowed=Label(zh="改正，或写明原因", en="corrected, or explained"),
        )
        for row in rows
        if not row.why
        for doubt in doubts.get(row.pk, ())
        if doubt.is_blocking
    ]
    if faults:
        raise Invalid(
            Label(zh="填报", en="Report"),
            Label(zh=f"{len(faults)} 处要改，没有提交", en=f"{len(faults)} to mend; nothing was handed in"),
            faults=tuple(faults),
        )


@transaction.atomic
def recall(*, by: Actor, entry: int) -> Entry:
    """Take a value back that nobody has judged yet."""
    (row,) = locked_rows(by, [entry])
    ladder.keep(row, approval.recall(ladder.as_step(row)))
    ladder.note(row, by, "recalled", level=row.level)
    record(by=by, verb="evaluate.recall", about=f"evaluate.entry:{row.pk}", summary=f"撤回{name_of(row)}，未经审核")
    return row


@transaction.atomic
def add_evidence(
    *, by: Actor, entry: int, kind: str, text: str, url: str = "", attachment: Attachment | None = None
) -> EntryEvidence:
    """Say on what a value stands: a file, an address, or a query of the platform's data."""
    row = ladder.locked(entry)
    ladder.require_reporter(by, row)
    if row.state not in OPEN:
        raise Conflict(
            Label(
                zh=f"{name_of(row)}现在是“{State(row.state).label.zh}”，佐证要在提交之前附",
                en="Evidence is attached before a value is handed in",
            )
        )
    if kind not in KINDS or kind == "lineage":
        raise Invalid(
            Label(zh="佐证", en="Evidence"),
            Label(zh=f"没有“{kind}”这种佐证", en=f"There is no evidence of the kind “{kind}”"),
        )
    if kind == "file" and attachment is None:
        raise Invalid(Label(zh="文件", en="File"), Label(zh="请选一个文件", en="Choose a file"))
    if kind == "link" and not url.startswith(("https://", "http://")):
        raise Invalid(
            Label(zh="网址", en="Address"),
            Label(zh=f"“{url}”不是网址；以 https:// 开头", en=f"“{url}” is no address; it begins with https://"),
        )
    if kind == "query" and not url.startswith("/"):
        raise Invalid(
            Label(zh="数据查询", en="Query"),
            Label(
                zh=f"“{url}”不是平台里的页面；以 / 开头", en=f"“{url}” is no page of this platform; it begins with /"
            ),
        )
    said = text.strip() or (attachment.name if attachment else url)
    if not said:
        raise Invalid(Label(zh="佐证", en="Evidence"), Label(zh="请写明是什么", en="Say what it is"))
    made = EntryEvidence.objects.create(
        entry=row, kind=kind, text=said[:200], url=url[:300], attachment=attachment, added_by=by.name,
        added_at=datetime.now(UTC),
    )  # fmt: skip
    record(
        by=by,
        verb="evaluate.add_evidence",
        about=f"evaluate.entry:{row.pk}",
        summary=f"为{name_of(row)}附{KINDS[kind]}佐证：{said}",
        after={"url": url, "file": attachment.name if attachment else ""},
    )
    return made

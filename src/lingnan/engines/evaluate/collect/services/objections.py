"""A city objects to a result; it is answered, then decided. The result itself changes only by a correction."""

from datetime import UTC, datetime

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.actions import ANSWER, DECIDE, OBJECT
from lingnan.engines.evaluate.models import Assessment, Objection, Result
from lingnan.engines.evaluate.selectors.assessments import by_id, read
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.audit import record
from lingnan.engines.identity.calendar import add_working_days, today
from lingnan.engines.identity.rights import require, scope

DAYS = 15  # working days to answer: our own choice
STEPS = {
    "filed": Label(zh="待答复", en="Waits for an answer"),
    "answered": Label(zh="待裁定", en="Waits for a decision"),
    "decided": Label(zh="已裁定", en="Decided"),
}
RULINGS = {
    "upheld": Label(zh="异议成立", en="Upheld"),
    "partly": Label(zh="部分成立", en="Upheld in part"),
    "rejected": Label(zh="不成立", en="Rejected"),
}
LONGEST = 2000


def may_object(by: Actor, region: str) -> bool:
    """A city objects for itself."""
    return scope(by, OBJECT).allows(unit=by.unit_key) and (by.region_code == region or "system" in by.roles)


@transaction.atomic
def file_objection(
    *, by: Actor, assessment: int, node: str, region: str, text: str, unit: str = "", is_sample: bool = False
) -> Objection:
    """Object to one result of one's own city."""
    require(by, OBJECT)
    if not may_object(by, region):
        raise NotAllowed(
            Label(zh="只能对本市的结果提异议", en="A city objects to its own results only"), who="该市政府"
        )
    row = by_id(by, assessment)
    result = Result.objects.select_related("region").filter(assessment=row, node=node, region=region).first()
    if result is None:
        raise NotFound(
            Label(zh=f"{row.year} 年度评价没有这个结果", en=f"The evaluation of {row.year} has no such result")
        )
    same = Objection.objects.filter(assessment=row, node=node, region=region).exclude(state="decided").first()
    if same:
        raise Conflict(
            Label(zh=f"这个结果已有异议 {same.number} 在办", en=f"Objection {same.number} on this result is open")
        )
    kept = Objection.objects.create(
        number=next_number(row), assessment=row, node=node, region_id=region, unit_id=unit or by.unit_key,
        text=said(text, Label(zh="异议", en="Objection")), filed_by=by.name, filed_at=datetime.now(UTC),
        due_on=add_working_days(today(), DAYS), is_sample=is_sample,
    )  # fmt: skip
    label = read(row).framework.node(node).label.zh
    tell(by, kept, "object", f"{result.region.name}对 {row.year} 年“{label}”提出异议 {kept.number}", kept.text)
    return kept


def next_number(row: Assessment) -> str:
    """`YY2017-003`."""
    count = Objection.objects.filter(assessment__year=row.year).count()
    return f"YY{row.year}-{count + 1:03d}"


def said(text: str, what: Label) -> str:
    if not text.strip():
        raise Invalid(what, Label(zh=f"请写明{what.zh}内容", en=f"Write it down: {what.en.lower()}"))
    if len(text) > LONGEST:
        raise Invalid(what, Label(zh=f"最多 {LONGEST} 字", en=f"At most {LONGEST} characters"))
    return text.strip()


def tell(by: Actor, objection: Objection, verb: str, summary: str, text: str) -> None:
    record(by=by, verb=f"evaluate.{verb}", about=f"evaluate.objection:{objection.number}", summary=summary,
           after={"text": text})  # fmt: skip


def locked(number: str, state: str) -> Objection:
    kept = Objection.objects.select_for_update().filter(pk=number).first()
    if kept is None:
        raise NotFound(Label(zh=f"没有编号 {number} 的异议", en=f"There is no objection {number}"))
    if kept.state != state:
        raise Conflict(
            Label(
                zh=f"异议 {number} 现在是“{kept.get_state_display()}”",
                en=f"Objection {number} stands at “{STEPS[kept.state].en}”",
            )
        )
    return kept


@transaction.atomic
def answer(*, by: Actor, number: str, text: str) -> Objection:
    """What was looked at and found."""
    require(by, ANSWER)
    kept = locked(number, "filed")
    kept.answer, kept.answered_by, kept.answered_at = (
        said(text, Label(zh="答复", en="Answer")),
        by.name,
        datetime.now(UTC),
    )
    kept.state = "answered"
    kept.save()
    tell(by, kept, "answer", f"答复异议 {number}", kept.answer)
    return kept


@transaction.atomic
def decide(*, by: Actor, number: str, ruling: str, text: str) -> Objection:
    """Does the objection hold? A result that must change is corrected by a new run and an erratum, never silently."""
    require(by, DECIDE)
    if ruling not in RULINGS:
        raise Invalid(
            Label(zh="裁定", en="Ruling"),
            Label(zh=f"可用：{'、'.join(dict(Objection.RULINGS).values())}", en=f"Use one of {', '.join(RULINGS)}"),
        )
    kept = locked(number, "answered")
    kept.ruling, kept.decision = ruling, said(text, Label(zh="裁定", en="Ruling"))
    kept.decided_by, kept.decided_at, kept.state = by.name, datetime.now(UTC), "decided"
    kept.save()
    tell(by, kept, "decide", f"裁定异议 {number}：{dict(Objection.RULINGS)[ruling]}", kept.decision)
    return kept

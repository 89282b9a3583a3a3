"""Inspections of cities: planned, findings taken down on the spot, issued as supervision items, looked at again."""

from datetime import UTC, date, datetime

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.labels import GRADES, INSPECTIONS
from lingnan.engines.group.models import Finding, Inspection, Recheck
from lingnan.engines.group.services.numbers import next_number
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import unit_keyed
from lingnan.engines.plan.models import Task
from lingnan.engines.plan.services.supervision import close_supervision, open_supervision, return_reply

LONGEST = 2000


def about(inspection: Inspection) -> str:
    """How the audit trail names an inspection."""
    return f"group.inspection:{inspection.number}"


@transaction.atomic
def plan_inspection(
    *,
    by: Actor,
    title: str,
    unit_key: str,
    starts_on: date,
    ends_on: date,
    team: str,
    scope: str = "",
    is_sample: bool = False,
) -> Inspection:
    """An inspection of a city on some days by a team."""
    require(by, "group.inspect")
    unit = unit_keyed(unit_key, field=Label(zh="检查对象", en="Inspected unit"))
    if not title.strip() or not team.strip():
        raise Invalid(
            Label(zh="名称" if not title.strip() else "检查组", en="Name" if not title.strip() else "Team"),
            Label(zh="不能空着", en="It cannot be empty"),
        )
    if ends_on < starts_on:
        raise Invalid(
            Label(zh="止", en="Until"), Label(zh=f"{ends_on} 早于 {starts_on}", en=f"{ends_on} is before {starts_on}")
        )
    inspection = Inspection.objects.create(
        number=next_number(Inspection, starts_on.year, prefix="DC"),
        title=title.strip(),
        unit=unit,
        region_id=unit.region_id,
        starts_on=starts_on,
        ends_on=ends_on,
        team=team.strip(),
        scope=scope.strip(),
        is_sample=is_sample,
    )
    summary = f"安排督导检查 {inspection.number}：{unit.name}，{starts_on} 至 {ends_on}，{inspection.team}"
    audit.record(by=by, verb="group.inspect", about=about(inspection), summary=summary,
                 after={"unit": unit_key, "starts_on": starts_on, "ends_on": ends_on})  # fmt: skip
    return inspection


def locked(number: str, *states: str) -> Inspection:
    """The inspection, locked, in one of some states."""
    inspection = Inspection.objects.select_for_update(of=("self",)).select_related("unit").filter(number=number).first()
    if inspection is None:
        raise NotFound(Label(zh=f"没有督导检查 {number}", en=f"There is no inspection {number}"))
    if inspection.state not in states:
        raise Conflict(
            Label(
                zh=f"督导检查 {number} 现在是“{inspection.get_state_display()}”，不能这样办",
                en=f"Inspection {number} stands at “{INSPECTIONS[inspection.state].en}”: this cannot be done",
            )
        )
    return inspection


@transaction.atomic
def add_finding(
    *,
    by: Actor,
    number: str,
    grade: str,
    text: str,
    place: str = "",
    demand: str = "",
    due_on: date | None = None,
    task: Task | None = None,
) -> Finding:
    """What was found on the spot. What must be mended has a demand and a date; a good practice has neither."""
    require(by, "group.inspect")
    inspection = locked(number, "planned")
    if grade not in GRADES:
        raise Invalid(
            Label(zh="程度", en="Grade"),
            Label(
                zh=f"没有“{grade}”；可用：{'、'.join(GRADES)}",
                en=f"There is no “{grade}”; use one of {', '.join(GRADES)}",
            ),
        )
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(
            Label(zh="发现", en="Finding"),
            Label(zh=f"请写看到了什么，最多 {LONGEST} 字", en=f"Say what was seen, in at most {LONGEST} characters"),
        )
    if grade != "good" and (not demand.strip() or due_on is None):
        raise Invalid(
            Label(
                zh="整改要求" if not demand.strip() else "整改期限",
                en="What to mend" if not demand.strip() else "Mended by",
            ),
            Label(
                zh="问题要有整改要求和期限；好的做法可以不填",
                en="A problem needs what to mend and by when; good practice does not",
            ),
        )
    if due_on and due_on < inspection.starts_on:
        raise Invalid(
            Label(zh="整改期限", en="Mended by"),
            Label(
                zh=f"{due_on} 早于检查日期 {inspection.starts_on}",
                en=f"{due_on} is before the inspection ({inspection.starts_on})",
            ),
        )
    finding = Finding.objects.create(
        inspection=inspection,
        grade=grade,
        place=place.strip(),
        text=text.strip(),
        demand="" if grade == "good" else demand.strip(),
        due_on=None if grade == "good" else due_on,
        task=task,
        found_on=today(),
        found_by=by.name,
        recorded_at=datetime.now(UTC),
    )
    where = f"（{finding.place}）" if finding.place else ""
    audit.record(by=by, verb="group.inspect", about=about(inspection),
                 summary=f"{inspection.unit.name}检查发现{where}：{finding.text[:150]}",
                 after={"grade": GRADES[grade].zh, "demand": finding.demand, "due_on": finding.due_on})  # fmt: skip
    return finding


@transaction.atomic
def drop_finding(*, by: Actor, finding_id: int, reason: str) -> None:
    """Take a finding back before it is issued; the audit trail keeps what it said."""
    require(by, "group.inspect")
    finding = Finding.objects.select_related("inspection").filter(pk=finding_id).first()
    if finding is None:
        raise NotFound(Label(zh=f"没有检查发现 {finding_id}", en=f"There is no finding {finding_id}"))
    inspection = locked(finding.inspection.number, "planned")
    if not reason.strip():
        raise Invalid(Label(zh="理由", en="Reason"), Label(zh="请写为什么撤下", en="Say why it is taken back"))
    audit.record(by=by, verb="group.inspect", about=about(inspection), summary=f"撤下检查发现：{reason.strip()}",
                 before={"text": finding.text, "demand": finding.demand})  # fmt: skip
    finding.delete()


@transaction.atomic
def issue_findings(*, by: Actor, number: str, version: int, summary: str) -> Inspection:
    """Feed the findings back to the city: each that must be mended becomes a supervision item with its date."""
    require(by, "group.issue_findings")
    inspection = locked(number, "planned")
    if inspection.version != version:
        raise Conflict(
            Label(
                zh="这次检查刚被别人改过，请看过最新内容再办",
                en="Somebody just changed this inspection; look at it again first",
            )
        )
    if not summary.strip():
        raise Invalid(
            Label(zh="检查意见", en="Opinion of the inspection"),
            Label(zh="请写总的意见", en="Give the opinion on the whole"),
        )
    to_mend = list(inspection.findings.exclude(grade="good"))
    for finding in to_mend:
        finding.item = open_supervision(
            by=by,
            source=f"group.finding:{finding.pk}",
            title=Label(
                zh=f"{inspection.unit.name}督导检查整改：{finding.demand}"[:200],
                en=f"{inspection.unit.name_en or inspection.unit.name}, found by inspection: {finding.demand}",
            ),
            reason={
                "kind": "finding",
                "inspection": inspection.title,
                "text": finding.text,
                "grade": GRADES[finding.grade].zh,
                "url": f"/group/inspections/{inspection.number}",
            },
            unit_key=inspection.unit_id,
            region_code=inspection.region_id,
            due_on=finding.due_on,
            task=finding.task,
            is_sample=inspection.is_sample,
        )
        finding.save()
    inspection.summary, inspection.issued_on, inspection.state = summary.strip(), today(), "issued"
    if not to_mend:
        inspection.state = "closed"
    inspection.version += 1
    inspection.save()
    audit.record(by=by, verb="group.issue_findings", about=about(inspection),
                 summary=f"向{inspection.unit.name}反馈督导检查 {number}：{len(to_mend)} 个问题立督办",
                 after={"state": inspection.state, "text": inspection.summary})  # fmt: skip
    return inspection


@transaction.atomic
def recheck(*, by: Actor, finding_id: int, is_mended: bool, text: str, due_on: date | None = None) -> Recheck:
    """Look again. Mended and answered: its supervision item closes, and with the last one the inspection. Not mended:
    the answer goes back with a new date. While the city has not answered, the visit alone is recorded."""
    require(by, "group.recheck")
    finding = Finding.objects.select_related("inspection", "item").filter(pk=finding_id).first()
    if finding is None:
        raise NotFound(Label(zh=f"没有检查发现 {finding_id}", en=f"There is no finding {finding_id}"))
    inspection = locked(finding.inspection.number, "issued")
    item = finding.item
    if item is None or item.state == "closed":
        raise Conflict(
            Label(
                zh="这个问题不用复查：没有立督办，或已销号",
                en="It needs no second look: nothing is supervised, or it is closed",
            )
        )
    if not text.strip():
        raise Invalid(
            Label(zh="复查情况", en="What was seen again"), Label(zh="请写看到了什么", en="Say what was seen")
        )
    done = Recheck.objects.create(finding=finding, is_mended=is_mended, text=text.strip(), checked_on=today(),
                                  checked_by=by.name)  # fmt: skip
    word = "已整改" if is_mended else "未整改到位"
    audit.record(by=by, verb="group.recheck", about=about(inspection), after={"is_mended": is_mended},
                 summary=f"复查{inspection.unit.name}“{finding.demand}”：{word}，{text.strip()[:120]}")  # fmt: skip
    if item.state == "replied" and is_mended:
        close_supervision(by=by, number=item.number, version=item.version, reason=f"复查：{text.strip()}")
        close_when_mended(by, inspection)
    elif item.state == "replied":
        if due_on is None:
            raise Invalid(
                Label(zh="新期限", en="New date"),
                Label(zh="没有整改到位，请写新的期限", en="It is not mended: give a new date"),
            )
        return_reply(by=by, number=item.number, version=item.version, reason=f"复查：{text.strip()}", due_on=due_on)
    return done


def close_when_mended(by: Actor, inspection: Inspection) -> None:
    """The inspection ends with its last open item."""
    if inspection.findings.filter(item__isnull=False).exclude(item__state="closed").exists():
        return
    inspection.state, inspection.version = "closed", inspection.version + 1
    inspection.save()
    audit.record(by=by, verb="group.recheck", about=about(inspection), after={"state": "已结束"},
                 summary=f"督导检查 {inspection.number} 的问题全部整改，检查结束")  # fmt: skip

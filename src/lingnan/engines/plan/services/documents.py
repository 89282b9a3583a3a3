"""From a document to a plan with tasks: import as a draft, look at it, adopt it."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.files import store_file
from lingnan.engines.plan.models import IndicatorSystem, Milestone, Plan, PlanMember, Task, TaskUnit
from lingnan.engines.plan.services.issuing import issue_plan

Found = dict[str, Any]  # one part of the reader's JSON, see docs/guides/plan-reading.md


def import_plan(*, by: Actor, name: str, content: bytes, is_sample: bool = False) -> Plan:
    """Read a document and keep it as a draft: nothing is a task yet. The same file again gives the plan kept before."""
    require(by, "plan.import")
    key = "plan-" + hashlib.sha256(content).hexdigest()[:12]
    if kept := Plan.objects.filter(pk=key).first():
        return kept
    from lingnan.engines.plan.reading import read_document, to_json  # noqa: PLC0415 -- its libraries cost a second

    reading = read_document(content, name=name)
    found: Found = to_json(reading)
    period = period_of(found, name)
    with transaction.atomic():
        stored = store_file(by=by, name=name, content=content, about=f"plan.plan:{key}")
        plan = Plan.objects.create(
            key=key,
            title=found["title"],
            number=found.get("document_number") or "",
            issuer=found.get("issuer") or "",
            period_from=period[0],
            period_to=period[1],
            document=stored.file,
            document_name=name,
            original_text=reading.original,
            clean_text=reading.clean,
            reading=found,
            imported_at=datetime.now(UTC),
            is_sample=is_sample,
        )
        tasks = len(found["tasks"])
        summary = f"导入方案《{plan.title}》：{len(found['members'])} 个成员单位，{tasks} 项任务"
        audit.record(by=by, verb="plan.import", about=f"plan.plan:{key}", summary=summary, after={"file": name})
    return plan


def period_of(found: Found, name: str) -> tuple[date, date]:
    """First and last day of the plan's period; a document that names none is refused, saying where to write it."""
    period = found.get("period") or {}
    if not period.get("from") or not period.get("to"):
        raise Invalid(name, "没有写明实施期限，请在标题里写明年份，如（2015-2017年）")
    return date.fromisoformat(period["from"]), date.fromisoformat(period["to"])


@transaction.atomic
def adopt(*, by: Actor, plan_key: str, issue: bool = True) -> Plan:
    """Make a draft the plan in force: its members, tasks, units, milestones and indicator systems become rows.

    With `issue` the tasks go out to their units at once; without, they stay registered until somebody issues them.
    """
    require(by, "plan.adopt")
    plan = Plan.objects.select_for_update().get(pk=plan_key)
    if plan.state != "draft":
        raise Conflict(f"《{plan.title}》已经{plan.get_state_display()}，不能再采用")
    units = UnitFinder(plan.reading)
    PlanMember.objects.bulk_create(
        PlanMember(plan=plan, order=n, written=name, unit=units.find(name))
        for n, name in enumerate(dict.fromkeys(plan.reading["members"]), 1)
    )
    for n, found in enumerate(plan.reading["tasks"], 1):
        add_task(plan, n, found, units)
    plan.state = "adopted"
    plan.adopted_at = datetime.now(UTC)
    plan.save()
    summary = f"采用方案《{plan.title}》，{plan.tasks.count()} 项任务立项"
    audit.record(by=by, verb="plan.adopt", about=f"plan.plan:{plan.key}", summary=summary, after={"on": today()})
    if issue:
        issue_plan(by=by, plan_key=plan.key)
    return plan


def add_task(plan: Plan, order: int, found: Found, units: "UnitFinder") -> Task:
    """One task of the reading as rows, each keeping the place of its sentence."""
    task = Task.objects.create(
        plan=plan,
        number=order,
        title=found["title"][:200],
        text=found["text"],
        source_start=found["source"]["start"],
        source_end=found["source"]["end"],
        is_sample=plan.is_sample,
        state_on=today(),
    )
    named = [(name, "lead") for name in found["lead"]] + [(name, "cooperating") for name in found["cooperating"]]
    seen: dict[str, str] = {}
    for name, role in named:
        seen.setdefault(name, role)
    TaskUnit.objects.bulk_create(
        TaskUnit(task=task, order=n, role=role, written=name, unit=units.find(name))
        for n, (name, role) in enumerate(seen.items(), 1)
    )
    add_milestones(task, found)
    IndicatorSystem.objects.bulk_create(IndicatorSystem(task=task, name=name) for name in found["indicator_systems"])
    return task


def add_milestones(task: Task, found: Found) -> None:
    """The dates that the task names, and its end with the plan where none of them is as late as that."""
    plan = task.plan
    dated = [
        (d["text"], date.fromisoformat(d["due"]), d.get("kind") or "by", d) for d in found["deadlines"] if d["due"]
    ]
    Milestone.objects.bulk_create(
        Milestone(task=task, title=(d.get("what") or task.title)[:200], written=text, due=due, kind=kind)
        for text, due, kind, d in dated
    )
    if not any(due >= plan.period_to for _, due, _, _ in dated):
        title = "方案期末总结"
        Milestone.objects.create(task=task, title=title, written="方案期末", due=plan.period_to, kind="by")


class UnitFinder:
    """The unit that each written name means at the plan's date, as the reader resolved it and our own table has it."""

    def __init__(self, reading: Found) -> None:
        resolved = [*reading["members_resolved"], *(one for task in reading["tasks"] for one in task["resolved"])]
        self.by_name = {one["name"]: one["then"]["key"] for one in resolved if one["then"]}
        self.units = Unit.objects.in_bulk(list(set(self.by_name.values())))

    def find(self, written: str) -> Unit | None:
        """The unit, or None where the name is a collective or unknown."""
        return self.units.get(self.by_name.get(written, ""))

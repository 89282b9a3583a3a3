"""Documents that change a plan in force: what they keep, change, add and drop, each accepted or refused by a person.

Kept tasks keep everything. A changed task keeps its progress, milestones and supervision, and what it said before. A
dropped task is closed as dropped, with the document as the reason.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.models import DraftTask, Milestone, Plan, Task, TaskEdition, TaskUnit
from lingnan.engines.plan.services.adopting import (
    PERIOD_END,
    add_task,
    add_units,
    finish_review,
    keep_edition,
    make_real,
)
from lingnan.engines.plan.services.issuing import drop_task, issue_plan
from lingnan.engines.plan.services.reviewing import Act, drafts_as_seen, plan_in_review, still_undecided

MODES = dict(Plan.MODES)
FIT = 0.3  # of the tasks in force that a document must name to be taken for their next edition
DROPS = re.compile(
    r"(?:删去|删除|取消|废止|停止执行|不再执行|不再实施|撤销)[^。；“\n]{0,12}?第?[（(]?(?P<n>[一二三四五六七八九十百\d]+)[)）]?[项条]"
    r"(?![^。；\n]{0,12}“|第?[一二三四五六七八九十\d]+款)"  # words of an item go, not the item
)
MARK = re.compile(
    r"^\s*(?:第?[（(]?[一二三四五六七八九十百\d]{1,4}[)）]?[、.．]?[条项]?)\s*(?=\D)"
)  # a new number is no change
CHANGES_IT = re.compile("修改|修订|调整|补充|变更")
LONG_NAME = 6  # characters of a title that is no accident inside another
ENDED = ("done", "dropped")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a document said of a task, or what a draft says: the sides of a comparison."""

    number: int
    title: str
    text: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    dates: tuple[tuple[str, str | None, str], ...]
    clause: str
    task: Task | None = None
    draft: DraftTask | None = None


def plan_to_amend(key: str, mode: str) -> Plan | None:
    """The plan in force that a document changes; None where it is a plan of its own."""
    if not key:
        return None
    if mode not in MODES:
        raise Invalid(Label(zh="修订方式", en="Mode"), Label(zh="请选新版或修订", en="edition or amendment"))
    plan = Plan.objects.defer("original_text", "clean_text", "reading").filter(pk=key, state="adopted").first()
    if plan is None:
        raise Invalid(
            Label(zh="修订的方案", en="Plan"), Label(zh=f"没有代号为“{key}”的现行方案", en=f"no plan {key} in force")
        )
    return plan


# Comparison


def tasks_in_force(plan: Plan) -> list[Told]:
    """The plan's tasks as the last document that names each has them; ended ones cannot be changed."""
    tasks = Task.objects.filter(plan=plan).exclude(state__in=ENDED).prefetch_related("editions", "units", "milestones")
    return [told_of_task(task) for task in tasks.filter(parent=None).order_by("number")]


def told_of_task(task: Task) -> Told:
    """A task by its last edition, or by its rows where it has none (adopted before editions were kept)."""
    editions = list(task.editions.all())
    units = list(task.units.all())
    facts: dict[str, Any] = editions[-1].facts if editions else {  # Any: JSON as TaskEdition.facts keeps it
        "lead": [u.written for u in units if u.role == "lead"],
        "cooperating": [u.written for u in units if u.role == "cooperating"],
        "deadlines": [{"text": m.written, "due": m.due.isoformat(), "kind": m.kind}
                      for m in task.milestones.all() if m.written != PERIOD_END],
        "clause": "",
    }  # fmt: skip
    return Told(
        number=task.number,
        title=task.title,
        text=MARK.sub("", task.text),
        lead=tuple(facts["lead"]),
        cooperating=tuple(facts["cooperating"]),
        dates=tuple((d["text"], d["due"], d["kind"]) for d in facts["deadlines"]),
        clause=facts["clause"],
        task=task,
    )


def told_of_draft(draft: DraftTask) -> Told:
    """What a draft says."""
    return Told(
        number=draft.number,
        title=draft.title,
        text=MARK.sub("", draft.text),
        lead=tuple(u["written"] for u in draft.units if u["role"] == "lead"),
        cooperating=tuple(u["written"] for u in draft.units if u["role"] == "cooperating"),
        dates=tuple((d["text"], d["due"], d["kind"]) for d in draft.dates),
        clause=draft.clause,
        draft=draft,
    )


def compare_with_plan(plan: Plan, drafts: Sequence[DraftTask], *, changed_by_order: Sequence[Told] = ()) -> None:
    """Say of each draft what it does to the plan in force, and add a draft for each task that would be dropped.

    Tasks `changed_by_order` are paired already.
    """
    from lingnan.engines.plan.reading.difference import compare_tasks  # noqa: PLC0415 -- with the reader's libraries

    assert plan.amends is not None  # noqa: S101 -- for the type checker; the caller looked
    told = {told.task.pk for told in changed_by_order if told.task}
    before = [each for each in tasks_in_force(plan.amends) if each.task is None or each.task.pk not in told]
    after = [told_of_draft(draft) for draft in drafts]
    changes = compare_tasks(before, after)
    dropped = []
    for kind, old, new, reasons in changes:
        if new is not None and new.draft is not None:
            new.draft.change, new.draft.change_reasons = kind, list(reasons)
            new.draft.task = old.task if old else None
            if kind == "kept":
                new.draft.state, new.draft.reason = "accepted", "未改动"
        elif old is not None:
            dropped.append(old)
    DraftTask.objects.bulk_update(drafts, ["change", "change_reasons", "task", "state", "reason"], batch_size=200)
    DraftTask.objects.bulk_create(gone(plan, dropped, len(drafts)))


def gone(plan: Plan, dropped: Sequence[Told], place: int) -> list[DraftTask]:
    """Drafts that would close tasks: all that a new edition leaves out, or those that an amendment names as dropped."""
    named = sentences_that_drop(plan.original_text)
    wanted = dropped if plan.mode == "edition" else [old for old in dropped if old.number in named]
    return [drop_of(plan, old, named.get(old.number), (place + n) * 1024) for n, old in enumerate(wanted, 1)]


def sentences_that_drop(text: str) -> dict[int, tuple[int, int]]:
    """`删去第（三）项` → {3: its place}."""
    from lingnan.engines.plan.reading.numbering import chinese_number  # noqa: PLC0415 -- with the reader's libraries

    found = {}
    for match in DROPS.finditer(text):
        raw = match["n"]
        found[int(raw) if raw.isdigit() else chinese_number(raw)] = match.span()
    return found


def drop_of(plan: Plan, old: Told, place: tuple[int, int] | None, order: int) -> DraftTask:
    """A draft that says: this task goes."""
    why = "文件写明删去" if place else "新版里没有相近的任务"
    start, end = place or (0, 0)
    return DraftTask(
        plan=plan,
        order=order,
        number=old.number,
        title=old.title,
        text=old.task.text if old.task else old.text,
        source_start=start,
        source_end=end,
        units=[],
        dates=[],
        change="dropped",
        change_reasons=[why],
        task=old.task,
    )


def likely_base(titles: Sequence[str], *, title: str = "") -> Plan | None:
    """The plan in force that a document names in its title, or whose tasks it repeats, if it repeats enough of them."""
    best, most = None, FIT
    wanted = set(titles)
    for plan in Plan.objects.filter(state="adopted").defer("original_text", "clean_text", "reading"):
        name = re.sub(r"（[^（）]*）$", "", plan.title)
        if len(name) >= LONG_NAME and name in title and CHANGES_IT.search(title):
            return plan
        known = set(plan.tasks.values_list("title", flat=True))
        share = len(known & wanted) / max(1, len(known))
        if share > most:
            best, most = plan, share
    return best


@transaction.atomic
def pair_draft(*, by: Actor, plan_key: str, draft_id: int, version: int, task_number: int | None) -> DraftTask:
    """Say which task in force a draft changes (none: it is new), where the comparison guessed wrong."""
    require(by, "plan.correct_draft")
    from lingnan.engines.plan.reading.difference import compare_tasks  # noqa: PLC0415 -- with the reader's libraries

    act = Act(plan_in_review(plan_key), by=by, verb="correct_draft")
    [draft] = drafts_as_seen(act.plan, {draft_id: version})
    still_undecided(draft, "open", "accepted")
    if draft.change not in {"changed", "new", "kept"} or act.plan.amends is None:
        raise Conflict(Label(zh="这一条没有可对应的现行任务", en="This entry cannot be paired"))
    act.touch(draft)
    free_old(act, draft)
    if task_number is None:
        draft.task, draft.change, draft.change_reasons = None, "new", ["由审阅人定为新增"]
    else:
        task = Task.objects.filter(plan=act.plan.amends, number=task_number).first()
        if task is None:
            raise Invalid(
                Label(zh="对应的任务", en="Task"),
                Label(zh=f"现行方案没有第 {task_number} 项", en=f"no task {task_number}"),
            )
        taken = DraftTask.objects.filter(plan=act.plan, task=task).exclude(pk=draft.pk).exclude(state="merged").first()
        if taken is not None and taken.change != "dropped":
            zh = f"第 {task_number} 项已对应“{taken.title}”，请先改那一条"
            raise Conflict(Label(zh=zh, en=f"Task {task_number} is paired with another entry: change that first"))
        if taken is not None:
            act.touch(taken)
            act.decide(taken, "merged", "有对应的新条目")
            taken.task = None
        draft.task = task
        [(kind, _, _, reasons)] = compare_tasks([told_of_task(task)], [told_of_draft(draft)], same=True)
        draft.change, draft.change_reasons = kind, list(reasons)
    draft.state = "open"
    act.finish(
        f"任务 {draft.number}“{draft.title}”对应现行第 {task_number} 项" if task_number else f"“{draft.title}”定为新增"
    )
    return draft


def free_old(act: Act, draft: DraftTask) -> None:
    """The task that a draft was paired with stands alone again: a new edition would drop it."""
    old = draft.task
    if old is None or act.plan.mode != "edition":
        return
    last = DraftTask.objects.filter(plan=act.plan).order_by("-order").values_list("order", flat=True).first() or 0
    whole = Plan.objects.only("original_text", "mode").get(pk=act.plan.pk)
    act.add(drop_of(whole, told_of_task(old), None, last + 1024))


# Application


@transaction.atomic
def apply_amendment(*, by: Actor, plan_key: str, leave_out: str = "", issue: bool = True) -> Plan:
    """Carry the accepted changes into the plan in force. What was refused stays as it was.

    With `issue` new tasks go out to their units at once.
    """
    require(by, "plan.amend")
    document = plan_in_review(plan_key)
    if document.amends_id is None:
        raise Conflict(Label(zh=f"《{document.title}》不是修订文件，请用“采用”", en="It amends no plan: adopt it"))
    base = (
        Plan.objects.select_for_update(of=("self",))
        .defer("original_text", "clean_text", "reading")
        .get(pk=document.amends_id)
    )
    if base.state != "adopted":
        raise Conflict(
            Label(zh=f"《{base.title}》已经{base.get_state_display()}，不能再修订", en="The plan is not in force")
        )
    finish_review(document, by=by, leave_out=leave_out)
    counts = {"kept": 0, "changed": 0, "new": 0, "dropped": 0}
    for draft in document.drafts.filter(state="accepted").select_related("task"):
        carry_over(base, document, draft, by=by)
        counts[draft.change] = counts.get(draft.change, 0) + 1
    if document.mode == "edition":
        follow_edition(base, document)
    if counts["new"] and issue:
        issue_plan(by=by, plan_key=base.key)
    document.state, document.adopted_at = "applied", datetime.now(UTC)
    document.save(update_fields=["state", "adopted_at"])
    words = {"kept": "未改动", "changed": "修改", "new": "新增", "dropped": "取消"}
    told = "、".join(f"{words[kind]} {n} 项" for kind, n in counts.items() if n)
    summary = f"《{document.title}》并入《{base.title}》：{told or '没有接受的改动'}"
    audit.record(by=by, verb="plan.amend", about=f"plan.plan:{base.key}", summary=summary,
                 after={**counts, "document": document.key})  # fmt: skip
    return document


def carry_over(base: Plan, document: Plan, draft: DraftTask, *, by: Actor) -> None:
    """One accepted draft of an amendment."""
    if draft.change == "new" or (draft.task is None and draft.change != "dropped"):
        last = Task.objects.filter(plan=base, parent=None).order_by("-number").values_list("number", flat=True).first()
        task = add_task(base, draft, number=(last or 0) + 1)
        note(task, by=by, what=f"由《{document.title}》新增", before=None, after={"title": task.title})
    elif draft.task is not None and draft.task.state in ENDED:
        task = draft.task
        zh = f"任务 {task.number}“{task.title}”{task.get_state_display()}，不能再改；请不采用这一条"
        raise Conflict(Label(zh=zh, en=f"Task {task.number} has ended and cannot change: leave this entry out"))
    elif draft.task is not None and draft.change == "dropped":
        drop_by_document(draft.task, document, draft, by=by)
    elif draft.task is not None:
        if draft.change == "changed":
            change_task(draft.task, document, draft, by=by)
        keep_edition(draft.task, draft)


def note(task: Task, *, by: Actor, what: str, before: object, after: object) -> None:
    """One audit entry on one task."""
    audit.record(by=by, verb="plan.amend_task", about=f"plan.task:{task.pk}", before=before, after=after,
                 summary=f"任务 {task.number}“{task.title}”{what}"[:400])  # fmt: skip


def first_edition(task: Task) -> None:
    """What a task said before its first amendment is kept too, where it was adopted before editions were."""
    if task.editions.exists():
        return
    told = told_of_task(task)
    facts = {
        "lead": told.lead,
        "cooperating": told.cooperating,
        "deadlines": [{"text": t, "due": due, "kind": kind} for t, due, kind in told.dates],
        "indicator_systems": [],
        "clause": "",
    }
    TaskEdition.objects.create(
        task=task,
        document_id=task.plan_id,
        change="new",
        number=task.number,
        title=task.title,
        text=task.text,
        places=[[task.source_start, task.source_end]],
        facts=facts,
        adopted_on=today(),
    )


def change_task(task: Task, document: Plan, draft: DraftTask, *, by: Actor) -> None:
    """New words for a task in force; its progress, supervision and met milestones stay."""
    first_edition(task)
    before = {"title": task.title, "text": task.text, "units": list(task.units.values_list("written", "role"))}
    task.title, task.text, task.version = draft.title, draft.text, task.version + 1
    task.save(update_fields=["title", "text", "version"])
    change_units(task, draft)
    moved = change_milestones(task, draft, told_of_task(task))
    for proposal in draft.proposals.filter(state="accepted"):
        make_real(proposal, task)
    after = {
        "title": task.title,
        "text": task.text,
        "units": list(task.units.values_list("written", "role")),
        "dates": moved,
        "document": document.key,
        "reasons": draft.change_reasons,
    }
    note(task, by=by, what=f"由《{document.title}》修改：{'；'.join(draft.change_reasons)}", before=before, after=after)


def change_units(task: Task, draft: DraftTask) -> None:
    """Names that stay keep their unit (a successor may have taken over); others come and go."""
    held = {unit.written: unit for unit in task.units.all()}
    wanted = {said["written"]: said for said in draft.units}
    TaskUnit.objects.filter(task=task, written__in=held.keys() - wanted.keys()).delete()
    new = [said for name, said in wanted.items() if name not in held]
    TaskUnit.objects.filter(task=task).update(order=0)
    add_units(task, DraftTask(units=new))
    for order, (name, said) in enumerate(wanted.items(), 1):
        TaskUnit.objects.filter(task=task, written=name).update(order=order, role=said["role"])


def change_milestones(task: Task, draft: DraftTask, told: Told) -> list[str]:
    """Dates that the document moved: an open milestone moves with its date, a new date is a new milestone.

    A met milestone never moves, and one that people added themselves is none of the document's business.
    """
    old = {(text, due) for text, due, _ in told.dates if due}
    new = {(d["text"], d["due"]): d for d in draft.dates if d["due"]}
    gone_dates, come = old - new.keys(), [new[key] for key in new if key not in old]
    open_ones = [
        m for m in task.milestones.filter(met_on=None).order_by("due") if (m.written, m.due.isoformat()) in gone_dates
    ]
    moved = []
    for step, date_ in zip(open_ones, come, strict=False):
        moved.append(f"{step.written} → {date_['text']}")
        step.written, step.due, step.kind = date_["text"], date.fromisoformat(date_["due"]), date_["kind"]
        step.save(update_fields=["written", "due", "kind"])
    for date_ in come[len(open_ones) :]:
        moved.append(f"新增 {date_['text']}")
        due = date.fromisoformat(date_["due"])
        Milestone.objects.create(task=task, title=task.title, written=date_["text"], due=due, kind=date_["kind"])
    return moved


def drop_by_document(task: Task, document: Plan, draft: DraftTask, *, by: Actor) -> None:
    """Close a task as dropped, with the document as the reason; nothing that was reported goes."""
    first_edition(task)
    keep_edition(task, draft)
    drop_task(by=by, task_id=task.pk, text=f"由《{document.title}》取消：{'；'.join(draft.change_reasons)}")


def follow_edition(base: Plan, document: Plan) -> None:
    """A new edition gives the plan its title, number and period."""
    base.title, base.number, base.issuer = (
        document.title,
        document.number or base.number,
        document.issuer or base.issuer,
    )
    base.period_to = max(base.period_to, document.period_to)
    base.version += 1
    base.save(update_fields=["title", "number", "issuer", "period_to", "version"])
    Milestone.objects.filter(task__plan=base, written=PERIOD_END, met_on=None).exclude(task__state__in=ENDED).update(
        due=base.period_to
    )

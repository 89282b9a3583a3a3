"""A document comes in: read, kept as a plan to review, with a draft for each task found. Nothing is a task yet."""

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.files import store_file
from lingnan.engines.plan.draft_units import NameBook, units_of
from lingnan.engines.plan.models import DraftProposal, DraftTask, Plan
from lingnan.engines.plan.proposals import propose
from lingnan.engines.plan.services.amending import compare_with_plan, plan_to_amend, sentences_that_drop
from lingnan.engines.plan.services.document_facts import check_period
from lingnan.engines.plan.services.patching import changed_tasks, new_items, orders_of, outside, place_drafts, unread

if TYPE_CHECKING:
    from lingnan.engines.plan.reading.columns import LedgerText

Found = dict[str, Any]  # Any: one part of the reader's JSON, see docs/guides/plan-reading.md
GAP = 1024  # between two drafts in the order of the document: room for splitting
ONLY_CHANGES = Label(
    zh="这份文件没有自己的任务，只改别的方案：请选“修订哪份方案”，并选“修订”",
    en="It has no tasks of its own, it changes another plan: choose which plan, and “Amendment”",
)
LONGEST = {"title": 200, "number": 60, "issuer": 120, "document_name": 200}


def key_of(content: bytes) -> str:
    """The same content is the same plan."""
    return "plan-" + hashlib.sha256(content).hexdigest()[:12]


def import_plan(
    *, by: Actor, name: str, content: bytes, amends: str = "", mode: str = "", is_sample: bool = False
) -> Plan:
    """Read a document and keep it for review: nothing is a task yet. The same file again gives the plan kept before.

    `amends` names the plan in force that the document changes, `mode` whether it is a new edition of the whole or an
    amendment of parts.
    """
    require(by, "plan.import")
    if kept := Plan.objects.filter(pk=key_of(content)).first():
        return complete(kept)
    base = plan_to_amend(amends, mode)
    from lingnan.engines.plan.reading import read_document, to_json  # noqa: PLC0415 -- its libraries cost a second
    from lingnan.engines.plan.reading.document import no_tasks  # noqa: PLC0415

    reading = read_document(content, name=name, today=today(), is_amendment=True)
    found: Found = to_json(reading)
    if not reading.tasks and not orders_anything(reading.original):
        raise no_tasks(name, reading)
    if not reading.tasks and (base is None or mode != "amendment"):
        raise Invalid(name, ONLY_CHANGES)
    texts = (reading.original, reading.clean)
    return keep(
        by=by, name=name, content=content, found=found, texts=texts, amends=base, mode=mode, is_sample=is_sample
    )


def orders_anything(original: str) -> bool:
    """Does a document without tasks of its own change or drop items of another?"""
    from lingnan.engines.plan.reading.patches import read_patches  # noqa: PLC0415 -- its tables cost a second

    return bool(read_patches(original) or sentences_that_drop(original))


def import_text(*, by: Actor, text: str, title: str = "", amends: str = "", mode: str = "") -> Plan:
    """Pasted text, kept as the file that it would have been."""
    if not text.strip():
        raise Invalid(Label(zh="粘贴的正文", en="Pasted text"), Label(zh="是空的，请把文件正文粘贴进来", en="is empty"))
    whole = text if not title.strip() else f"{title.strip()}\n\n{text}"
    name = f"{(title.strip() or '粘贴的正文')[:60]}.txt"
    return import_plan(by=by, name=name, content=whole.encode(), amends=amends, mode=mode)


def import_ledger(
    *,
    by: Actor,
    name: str,
    content: bytes,
    columns: Mapping[str, tuple[int, Sequence[str]]],
    title: str,
    period_from: date,
    period_to: date,
    with_faults: bool = False,
    amends: str = "",
    mode: str = "",
) -> Plan:
    """An office's ledger, its columns as a person matched them. Faulty cells are all named, and refuse it.

    `with_faults` takes it in all the same: each faulty cell then stands as a doubt at its task.
    """
    require(by, "plan.import")
    check_period(period_from, period_to)
    if not title.strip():
        raise Invalid(Label(zh="标题", en="Title"), Label(zh="请填台账的名称", en="Give the ledger a name"))
    mapping = json.dumps([name, title, sorted(columns.items())], ensure_ascii=False)
    marked = content + mapping.encode()
    if kept := Plan.objects.filter(pk=key_of(marked)).first():
        return complete(kept)
    from lingnan.engines.plan.reading import read_text, to_json  # noqa: PLC0415 -- its libraries cost a second
    from lingnan.engines.plan.reading.columns import ledger_text  # noqa: PLC0415
    from lingnan.engines.plan.reading.document import no_tasks  # noqa: PLC0415

    base = plan_to_amend(amends, mode)
    years = f"（{period_from.year}—{period_to.year}年）"
    headline = title.strip() if re.search(r"20\d\d", title) else f"{title.strip()}{years}"
    ledger = ledger_text(content, name=name, title=headline, columns=columns)
    if ledger.faults and not with_faults:
        words = Label(
            zh=f"台账有 {len(ledger.faults)} 处需要改正", en=f"The ledger has {len(ledger.faults)} faulty cells"
        )
        raise Invalid(name, words, faults=tuple(fault for _, _, fault in ledger.faults))
    reading = read_text(ledger.text, today=today())
    if not reading.tasks:
        raise no_tasks(name, reading)
    found: Found = to_json(reading)
    found |= {"title": title.strip(), "period": {"from": period_from.isoformat(), "to": period_to.isoformat()}}
    doubt_cells(found, ledger)
    texts = (reading.original, reading.clean)
    return keep(by=by, name=name, content=content, found=found, texts=texts, amends=base, mode=mode, key=key_of(marked))


def doubt_cells(found: Found, ledger: "LedgerText") -> None:
    """Each faulty cell as a doubt of the task read from its row; of a row that gave no task, of the whole document."""
    starts, at = list[int](), 0
    for text in ledger.text.split("\n"):
        starts.append(at)
        at += len(text) + 1
    tasks = {
        ledger.rows[line]: task
        for task in found["tasks"]
        if (line := bisect_right(starts, task["source"]["start"]) - 1) in ledger.rows
    }
    for sheet, row, fault in ledger.faults:
        doubt = {"code": "ledger_cell", "message": str(fault), "source": None}
        holder = tasks.get((sheet, row), found)
        holder["uncertain"] = [*holder["uncertain"], doubt]


def keep(
    *,
    by: Actor,
    name: str,
    content: bytes,
    found: Found,
    texts: tuple[str, str],
    amends: Plan | None = None,
    mode: str = "",
    key: str = "",
    is_sample: bool = False,
) -> Plan:
    """A read document as rows, with its file: all or nothing."""
    key = key or key_of(content)
    period, is_assumed = period_of(found)
    try:
        with transaction.atomic():
            stored = store_file(by=by, name=name, content=content, about=f"plan.plan:{key}")
            plan = Plan.objects.create(
                key=key,
                title=(found["title"] or name)[: LONGEST["title"]],
                number=(found.get("document_number") or "")[: LONGEST["number"]],
                issuer=(found.get("issuer") or "")[: LONGEST["issuer"]],
                period_from=period[0],
                period_to=period[1],
                period_is_assumed=is_assumed,
                amends=amends,
                mode=mode if amends else "",
                document=stored.file,
                document_name=name[: LONGEST["document_name"]],
                original_text=texts[0],
                clean_text=texts[1],
                reading=found,
                imported_at=datetime.now(UTC),
                is_sample=is_sample,
            )
            make_drafts(plan)
            tasks = len(found["tasks"])
            summary = f"导入方案《{plan.title}》：{len(found['members'])} 个成员单位，{tasks} 项任务待审"
            after = {"file": name, "amends": amends.key if amends else None}
            audit.record(by=by, verb="plan.import", about=f"plan.plan:{key}", summary=summary, after=after)
    except IntegrityError:  # another desk took the same file in at this moment: theirs is ours
        return Plan.objects.get(pk=key)
    return plan


def period_of(found: Found) -> tuple[tuple[date, date], bool]:
    """First and last day of the plan's period; where the document names none, this year's, to be said by a person."""
    period = found.get("period") or {}
    if period.get("from") and period.get("to"):
        return (date.fromisoformat(period["from"]), date.fromisoformat(period["to"])), False
    year = date.fromisoformat(found["issued_on"]).year if found.get("issued_on") else today().year
    return (date(year, 1, 1), date(year, 12, 31)), True


@transaction.atomic
def complete(plan: Plan) -> Plan:
    """A plan to review whose drafts are missing (kept by an earlier version) gets them; a withdrawn one comes back."""
    if plan.state == "withdrawn":
        plan.state = "draft"
        plan.save(update_fields=["state"])
    if plan.state == "draft" and not plan.drafts.exists():
        make_drafts(plan)
    return plan


def make_drafts(plan: Plan) -> None:
    """A draft for each task of the reading, with what its words propose; compared with the plan that it amends."""
    found = plan.reading
    resolved = [*found["members_resolved"], *(one for task in found["tasks"] for one in task["resolved"])]
    book = NameBook(resolved, on=plan.period_from, day=today())
    orders = orders_of(plan)
    tasks = sorted(
        [*outside(found["tasks"], orders), *new_items(plan, orders)], key=lambda each: each["source"]["start"]
    )
    changed = changed_tasks(plan, orders) if orders else []
    book.learn(one for each in (*tasks, *(c.found for c in changed)) for one in each["resolved"])
    drafts = [draft_of(plan, n, task, book) for n, task in enumerate(tasks, 1)]
    proposed = list(zip(drafts, tasks, strict=True))
    patched = [draft_of(plan, n, each.found, book) for n, each in enumerate(changed, len(drafts) + 1)]
    place_drafts(changed, patched)
    DraftTask.objects.bulk_create([*drafts, *patched], batch_size=500)
    proposals = [proposal for draft, task in proposed for proposal in proposals_of(draft, task, plan)]
    DraftProposal.objects.bulk_create(proposals, batch_size=500)
    if plan.amends_id:
        compare_with_plan(plan, drafts, changed_by_order=[each.old for each in changed])
    if doubts := unread(orders, [order for each in changed for order in each.numbers]):
        plan.reading = found | {"uncertain": [*found["uncertain"], *doubts]}
        plan.save(update_fields=["reading"])


def draft_of(plan: Plan, number: int, task: Found, book: NameBook) -> DraftTask:
    """One found task."""
    units = units_of(task, book)
    return DraftTask(
        plan=plan,
        order=number * GAP,
        number=number,
        title=task["title"][: LONGEST["title"]],
        text=task["text"],
        clause=task["clause"],
        source_start=task["source"]["start"],
        source_end=task["source"]["end"],
        units=units,
        dates=[date_of(each) for each in task["deadlines"]],
        doubts=doubts_of(task["uncertain"], units),
    )


def date_of(deadline: Found) -> Found:
    """A deadline as a draft keeps it."""
    place = deadline["source"] or {}
    return {
        "text": deadline["text"][:60],
        "due": deadline["due"],
        "kind": deadline["kind"] or "by",
        "start": place.get("start"),
        "end": place.get("end"),
    }


def doubts_of(doubts: Sequence[Found], units: Sequence[Found]) -> list[Found]:
    """Why a person must look; a name that our own table knows is no doubt any more."""
    known = {unit["written"] for unit in units if unit["status"] != "unknown"}
    return [
        {"code": each["code"], "message": each["message"]}
        for each in doubts
        if not (each["code"] == "unknown_unit" and each["message"].partition("：")[2] in known)
    ]


def proposals_of(draft: DraftTask, task: Found, plan: Plan) -> list[DraftProposal]:
    """What the words of a draft propose."""
    return [
        DraftProposal(
            draft=draft,
            kind=each.kind,
            found=each.found,
            title=each.title,
            written=each.written,
            target=each.target,
            due=each.due,
            source_start=each.start,
            source_end=each.end,
        )
        for each in propose(task, plan.original_text)
    ]


@transaction.atomic
def take_as_amendment(*, by: Actor, plan_key: str, amends: str, mode: str) -> Plan:
    """A document taken in as a plan of its own changes one in force after all: compared anew, nothing decided yet."""
    require(by, "plan.import")
    base = plan_to_amend(amends, mode)
    plan = Plan.objects.select_for_update().get(pk=plan_key)
    if plan.state != "draft" or plan.amends_id or plan.review_steps.filter(undone_at=None).exists():
        words = Label(
            zh="审阅已经开始，不能再改修订哪份方案；请撤销各步，或撤回后重新导入",
            en="The review has begun: undo its steps first, or take the document back",
        )
        raise Conflict(words)
    plan.amends, plan.mode = base, mode if base else ""
    plan.save(update_fields=["amends", "mode"])
    plan.review_steps.all().delete()
    plan.drafts.all().delete()
    make_drafts(plan)
    summary = (
        f"《{plan.title}》作为对《{base.title}》的{plan.get_mode_display()}审阅"
        if base
        else f"《{plan.title}》是新方案"
    )
    audit.record(by=by, verb="plan.import", about=f"plan.plan:{plan.key}", summary=summary, after={"amends": amends})
    return plan


@transaction.atomic
def withdraw(*, by: Actor, plan_key: str, reason: str) -> Plan:
    """Take back a document that was imported by mistake; its drafts stay readable."""
    require(by, "plan.import")
    plan = Plan.objects.select_for_update().get(pk=plan_key)
    if plan.state != "draft":
        raise Conflict(
            Label(zh=f"《{plan.title}》已经{plan.get_state_display()}，不能撤回", en="It is in force already")
        )
    if not reason.strip():
        raise Invalid(Label(zh="原因", en="Reason"), Label(zh="请写明为什么撤回", en="Say why it is taken back"))
    plan.state = "withdrawn"
    plan.save(update_fields=["state"])
    summary = f"撤回方案《{plan.title}》：{reason.strip()}"
    audit.record(by=by, verb="plan.withdraw", about=f"plan.plan:{plan.key}", summary=summary)
    return plan

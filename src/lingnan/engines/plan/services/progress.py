"""What a unit did on a task in a quarter: words, numbers, a file; begun on the phone, finished at the desk."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.core.periods import Period
from lingnan.core.words import number as number_words
from lingnan.core.words import period as period_words
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.lights import last_closed_quarter
from lingnan.engines.plan.models import Progress, ProgressDraft, ProgressNumber, Task, TaskNumber
from lingnan.engines.plan.selectors.life import facts_of
from lingnan.engines.plan.services.issuing import sign
from lingnan.engines.plan.services.life import LONGEST, begin, finish

Given = Mapping[int, Decimal | str]  # number's id → its value, or why there is none


def answering_units(task: Task) -> list[str]:
    """The units that answer for a task: those named, and every member where a collective (各成员单位) is named."""
    named = list(task.units.values_list("unit_id", flat=True))
    units = [unit for unit in named if unit]
    if None in named:
        units += [unit for unit in task.plan.members.values_list("unit_id", flat=True) if unit and unit not in units]
    return units


def responsible_unit(by: Actor, task: Task) -> str:
    """The actor's unit if it answers for the task, else the first that does (for the rights check)."""
    units = answering_units(task)
    if not units:
        raise Conflict(
            Label(zh=f"任务 {task.number} 没有认得出的责任单位，请先更正", en=f"Task {task.number} has no known unit")
        )
    return by.unit_key if by.unit_key in units else units[0]


@transaction.atomic
def report_progress(
    *,
    by: Actor,
    task_id: int,
    text: str,
    period: str = "",
    attachment: Attachment | None = None,
    numbers: Given | None = None,
    on: date | None = None,
    is_sample: bool = False,
) -> Progress:
    """Report what a unit did on a task in a quarter (by default the one that is now due).

    A lead that reports before it has signed signs by doing so: who reports has received the task.
    """
    task = Task.objects.get(pk=task_id)
    unit = responsible_unit(by, task)
    facts = facts_of(task)
    if unit in facts.leads - facts.signed and task.state == "issued":
        require(by, "plan.report_progress", unit=unit)
        if "office" not in by.roles:
            sign(by=by, task_id=task.pk, unit=unit, text="以报代签", on=on)
    taking = begin(by=by, act="report", task_id=task_id, unit=unit, on=on)
    text = text.strip()
    if not text:
        raise Invalid(
            Label(zh="进展", en="Progress"),
            Label(zh="请写一句话：做了什么，到了哪一步", en="Write a sentence: what was done, how far it is"),
        )
    if len(text) > LONGEST:
        raise Invalid(
            Label(zh="进展", en="Progress"),
            Label(zh=f"最多 {LONGEST} 字，您写了 {len(text)} 字", en=f"At most {LONGEST} characters, not {len(text)}"),
        )
    progress = Progress.objects.create(
        task=task,
        unit_id=unit,
        account_id=by.account_id,
        period=period or last_closed_quarter(taking.on),
        reported_on=taking.on,
        text=text,
        attachment=attachment,
        recorded_at=datetime.now(UTC),
        is_sample=is_sample,
    )
    given = keep_numbers(progress, numbers or {})
    if by.account_id:
        ProgressDraft.objects.filter(task=task, account=by.account_id).delete()
    finish(
        taking,
        text=text,
        detail=f"{period_words(Period.parse(progress.period), 'zh')}",
        facts={
            "progress": progress.pk,
            "period": progress.period,
            "unit": unit,
            **({"numbers": given} if given else {}),
        },
        attachment=attachment,
        verb="plan.report_progress",
        is_sample=is_sample,
    )
    return progress


def keep_numbers(progress: Progress, numbers: Given) -> dict[str, str]:
    """The numbers of a report, as rows; what was kept, in words. A number without a value says why."""
    declared = TaskNumber.objects.in_bulk(list(numbers))
    kept: dict[str, str] = {}
    rows = []
    for key, value in numbers.items():
        number = declared.get(key)
        if number is None or number.task_id != progress.task_id:
            raise Invalid(Label(zh="数字", en="Number"), Label(zh="不是这项任务的数字", en="Not a number of this task"))
        is_missing = isinstance(value, str)
        rows.append(
            ProgressNumber(
                progress=progress,
                number=number,
                value=None if isinstance(value, str) else value,
                missing=(value[:80] or "未报送") if isinstance(value, str) else "",
            )
        )
        kept[number.name] = str(value) if is_missing else f"{number_words(value)}{number.measured_in}"  # type: ignore[arg-type]  # a Decimal here
    ProgressNumber.objects.bulk_create(rows)
    return kept


@transaction.atomic
def declare_number(
    *,
    by: Actor,
    task_id: int,
    name: str,
    measured_in: str = "",
    target: Decimal | None = None,
    target_on: date | None = None,
    written: str = "",
) -> TaskNumber:
    """Say which number a task's units report, and what was promised of it."""
    taking = begin(by=by, act="declare_number", task_id=task_id)
    if not name.strip():
        raise Invalid(Label(zh="名称", en="Name"), Label(zh="请写数字的名称", en="Name the number"))
    if taking.task.numbers.filter(name=name.strip()).exists():
        raise Conflict(Label(zh=f"已经有“{name.strip()}”", en=f"{name.strip()!r} is there already"))
    number = TaskNumber.objects.create(
        task=taking.task,
        name=name.strip()[:80],
        measured_in=measured_in.strip()[:20],
        target=target,
        target_on=target_on,
        written=written.strip()[:200],
    )
    promised = f"，目标 {number_words(target)}{number.measured_in}" if target is not None else ""
    finish(taking, detail=f"“{number.name}”{promised}", facts={"number": number.pk, "target": target})
    return number


def save_draft(*, by: Actor, task_id: int, text: str, numbers: Mapping[str, str]) -> ProgressDraft:
    """Keep what a person has begun to write. A draft is the person's own: no audit, nobody else sees it."""
    task = Task.objects.get(pk=task_id)
    require(by, "plan.report_progress", unit=responsible_unit(by, task))
    if by.account_id is None:
        raise Conflict(Label(zh="草稿要登录后才能保存", en="Sign in to keep a draft"))
    draft, _ = ProgressDraft.objects.update_or_create(
        task=task,
        account_id=by.account_id,
        defaults={"text": text[:LONGEST], "numbers": dict(numbers), "saved_at": datetime.now(UTC)},
    )
    return draft

"""What is overdue is told step by step: the person, the head of the unit, the office. Run every night.

The steps are a dated rule (`parameters/escalation.yaml`); the office changes them on a page, and its editions stand
before the shipped ones from their day on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.db import transaction

from lingnan import rules
from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.core.words import deadline
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today, working_days_between
from lingnan.engines.identity.models import Account, Setting, Unit
from lingnan.engines.identity.nightly import Job, register_job
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.notifications import Line, notify
from lingnan.engines.identity.todo import TodoItem, items_for

RULE = "identity.escalation"
SETTING = "identity.escalation"
ANSWERABLE = ("liaison", "clerk", "operator")
AUDIENCES = {
    "liaison": Label(zh="联络员、填报员", en="Liaison officer, reporting clerk"),
    "leader": Label(zh="单位负责人", en="Head of unit"),
    "office": Label(zh="工作组办公室", en="Working-group office"),
}
LEVELS = {"liaison": 1, "leader": 2, "office": 3}

rules.add_folder(Path(__file__).resolve().parents[1] / "parameters")


@dataclass(frozen=True, kw_only=True)
class EscalationStep:
    """From so many working days late on, these are told."""

    days_late: int
    tell: str


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The steps in force from a day, and by whose decision."""

    in_force_from: date
    steps: tuple[EscalationStep, ...]
    source: str
    is_shipped: bool = False


def editions() -> list[Edition]:
    """Every edition, oldest first: the shipped ones and those that the office set here."""
    shipped = [
        Edition(
            in_force_from=one.in_force_from,
            steps=tuple(step_of(row["days_late"], row["tell"]) for row in one.rows("steps")),
            source=one.source,
            is_shipped=True,
        )
        for one in rules.editions(RULE)
    ]
    kept = Setting.objects.filter(key=SETTING).first()
    own = [
        Edition(
            in_force_from=date.fromisoformat(one["in_force_from"]),
            steps=tuple(step_of(row["days_late"], row["tell"]) for row in one["steps"]),
            source=one["source"],
        )
        for one in cast(list[Any], kept.value if kept else [])  # Any: what `set_steps` wrote
    ]
    return sorted([*shipped, *own], key=lambda one: (one.in_force_from, not one.is_shipped))


def step_of(days_late: object, tell: object) -> EscalationStep:
    """One row of an edition."""
    return EscalationStep(days_late=int(str(days_late)), tell=str(tell))


def edition_on(on: date) -> Edition:
    """The edition in force on a day; of two of one day the office's own."""
    return [one for one in editions() if one.in_force_from <= on][-1]


@transaction.atomic
def set_steps(*, by: Actor, steps: Sequence[EscalationStep], source: str, on: date | None = None) -> Edition:
    """The office's own steps from a day on (today, or later): who is told after how many working days."""
    require(by, "identity.set_escalation")
    day = on or today()
    if day < today():
        raise Invalid(Label(zh="生效日期", en="In force from"), Label(zh="不能早于今天", en="Not before today"))
    if not steps or any(step.days_late < 1 or step.tell not in AUDIENCES for step in steps):
        raise Invalid(
            Label(zh="天数", en="Days"), Label(zh="每一级至少 1 个工作日", en="At least one working day for each step")
        )
    ordered = [next((step.days_late for step in steps if step.tell == key), None) for key in AUDIENCES]
    days = [one for one in ordered if one is not None]
    if days != sorted(days):
        raise Invalid(
            Label(zh="天数", en="Days"),
            Label(zh="上一级不能早于下一级", en="A higher level is not told before a lower one"),
        )
    if not source.strip():
        raise Invalid(Label(zh="依据", en="Basis"), Label(zh="请写明依据", en="Say by which decision"))
    kept = Setting.objects.select_for_update().filter(key=SETTING).first()
    before = cast(list[dict[str, object]], kept.value) if kept else []
    rows = [{"days_late": step.days_late, "tell": step.tell} for step in steps]
    own = {"in_force_from": day.isoformat(), "steps": rows, "source": source.strip()[:200]}
    after = [*(one for one in before if one["in_force_from"] != own["in_force_from"]), own]
    Setting.objects.update_or_create(key=SETTING, defaults={"value": after})
    said = "、".join(f"逾期 {step.days_late} 个工作日告知{AUDIENCES[step.tell].zh}" for step in steps)
    audit.record(by=by, verb="identity.set_escalation", about="identity.setting:escalation", after=own,
                 summary=f"逐级提醒自 {day} 起：{said}")  # fmt: skip
    return edition_on(day)


@transaction.atomic
def escalate(*, by: Actor, on: date) -> int:
    """Tell each overdue thing to whoever it has reached by that day, one notification a person; how many were told.

    The same thing reaches the same level once: a second run, or the next day, adds nothing.
    """
    require(by, "identity.escalate")
    steps = edition_on(on).steps
    told: dict[tuple[int, str], list[tuple[str, TodoItem, Unit | None, int]]] = {}
    heads, office = people_with("leader"), [account for found in people_with("office").values() for account in found]
    for account, item, late in overdue_items(on):
        for step in steps:
            if late < step.days_late or (step.tell == "liaison" and item.is_reminded):
                continue
            audience = {
                "liaison": [account.pk],
                "leader": heads.get(account.unit_id or "", []),
                "office": office,
            }[step.tell]
            for person in audience:
                told.setdefault((person, step.tell), []).append((item.key, item, account.unit, late))
    count = sum(tell(person, audience, items, on) for (person, audience), items in told.items())
    if count:
        summary = f"逐级提醒：{on} 逾期事项告知 {count} 人次"
        facts = {"on": on, "told": count}
        audit.record(by=by, verb="identity.escalate", about="identity.notification:all", after=facts, summary=summary)
    return count


def people_with(role: str) -> dict[str, list[int]]:
    """Active people who hold a role, by unit."""
    found: dict[str, list[int]] = {}
    for pk, unit in Account.objects.filter(is_active=True, grants__role=role).distinct().values_list("pk", "unit_id"):
        found.setdefault(unit or "", []).append(pk)
    return found


def overdue_items(on: date) -> Iterator[tuple[Account, TodoItem, int]]:
    """Each overdue thing of each person who must answer for it, with the working days since it was due."""
    people = Account.objects.filter(is_active=True, unit__isnull=False, grants__role__in=ANSWERABLE).distinct()
    for account in people.select_related("unit").prefetch_related("grants"):
        for item in items_for(actor_of(account), on=on):
            if item.due and item.due < on and (late := working_days_between(item.due, on)) > 0:
                yield account, item, late


def tell(person: int, audience: str, items: list[tuple[str, TodoItem, Unit | None, int]], on: date) -> int:
    """Tell one person what is new to them at this level; whether they were told anything."""
    account = Account.objects.get(pk=person)
    before = list(account.notifications.filter(key__startswith=f"escalate:{audience}:").values_list("lines", flat=True))
    seen = {line.get("key", "") for lines in before for line in lines}
    fresh = {f"{key}:{unit.key if unit else ''}": (item, unit, late) for key, item, unit, late in items}
    fresh = {key: found for key, found in fresh.items() if key not in seen}
    if not fresh:
        return 0
    lines = [overdue_line(key, *found) for key, found in fresh.items()]
    first = lines[0].text
    n = len(lines)
    text = first if n == 1 else Label(zh=f"{n} 件事逾期：{first.zh}等", en=f"{n} things are overdue; first: {first.en}")
    item = next(iter(fresh.values()))[0]
    about, url = (item.key, item.url) if n == 1 else ("identity.overdue", "")
    key = f"escalate:{audience}:{on}{f':{len(before)}' if before else ''}"
    return int(notify(account=account, key=key, about=about, text=text.zh, text_en=text.en, url=url,
                      level=LEVELS[audience], lines=lines))  # fmt: skip


def overdue_line(key: str, item: TodoItem, unit: Unit | None, late: int) -> Line:
    """One overdue thing as a line."""
    zh, en = (unit.name, unit.name_en or unit.name) if unit else ("", "")
    text = Label(
        zh=f"{deadline(-late, working=True)}：{item.title.zh}（{zh}）",
        en=f"{deadline(-late, 'en', working=True)}: {item.title.en} ({en})",
    )
    return Line(text=text, url=item.url, key=key)


register_job(
    Job(
        key="identity.escalate",
        label=Label(zh="逐级提醒", en="Escalation"),
        run=lambda by, on: f"告知 {escalate(by=by, on=on)} 人次",
        order=60,
    )
)

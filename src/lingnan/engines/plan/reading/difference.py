"""Two editions of a plan: which tasks stayed, changed, are new or were dropped, and why we think so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeVar, cast

from rapidfuzz import fuzz

from lingnan.engines.plan.reading.cleaning import fold
from lingnan.engines.plan.reading.result import Deadline, DeadlineKind, PlanReading, Span, TaskReading

Change = Literal["kept", "changed", "new", "dropped"]

_SAME_TITLE, _SAME_TEXT, _BONUS_NUMBER = 60.0, 55.0, 5.0
_SURE_TITLE, _OTHER_TEXT = 85.0, 50.0
_WEIGHT_TITLE, _WEIGHT_TEXT = 0.5, 0.5


@dataclass(frozen=True, kw_only=True)
class TaskChange:
    """One task of the comparison; `old` or `new` is None where an edition has none. Reasons are Chinese sentences."""

    kind: Change
    old: TaskReading | None
    new: TaskReading | None
    reasons: tuple[str, ...] = ()


def compare(old: PlanReading, new: PlanReading) -> tuple[TaskChange, ...]:
    """Every task of both editions once, in the order of the new one, the dropped ones last."""
    return tuple(_compared(old.tasks, new.tasks))


def _compared(old: Sequence[TaskReading], new: Sequence[TaskReading]) -> list[TaskChange]:
    pairs = _pairs(old, new)
    before = {id(task): other for other, task in pairs}
    changes = [_changed(before[id(task)], task) if id(task) in before else _new(task) for task in new]
    gone = {id(other) for other, _ in pairs}
    changes += [
        TaskChange(kind="dropped", old=t, new=None, reasons=("新版里没有相近的任务",)) for t in old if id(t) not in gone
    ]
    return changes


T = TypeVar("T", bound="Said")


class Said(Protocol):
    """What a comparison needs of a task, wherever it is kept."""

    @property
    def number(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def lead(self) -> tuple[str, ...]: ...
    @property
    def cooperating(self) -> tuple[str, ...]: ...
    @property
    def dates(self) -> tuple[tuple[str, str | None, str], ...]: ...
    @property
    def clause(self) -> str: ...


def _reading_of(said: Said) -> TaskReading:
    """A task that is kept elsewhere, as the comparison sees it."""
    deadlines = tuple(
        Deadline(text=text, due=date.fromisoformat(due) if due else None, kind=cast(DeadlineKind, kind))
        for text, due, kind in said.dates
    )
    return TaskReading(
        number=said.number, numeral="", path=(), title=said.title, text=said.text, lead=said.lead, cooperating=said.cooperating,
        when=None, clause=said.clause, deadlines=deadlines, findings=(), resolved=(), doubts=(), source=Span(start=0, end=0),
    )  # fmt: skip


def compare_tasks(
    old: Sequence[T], new: Sequence[T], *, same: bool = False
) -> list[tuple[Change, T | None, T | None, tuple[str, ...]]]:
    """As `compare`, of tasks kept elsewhere: (kind, old, new, reasons). `same`: one on each side, known to be a pair."""
    before, after = [_reading_of(each) for each in old], [_reading_of(each) for each in new]
    old_of = {id(reading): each for reading, each in zip(before, old, strict=True)}
    new_of = {id(reading): each for reading, each in zip(after, new, strict=True)}
    changes = [_changed(before[0], after[0])] if same else _compared(before, after)
    return [
        (c.kind, old_of[id(c.old)] if c.old else None, new_of[id(c.new)] if c.new else None, c.reasons) for c in changes
    ]


def _new(task: TaskReading) -> TaskChange:
    return TaskChange(kind="new", old=None, new=task, reasons=("旧版里没有相近的任务",))


def _plain(text: str) -> str:
    return re.sub(r"\s|[，。；：、“”（）]", "", fold(text))


def _words(task: TaskReading) -> str:
    """The task's words without its number, so that a renumbered task still looks the same."""
    return _plain(task.text.removeprefix(task.numeral).replace(task.clause, ""))


def _likeness(old: TaskReading, new: TaskReading) -> float:
    title = fuzz.ratio(_plain(old.title), _plain(new.title))
    text = fuzz.ratio(_words(old), _words(new))
    if title < _SAME_TITLE and text < _SAME_TEXT:
        return 0.0
    if title < _SURE_TITLE and text < _OTHER_TEXT:  # 发展智慧金融 and 发展智慧政务 are two tasks
        return 0.0
    return _WEIGHT_TITLE * title + _WEIGHT_TEXT * text + (_BONUS_NUMBER if old.number == new.number else 0.0)


def _pairs(old: Sequence[TaskReading], new: Sequence[TaskReading]) -> list[tuple[TaskReading, TaskReading]]:
    """Tasks with the same words first, then the likeliest pairs, each task once."""
    same = _same(old, new)
    told = {id(task) for pair in same for task in pair}
    rest_old = [task for task in old if id(task) not in told]
    rest_new = [task for task in new if id(task) not in told]
    return [*same, *_like(rest_old, rest_new)]


def _same(old: Sequence[TaskReading], new: Sequence[TaskReading]) -> list[tuple[TaskReading, TaskReading]]:
    """Pairs whose title and words did not change: most of a long plan, and found without comparing all with all."""
    known: dict[tuple[str, str], list[TaskReading]] = {}
    for task in old:
        known.setdefault((_plain(task.title), _words(task)), []).append(task)
    pairs = []
    for task in new:
        if alike := known.get((_plain(task.title), _words(task))):
            pairs.append((alike.pop(0), task))
    return pairs


def _like(old: Sequence[TaskReading], new: Sequence[TaskReading]) -> list[tuple[TaskReading, TaskReading]]:
    scored = [(score, i, j) for i, a in enumerate(old) for j, b in enumerate(new) if (score := _likeness(a, b)) > 0]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs = []
    for _, i, j in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append((old[i], new[j]))
    return pairs


def _names(names: tuple[str, ...]) -> str:
    return "、".join(names) or "无"


def _changed(old: TaskReading, new: TaskReading) -> TaskChange:
    reasons = []
    if old.number != new.number:
        reasons.append(f"编号由 {old.number} 改为 {new.number}")
    if _plain(old.title) != _plain(new.title):
        reasons.append(f"标题由“{old.title}”改为“{new.title}”")
    if set(old.lead) != set(new.lead):
        reasons.append(f"牵头单位由{_names(old.lead)}改为{_names(new.lead)}")
    if set(old.cooperating) != set(new.cooperating):
        reasons.append(f"配合单位由{_names(old.cooperating)}改为{_names(new.cooperating)}")
    dates_old, dates_new = {(d.due, d.kind) for d in old.deadlines}, {(d.due, d.kind) for d in new.deadlines}
    if dates_old != dates_new:
        reasons.append(
            f"时限由{_names(tuple(d.text for d in old.deadlines))}改为{_names(tuple(d.text for d in new.deadlines))}"
        )
    if set(old.indicator_systems) != set(new.indicator_systems):
        reasons.append(f"指标体系由{_names(old.indicator_systems)}改为{_names(new.indicator_systems)}")
    words = _words(old) != _words(new)
    if words and not reasons:
        reasons.append("任务文字有改动")
    moved_only = all(reason.startswith("编号") for reason in reasons) and not words
    return TaskChange(kind="kept" if moved_only else "changed", old=old, new=new, reasons=tuple(reasons))

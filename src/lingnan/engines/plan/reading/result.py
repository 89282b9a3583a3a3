"""What reading a plan gives: frozen values that know nothing of files, pages or a database."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

DeadlineKind = Literal["once", "by", "continuous", "recurring"]
FindingKind = Literal["system", "project", "indicator_system", "number", "pilot", "document"]
UnitStatus = Literal["known", "collective", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Span:
    """A place in the original document text: characters `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Something the reader is not sure of: a short code for machines, a Chinese sentence for people, and where."""

    code: str
    message: str
    at: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Responsibility:
    """Who leads, who cooperates, by when, as a clause says it. Names as written, simplified, 省 carried along."""

    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    when: str | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A date phrase; `due` is the last day that still keeps it, None where the phrase names no day."""

    text: str
    due: date | None
    kind: DeadlineKind
    at: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something a task promises, with its place: a system to build, a number, a pilot, a document to issue."""

    kind: FindingKind
    text: str
    at: Span


@dataclass(frozen=True, kw_only=True)
class UnitRef:
    """A unit of the unit book: its key and its full name."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ResolvedUnit:
    """Which unit a written name means at the plan's date and today; collectives and unknown names say so."""

    name: str
    status: UnitStatus
    then: UnitRef | None = None
    today: tuple[UnitRef, ...] = ()
    suggestions: tuple[UnitRef, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Period:
    """The years a plan rules, first and last day."""

    start: date
    end: date


@dataclass(frozen=True, kw_only=True)
class Basis:
    """A document that the plan names as its ground."""

    title: str
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskReading:
    """One task: the smallest numbered unit that bears a responsibility clause."""

    number: int
    numeral: str
    path: tuple[str, ...]
    title: str
    text: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    when: str | None
    clause: str
    deadlines: tuple[Deadline, ...]
    findings: tuple[Finding, ...]
    resolved: tuple[ResolvedUnit, ...]
    doubts: tuple[Doubt, ...]
    source: Span

    @property
    def indicator_systems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.text for each in self.findings if each.kind == "indicator_system"))


@dataclass(frozen=True, kw_only=True)
class PlanReading:
    """A whole plan document as read. `original[task.source.start:task.source.end]` is a task's exact source."""

    title: str
    issuer: str
    number: str
    issued_on: date | None
    period: Period | None
    basis: tuple[Basis, ...]
    members: tuple[str, ...]
    members_resolved: tuple[ResolvedUnit, ...]
    tasks: tuple[TaskReading, ...]
    defaults: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    original: str = field(repr=False)
    clean: str = field(repr=False)
    origin: tuple[int, ...] = field(repr=False)

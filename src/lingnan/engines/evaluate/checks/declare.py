"""What a check is: key, names, severity, advice, what it needs, and a function over a whole table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from lingnan.core.labels import Label
from lingnan.core.registry import Registry
from lingnan.engines.evaluate.checks.facts import Facts
from lingnan.engines.evaluate.checks.table import Table


class Severity(StrEnum):
    """Error: must be put right or explained. Warning: look at it. Notice: know it."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def label(self) -> Label:
        return _SEVERITIES[self]

    @property
    def order(self) -> int:
        return list(Severity).index(self)


_SEVERITIES = {
    Severity.ERROR: Label(zh="错误", en="Error"),
    Severity.WARNING: Label(zh="警告", en="Warning"),
    Severity.NOTICE: Label(zh="提示", en="Notice"),
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a check saw in one place. An empty region or period means all of them."""

    series: str
    region: str = ""
    period: str = ""
    observed: str
    expected: str
    reason: Label
    weight: Fraction = Fraction(0)  # how bad, for the order only
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cannot:
    """Something that cannot be checked here, and why: neither found nor not found."""

    series: str
    why: Label


Seen = Finding | Cannot


@dataclass
class Look:
    """What one check is given, and its count of what it really looked at."""

    table: Table
    facts: Facts
    looked: int = field(default=0)

    def saw(self, number: int = 1) -> None:
        self.looked += number


@dataclass(frozen=True, kw_only=True)
class Check:
    """A declared check."""

    key: str
    label: Label
    severity: Severity
    advice: Label
    needs: Label  # what a table must hold; said where it does not
    find: Callable[[Look], Iterator[Seen]]
    marks_values: bool = False  # its findings are about one value each and are kept as flags on it


CHECKS: Registry[Check] = Registry("check")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One check over one table, in three states."""

    check: Check
    findings: tuple[Finding, ...]
    cannot: tuple[Cannot, ...]
    looked: int

    @property
    def state(self) -> str:
        """`found`, `not_found`, or `cannot` where nothing could be looked at."""
        if self.findings:
            return "found"
        return "not_found" if self.looked else "cannot"


@dataclass(frozen=True, kw_only=True)
class Report:
    """All checks over one table, the worst first."""

    table: Table
    outcomes: tuple[Outcome, ...]

    def of(self, key: str) -> Outcome:
        return next(outcome for outcome in self.outcomes if outcome.check.key == key)

    @property
    def findings(self) -> tuple[tuple[Check, Finding], ...]:
        return tuple((outcome.check, finding) for outcome in self.outcomes for finding in outcome.findings)

    @property
    def has_errors(self) -> bool:
        return any(check.severity is Severity.ERROR for check, _ in self.findings)

"""Every check over one table."""

from collections.abc import Iterable

from lingnan.core.labels import Label
from lingnan.engines.evaluate.checks import catalogue
from lingnan.engines.evaluate.checks.declare import CHECKS, Cannot, Check, Finding, Look, Outcome, Report
from lingnan.engines.evaluate.checks.facts import Facts, shipped_facts
from lingnan.engines.evaluate.checks.table import Table

WHOLE = tuple(check.key for check in catalogue.ALL)


def run_checks(table: Table, *, facts: Facts | None = None, keys: Iterable[str] = WHOLE) -> Report:
    """All (or the named) checks over the table; outcomes by severity, findings with the worst first."""
    known = facts or shipped_facts()
    outcomes = [_outcome(CHECKS.get(key), table, known) for key in keys]
    return Report(table=table, outcomes=tuple(sorted(outcomes, key=lambda each: each.check.severity.order)))


def _outcome(check: Check, table: Table, facts: Facts) -> Outcome:
    look = Look(table=table, facts=facts)
    seen = list(check.find(look))
    findings = sorted((each for each in seen if isinstance(each, Finding)), key=lambda each: -each.weight)
    cannot = tuple(each for each in seen if isinstance(each, Cannot))
    if not look.looked and not cannot:
        cannot = (Cannot(series="", why=Label(
            zh=f"表里没有可查的：需要{check.needs.zh}", en=f"Nothing here to look at: needs {check.needs.en}"
        )),)  # fmt: skip
    return Outcome(check=check, findings=tuple(findings), cannot=cannot, looked=look.looked)

"""Which values must be looked at? The findings of the general checks, trouble first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.labels import Label
from lingnan.engines.evaluate.checks import CHECKS, Cannot, Severity
from lingnan.engines.evaluate.pages.asked import actor
from lingnan.engines.evaluate.selectors.checks import FoundRow, checked
from lingnan.shell.tables import Choice, Column, Filter, State, Table, bind

LIGHTS = {Severity.ERROR: "late", Severity.WARNING: "warn", Severity.NOTICE: "none"}


def _url(row: FoundRow) -> str:
    """The evidence of the value; a finding about a whole series leads to its indicator."""
    if row.number is not None:
        return reverse("evaluate:value", args=[row.number])
    return reverse("evaluate:indicator", args=[row.finding.series]) if row.finding.series else ""


FOUND = Table(
    key="findings",
    caption=Label(zh="检查发现", en="Findings of the checks"),
    columns=(
        Column(
            key="light",
            label=Label(zh="程度", en="Severity"),
            kind="light",
            value=lambda row: LIGHTS[row.check.severity],
            word=lambda row: row.check.severity.label,
            on_phone="end",
        ),
        Column(key="check", label=Label(zh="检查", en="Check"), value=lambda row: row.check.label, is_shown=False),
        Column(key="series", label=Label(zh="指标", en="Indicator"), value=lambda row: row.series),
        Column(key="region", label=Label(zh="单位", en="Unit"), value=lambda row: row.region),
        Column(
            key="period",
            label=Label(zh="期", en="Period"),
            value=lambda row: row.finding.period,
            empty=Label(zh="各期", en="all"),
        ),
        Column(
            key="reason",
            label=Label(zh="看到什么", en="What was seen"),
            value=lambda row: row.finding.reason,
            is_prose=True,
            on_phone="lead",
        ),
        Column(key="observed", label=Label(zh="数值", en="Observed"), value=lambda row: row.finding.observed),
        Column(
            key="expected",
            label=Label(zh="应为或相比", en="Expected"),
            value=lambda row: row.finding.expected,
            is_quiet=True,
            is_shown=False,
        ),
        Column(
            key="advice",
            label=Label(zh="怎么办", en="What to do"),
            value=lambda row: row.check.advice,
            is_prose=True,
            is_shown=False,
        ),
    ),
    states=tuple(State(key=each.value, light=LIGHTS[each], label=each.label) for each in Severity),
    state_of=lambda row: row.check.severity.value,
    filters=(
        Filter(
            key="check",
            label=Label(zh="检查", en="Check"),
            choices=lambda: [Choice(key=check.key, label=check.label) for check in CHECKS],
            test=lambda row, wanted: row.check.key == wanted,
        ),
    ),
    search_of=lambda row: f"{row.series.zh} {row.series.en} {row.finding.series} {row.region.zh} {row.region.en}",
    row_url=_url,
    empty=Label(zh="没有发现可疑的数", en="Nothing doubtful found"),
)


def listing(request: HttpRequest) -> HttpResponse:
    """All findings over what is stored, and what could not be checked."""
    found = checked(actor(request))
    bound = bind(FOUND, found.rows, request)
    if (answer := bound.download()) is not None:
        return answer
    silent = [outcome for outcome in found.report.outcomes if outcome.state == "not_found"]
    cannot = [(outcome.check, _reasons(outcome.cannot)) for outcome in found.report.outcomes if outcome.cannot]
    errors = sum(row.check.severity is Severity.ERROR for row in found.rows)
    context = {"table_of": bound, "errors": errors, "silent": silent, "cannot": cannot}
    return render(request, "evaluate/checks.html", context)


def _reasons(given: tuple[Cannot, ...]) -> list[tuple[Label, int]]:
    """Each reason once, with the number of series that it holds for."""
    counts: dict[Label, int] = {}
    for each in given:
        counts[each.why] = counts.get(each.why, 0) + 1
    return list(counts.items())

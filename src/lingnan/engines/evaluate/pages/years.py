"""What changed between two years, and was it the city or the rules?"""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.pages.asked import FIRST_YEAR, LAST_YEAR, actor, asked_framework
from lingnan.engines.evaluate.selectors.assessments import years
from lingnan.engines.evaluate.selectors.two_years import Half, TwoYears, two_years
from lingnan.shell.language import bi
from lingnan.shell.tables import Column, Table, bind


def _signed(value: object) -> str:
    """+3.2, −1.0, 0.0; nothing where there is no value."""
    if value is None:
        return ""
    text = f"{value:+.1f}"
    return "0.0" if text in {"+0.0", "-0.0"} else text.replace("-", "−")


def _score(half: Half | None) -> Decimal | None:
    return half.score if half else None


def _won(row: TwoYears) -> str:
    return "" if row.won is None else f"{row.won:+d}".replace("-", "−") if row.won else bi("不变", "same")


def table_of(before: str, after: str, *, is_same_rules: bool) -> Table:
    """Where the rules differ, three more columns: the year before under the new rules, and what the rules did."""
    shown = [
        Column(
            key="city", label=Label(zh="城市", en="City"), value=lambda row: row.name, on_phone="lead", kind="link",
            url=lambda row: reverse("evaluate:city", args=[row.region]),
        ),
        Column(
            key="before", label=Label(zh=f"{before}得分", en=f"Score {before}"), kind="number", decimals=1,
            value=lambda row: row.before.score,
        ),
    ]  # fmt: skip
    if not is_same_rules:
        shown.append(
            Column(
                key="before_new", label=Label(zh=f"{before[:4]} 按新规则", en=f"{before[:4]} by the new rules"),
                kind="number", decimals=1, value=lambda row: _score(row.before_under_after),
            )
        )  # fmt: skip
    shown.append(
        Column(
            key="after", label=Label(zh=f"{after}得分", en=f"Score {after}"), kind="number", decimals=1,
            value=lambda row: row.after.score,
        )
    )  # fmt: skip
    if not is_same_rules:
        shown.append(
            Column(
                key="after_old", label=Label(zh=f"{after[:4]} 按旧规则", en=f"{after[:4]} by the old rules"),
                kind="number", decimals=1, value=lambda row: _score(row.after_under_before),
            )
        )  # fmt: skip
    shown.append(
        Column(
            key="change", label=Label(zh="同一规则下的变化", en="Change under the same rules"), on_phone="end",
            value=lambda row: _signed(row.change), sort_by=lambda row: row.change or 0,
        )
    )  # fmt: skip
    if not is_same_rules:
        shown.append(
            Column(
                key="rules", label=Label(zh="规则带来的变化", en="Change by the rules"), is_quiet=True,
                value=lambda row: _signed(row.by_rules), sort_by=lambda row: row.by_rules or 0,
            )
        )  # fmt: skip
    shown.append(
        Column(
            key="won",
            label=Label(zh="名次升降", en="Places won"),
            value=_won,
            sort_by=lambda row: row.won or 0,
            is_quiet=True,
        )
    )
    return Table(
        key="years",
        caption=Label(zh="两年对照", en="Two years side by side"),
        columns=tuple(shown),
        empty=Label(zh="没有两年都有的城市", en="No city stands in both years"),
    )


def show(request: HttpRequest) -> HttpResponse:
    """The newest two years unless others are named; `tried` puts the later year under another edition."""
    by, key = actor(request), asked_framework(request)
    known = years(by, key)
    if len(known) < 2:  # noqa: PLR2004  two years are compared
        raise NotFound(Label(zh="只有一个年度的评价，没有可比的年份", en="There is one year only: nothing to compare"))
    after = named(request, "after", known[0])
    before = named(request, "before", next((year for year in known if year < after), known[-1]))
    if before >= after:
        said = Label(zh=f"应早于 {after} 年", en=f"must be earlier than {after}")
        raise Invalid(Label(zh="前一年", en="Earlier year"), said)
    found = two_years(by, key, before, after, edition=request.GET.get("tried", ""))
    later = request.GET.get("tried", "") or found.after.framework.edition
    is_same = later == found.before.framework.edition
    heads = (f"{before}（{found.before.framework.edition}）", f"{after}（{later}）")
    bound = bind(table_of(*heads, is_same_rules=is_same), list(found.rows), request)
    if (answer := bound.download()) is not None:
        return answer
    context = {
        "found": found,
        "judged": found.after,
        "table_of": bound,
        "before": before,
        "after": after,
        "known": known,
        "edition": later,
        "editions": [each.edition for each in frameworks.editions(key)],
        "is_same": is_same,
        "rose": sum(1 for row in found.rows if row.change is not None and row.change > 0),
        "fell": sum(1 for row in found.rows if row.change is not None and row.change < 0),
    }
    return render(request, "evaluate/years.html", context)


def named(request: HttpRequest, name: str, usual: int) -> int:
    """A year of the address; a wrong one gets a sentence."""
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise Invalid(Label(zh="年份", en="Year"), Label(zh=f"{text!r} 不是年份", en=f"{text!r} is no year"))
    return int(text)

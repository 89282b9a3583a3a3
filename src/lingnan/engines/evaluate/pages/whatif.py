"""What if the weights were others? Tried on a year's own values, nothing stored."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.frameworks import INDEX, Framework
from lingnan.engines.evaluate.pages.asked import actor, asked_framework, asked_year
from lingnan.engines.evaluate.selectors.assessments import newest, read, years
from lingnan.engines.evaluate.selectors.whatif import MOST, TriedRow, trial
from lingnan.shell.language import say
from lingnan.shell.tables import Column, Table, bind

FIELD = "w."
FINE = Decimal("0.01")


def _span(row: TriedRow) -> str:
    return "" if row.low is None else f"{row.low}–{row.high}" if row.low != row.high else str(row.low)


def _now(row: TriedRow) -> str:
    low, high = row.now.low, row.now.high
    return "" if row.now.rank is None else f"{row.now.rank} ({low}–{high})" if low != high else str(row.now.rank)


def _won(row: TriedRow) -> str:
    return "" if not row.won else f"+{row.won}" if row.won > 0 else f"−{-row.won}"


def table_of(year: int) -> Table:
    """Both ranks of each city side by side."""
    return Table(
        key="whatif",
        caption=Label(zh="两种权重下的名次", en="Ranks under both weights"),
        columns=(
            Column(key="rank", label=Label(zh="试算名次", en="Rank tried"), kind="number"),
            Column(
                key="city", label=Label(zh="城市", en="City"), value=lambda row: row.now.region_name, on_phone="lead",
                kind="link", url=lambda row: f"{reverse('evaluate:city', args=[row.now.region])}?year={year}",
            ),
            Column(key="span", label=Label(zh="90% 区间", en="90% interval"), value=_span, is_quiet=True),
            Column(key="score", label=Label(zh="试算得分", en="Score tried"), kind="number", decimals=1),
            Column(
                key="now_rank", label=Label(zh="现名次（区间）", en="Rank in force (interval)"), value=_now,
                sort_by=lambda row: row.now.rank or 0,
            ),
            Column(
                key="now", label=Label(zh="现得分", en="Score in force"), kind="number", decimals=1,
                value=lambda row: row.now.points,
            ),
            Column(
                key="won", label=Label(zh="升降", en="Change"), value=_won, sort_by=lambda row: -(row.won or 0),
                empty=Label(zh="不变", en="same"), on_phone="end",
            ),
        ),
        empty=Label(zh="没有可以试算的城市", en="There is no city to try it on"),
    )  # fmt: skip


def show(request: HttpRequest) -> HttpResponse:
    """Weights as fields, another edition as a choice, ranks side by side."""
    by, key = actor(request), asked_framework(request)
    judged = read(newest(by, framework=key, year=asked_year(request)))
    edition = request.GET.get("tried", "")
    typed = {name.removeprefix(FIELD): request.GET.get(name, "") for name in request.GET if name.startswith(FIELD)}
    base = frameworks.edition(key, edition) if edition else judged.framework
    fault = ""
    try:
        found = trial(judged, edition=edition, weights=changed_weights(base, typed))
    except Invalid as error:
        fault, found = say(error), trial(judged, edition=edition)
    bound = bind(table_of(judged.year), list(found.rows), request)
    if (answer := bound.download()) is not None:
        return answer
    context = {
        "judged": judged,
        "trial": found,
        "table_of": bound,
        "years": years(by, key),
        "editions": [each.edition for each in frameworks.editions(key)],
        "edition": base.edition,
        "fields": weight_fields(base, found.framework, typed),
        "fault": fault,
        "most": MOST,
    }
    return render(request, "evaluate/whatif.html", context)


def changed_weights(base: Framework, typed: dict[str, str]) -> dict[str, str]:
    """Only known nodes, and only where the number is another than the edition's: what is unchanged stays exact."""
    known = {node.key: node for node in base.root.walk() if node.key != INDEX}
    return {key: text for key, text in typed.items() if key in known and text.strip() != _text(known[key].weight)}


def weight_fields(base: Framework, tried: Framework, typed: dict[str, str]) -> list[dict[str, object]]:
    """Every node under the index: what was typed, what the edition has, and the share that comes out."""
    shares = {node.key: node.weight for node in tried.root.walk()}
    return [
        {
            "node": node,
            "name": FIELD + node.key,
            "depth": len(base.path(node.key)) - 2,
            "text": typed.get(node.key, _text(node.weight)),
            "edition": node.weight,
            "share": _text(shares.get(node.key, Decimal(0)).quantize(FINE)),
        }
        for node in base.root.walk()
        if node.key != INDEX
    ]


def _text(weight: Decimal) -> str:
    return f"{weight.normalize():f}"

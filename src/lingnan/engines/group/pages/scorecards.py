"""The year's scorecards: who worked how well, and every row that it was counted from."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan import rules
from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.core.missing import is_present
from lingnan.engines.group.labels import CONFIDENCE, SCORED
from lingnan.engines.group.models import Scorecard
from lingnan.engines.group.rulebook import SCORECARD
from lingnan.engines.group.scoring import PARTS
from lingnan.engines.group.selectors import scorecards as cards
from lingnan.engines.group.services.scorecards import compute_year
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.pages.door import actor, needs
from lingnan.engines.identity.rights import scope
from lingnan.rules import RuleSet
from lingnan.shell.language import bi, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, State, Table


def part_column(key: str, label: Label) -> Column:
    """A part of the scorecard."""
    return Column(
        key=key, label=label, kind="number", decimals=1, value=lambda card: cards.part_of(card, key), on_phone="hidden"
    )


def table(year: int) -> Table:
    """The scorecards of one kind."""
    return Table(
        key="group.scorecards",
        caption=Label(zh="年终考核", en="Scorecards"),
        columns=(
            Column(key="unit", label=Label(zh="单位", en="Unit"), value=lambda card: card.unit, on_phone="lead"),
            Column(key="total", label=Label(zh="总分", en="Total"), kind="number", decimals=1, value=cards.total_of,
                   on_phone="end"),
            *[part_column(key, label) for key, label in PARTS.items()],
            Column(key="rows", label=Label(zh="计入事项", en="Rows"), kind="number", decimals=0,
                   value=lambda card: sum(len(part["rows"]) for part in card.parts)),
        ),
        default_sort="total",
        row_url=lambda card: reverse("group:scorecard", args=[year, card.unit_id]),
        search_of=lambda card: f"{card.unit.name} {card.unit.name_en}",
        note=Label(zh="低分在前；没有到期事项的部分不计分，权重由其余部分分担",
                   en="Low first; a part with nothing due is left out, the others share its weight"),
        empty=Label(zh="这一年还没有计算", en="Not computed yet"),
        empty_hint=Label(zh="办公室计算后，各单位看得到自己的", en="Once computed, each unit sees its own"),
    )  # fmt: skip


def asked_year(request: HttpRequest) -> int:
    """The year in the address, else the newest computed, else last year."""
    text = request.GET.get("year", "")
    known = cards.years()
    return int(text) if text.isdecimal() else known[0] if known else today().year - 1


@needs("group.see_scores")
def scorecards_page(request: HttpRequest) -> HttpResponse:
    """Who did their year's work, and how well?"""
    by, year = actor(request), asked_year(request)
    if request.method == "POST":
        try:
            run = compute_year(by=by, year=year)
            messages.info(request, bi("已计算 {y} 年，第 {n} 次", "Computed {y}, run {n}", y=year, n=run))
        except Invalid as error:
            messages.error(request, say(error))
        return HttpResponseRedirect(f"{request.path}?year={year}")
    kind = request.GET.get("kind", "unit") if request.GET.get("kind") in SCORED else "unit"
    found = list(cards.scorecards(by, year=year, kind=kind))
    if not found and kind == "unit" and scope(by, "group.see_scores").reach != "all":
        kind, found = "city", list(cards.scorecards(by, year=year, kind="city"))
    bound = bind(table(year), found, request, today=today())
    if (file := bound.download()) is not None:
        return file
    scored = [card.total for card in found if card.total is not None]
    low = min(scored, default=None)
    heading = bi("{y} 年：{n} 个单位有得分，最低 {l}", "{y}: {n} scored, lowest {l}", y=year, n=len(scored), l=low)
    context = {
        "bound": bound,
        "tabs": [(say(label), f"?year={year}&kind={key}", key == kind) for key, label in SCORED.items()],
        "crumbs": [(bi("年终考核", "Scorecards"), "")],
        "heading": heading if scored else bi("{y} 年还没有考核结果", "{y}: no scores yet", y=year),
        "question": bi("一年的工作做得怎样？", "How was the year's work done?"),
        "year": year,
        "years": sorted({*cards.years(), today().year, today().year - 1}, reverse=True),
        "kind": kind,
        "may": scope(by, "group.score").allows(),
        "run": found[0] if found else None,
        "rule": rule_at(found, year),
        "confidence": CONFIDENCE.get(rule_at(found, year).confidence, ""),
        "weights": weights(rule_at(found, year)),
    }
    return render(request, "group/scorecards.html", context)


def rule_of(card: Scorecard) -> RuleSet:
    """The edition that judged."""
    return rules.edition(card.rule, card.edition)


def rule_at(found: list[Scorecard], year: int) -> RuleSet:
    """The edition that judged these scorecards; the one that would, where none is computed."""
    return rule_of(found[0]) if found else rules.in_force(SCORECARD, on=min(date(year, 12, 31), today()))


def weights(rule: RuleSet) -> list[tuple[Label, object]]:
    """The parts with their weights."""
    return [(label, rule.number("weights", key)) for key, label in PARTS.items()]


ROWS = Table(
    key="group.scorecard",
    caption=Label(zh="计入的事项", en="What was counted"),
    columns=(
        Column(key="title", label=Label(zh="事项", en="What"), kind="link", url=lambda row: row.url, on_phone="lead"),
        Column(key="part", label=Label(zh="部分", en="Part"), is_quiet=True),
        Column(key="why", label=Label(zh="结果", en="Result"), on_phone="end"),
        Column(key="due", label=Label(zh="期限", en="Due"), kind="date"),
        Column(key="done", label=Label(zh="完成", en="Done"), kind="date", on_phone="hidden"),
        Column(key="credit", label=Label(zh="计分", en="Credit"), kind="number", decimals=2, on_phone="hidden"),
    ),
    states=tuple(State(key=key, label=label) for key, label in PARTS.items()),
    state_of=lambda row: row.key,
    search_of=lambda row: row.title,
    empty=Label(zh="这一年没有到期的事", en="Nothing was due in this year"),
)  # fmt: skip


@needs("group.see_scores")
def scorecard_page(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """One unit's year: its parts, and the rows they were counted from."""
    by = actor(request)
    run = request.GET.get("run", "")
    card = cards.scorecard(by, year=year, unit=unit, run=int(run) if run.isdecimal() else 0)
    bound = bind(ROWS, cards.rows(card), request, today=today())
    if (file := bound.download()) is not None:
        return file
    total = cards.total_of(card)
    parts = [
        (PARTS[part["key"]], cards.part_of(card, part["key"]), part["weight"], part["numerator"], part["denominator"],
         f"?state={part['key']}")
        for part in card.parts
    ]  # fmt: skip
    name = say(card.unit)
    context = {
        "bound": bound,
        "card": card,
        "total": total,
        "parts": parts,
        "rule": rule_of(card),
        "heading": bi("{u}：{t} 分", "{u}: {t} points", u=name, t=total) if is_present(total) else name,
        "question": bi("{y} 年的工作，得分从哪里来？", "Where does the score for {y} come from?", y=year),
        "crumbs": [(bi("年终考核", "Scorecards"), f"{reverse('group:scorecards')}?year={year}&kind={card.kind}"),
                   (name, "")],
    }  # fmt: skip
    return render(request, "group/scorecard.html", context)

"""What is measured, and how exactly? Indicators and frameworks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.core.labels import Label
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.actions import EDIT_FRAMEWORK
from lingnan.engines.evaluate.declare import INDICATORS, SourceKind
from lingnan.engines.evaluate.pages.asked import actor
from lingnan.engines.evaluate.selectors.editions_kept import drafts
from lingnan.engines.identity.rights import scope
from lingnan.shell.language import say
from lingnan.shell.tables import Choice, Column, Filter, Table, bind

DIRECTIONS = {1: Label(zh="越大越好", en="Higher"), -1: Label(zh="越小越好", en="Lower")}
CONFIDENCE = {
    "read": Label(zh="据原文", en="read in the text itself"),
    "public page": Label(zh="据公开网页", en="from a public page"),
    "memory": Label(zh="凭记忆，待核", en="from memory, to be checked"),
    "inferred": Label(zh="推断", en="inferred"),
    "own choice": Label(zh="本平台自定", en="the platform's own choice"),
}
LIST = Table(
    key="indicators",
    caption=Label(zh="指标目录", en="Indicators"),
    columns=(
        Column(key="label", label=Label(zh="指标", en="Indicator"), value=lambda row: row.label, on_phone="lead"),
        Column(key="numerator", label=Label(zh="分子", en="Numerator"), value=lambda row: row.numerator),
        Column(
            key="denominator",
            label=Label(zh="分母", en="Denominator"),
            value=lambda row: row.denominator,
            empty=Label(zh="不设分母", en="no denominator"),
        ),
        Column(key="unit", label=Label(zh="单位", en="Unit"), value=lambda row: row.unit, is_quiet=True),
        Column(key="direction", label=Label(zh="方向", en="Better"), value=lambda row: DIRECTIONS[row.direction]),
        Column(
            key="kind",
            label=Label(zh="数据来自", en="Comes from"),
            value=lambda row: row.source_kind.label,
            on_phone="end",
        ),
    ),
    filters=(
        Filter(
            key="kind",
            label=Label(zh="数据来自", en="Comes from"),
            choices=lambda: [Choice(key=kind.value, label=kind.label) for kind in SourceKind],
            test=lambda row, wanted: row.source_kind.value == wanted,
        ),
    ),
    search_of=lambda row: f"{row.key} {row.label.zh} {row.label.en}",
    row_url=lambda row: f"/evaluate/indicators/{row.key}",
)


def listing(request: HttpRequest) -> HttpResponse:
    """Every declared indicator with its definition."""
    bound = bind(LIST, sorted(INDICATORS, key=lambda each: (each.source_kind.value, each.key)), request)
    answer = bound.download()
    return answer if answer is not None else render(request, "evaluate/indicators.html", {"table_of": bound})


def show(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator: its definition in words, its worked example, and the frameworks that use it."""
    declared = INDICATORS.get(key)
    uses = [
        (edition, edition.node(key))
        for name in frameworks.known()
        for edition in frameworks.editions(name)
        if any(leaf.key == key for leaf in edition.leaves)
    ]
    context = {"declared": declared, "uses": uses, "direction": say(DIRECTIONS[declared.direction])}
    return render(request, "evaluate/indicator.html", context)


def framework(request: HttpRequest, key: str, edition: str) -> HttpResponse:
    """One edition of a framework: its tree with weights and goalposts, its floor, how its intervals are drawn."""
    by, found = actor(request), frameworks.edition(key, edition)
    nodes = [(node, len(found.path(node.key)) - 1) for node in found.root.walk()]
    context = {"framework": found, "nodes": nodes, "editions": frameworks.editions(key)}
    context["confidence"] = CONFIDENCE[found.confidence]
    context["may_edit"] = scope(by, EDIT_FRAMEWORK).allows()
    context["drafts"] = drafts(by, key)
    return render(request, "evaluate/framework.html", context)

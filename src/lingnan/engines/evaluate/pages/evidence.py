"""Where does this number come from?"""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from lingnan.engines.evaluate.actions import OBJECT
from lingnan.engines.evaluate.drawings import years_line
from lingnan.engines.evaluate.pages.asked import actor
from lingnan.engines.evaluate.selectors.assessments import NodeResult, place_of
from lingnan.engines.evaluate.selectors.evidence import EvidencePage, evidence
from lingnan.engines.evaluate.selectors.stored import stored_value
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.shell.language import bi, say


def show(request: HttpRequest, assessment: int, node: str, region: str) -> HttpResponse:
    """The chain, the steps, the years, who handled it, the rule, and other editions."""
    found = evidence(actor(request), assessment, node, region)
    context = {"page": found, "judged": found.judged, "result": found.result, "chart": chart(found)}
    context["place"] = place_of(found.result)
    context["may_object"] = found.judged.is_frozen and objects_for(actor(request), region)
    return render(request, "evaluate/evidence.html", context)


def objects_for(by: Actor, region: str) -> bool:
    """May this person file an objection for this city?"""
    return scope(by, OBJECT).allows(unit=by.unit_key) and by.region_code == region


def chart(found: EvidencePage) -> str:
    """The years of the indicator, where there are at least two."""
    if found.declared is None or len(found.years) < 2:  # noqa: PLR2004  a line needs two points
        return ""
    name = say(found.result.region_name)
    first, last = found.years[0].year, found.years[-1].year
    return years_line(
        found.years,
        name=name,
        median_name=bi("{n} 市中位数", "median of {n}", n=len(found.judged.regions)),
        caption=f"{name} {say(found.declared.label)} {first}–{last}",
        decimals=found.declared.decimals,
    )


def value(request: HttpRequest, number: int) -> HttpResponse:
    """One stored value: the row of the file it came from, its flags, its other vintages."""
    by = actor(request)
    return render(request, "evaluate/value.html", {"page": stored_value(by, number), "public": by.is_public})


def as_json(request: HttpRequest, assessment: int, node: str, region: str) -> JsonResponse:
    """The same evidence for a machine: values as text, exactly as they are kept."""
    found = evidence(actor(request), assessment, node, region)
    response = JsonResponse(evidence_json(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = (
        f'attachment; filename="evidence-{found.judged.year}-{node}-{region}.json"'
    )
    return response


def evidence_json(found: EvidencePage) -> dict[str, object]:
    """What the page shows, without words around it."""
    judged, result = found.judged, found.result
    return {
        "framework": judged.framework.key, "edition": judged.framework.edition, "year": judged.year,
        "content_hash": judged.content_hash, "region": region_json(result), "node": result.node.key,
        "value": text(result.value), "numerator": text(result.numerator), "denominator": text(result.denominator),
        "score": text(result.score), "weight": text(result.weight), "rank": result.rank,
        "interval": [result.low, result.high], "missing": result.missing.reason if result.missing else None,
        "flags": [flag.zh for flag in result.flags], "is_sample": result.is_sample,
        "goalposts": {"worst": text(result.node.worst), "best": text(result.node.best)},
        "rule": result.rule, "rule_edition": result.rule_edition,
        "evidence": [
            {"kind": e.kind, "about": e.about, "text": e.label.zh, "rows": e.count, "url": e.url}
            for e in result.evidence
        ],
        "chain": [{"node": link.node.key, "score": text(link.result.score), "url": link.url} for link in found.chain],
    }  # fmt: skip


def region_json(result: NodeResult) -> dict[str, str]:
    return {"code": result.region, "name": result.region_name.zh}


def text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)

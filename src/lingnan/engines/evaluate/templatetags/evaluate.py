"""`{% load evaluate %}`: marks that only the pages of the evaluation use."""

from collections.abc import Sequence
from decimal import Decimal

from django import template

from lingnan.engines.evaluate import drawings
from lingnan.engines.evaluate.selectors.assessments import Judged, NodeResult
from lingnan.engines.evaluate.selectors.cities import evidence_url
from lingnan.shell import words

register = template.Library()
register.simple_tag(drawings.against_median, name="against_median")


@register.filter
def span(years: Sequence[int]) -> str:
    """`2015–17`, or the one year."""
    if not years:
        return ""
    first, last = years[0], years[-1]
    return str(first) if first == last else f"{first}–{last % 100:02d}"


@register.filter
def points_of(share: Decimal) -> str:
    """A weight in points of 100, without needless zeros: 15, 17.5."""
    shown = share.quantize(Decimal("0.1"))
    return words.number(shown.normalize() if shown % 1 else int(shown))


@register.filter
def short(digest: str) -> str:
    """A fingerprint as four groups: `9f3c 11ae 7b02 … 5d41`."""
    return f"{digest[:4]} {digest[4:8]} {digest[8:12]} … {digest[-4:]}"


@register.filter
def evidence_of(judged: Judged, result: NodeResult) -> str:
    """The evidence page of a result."""
    return evidence_url(judged, result.node.key, result.region)

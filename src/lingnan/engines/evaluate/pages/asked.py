"""What an address asks for: framework, year, actor; a wrong value gets a sentence."""

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from django.http import HttpRequest

from lingnan.core import words
from lingnan.core.errors import Invalid
from lingnan.engines.evaluate.selectors.assessments import DEFAULT_FRAMEWORK
from lingnan.engines.identity.actor import PUBLIC, Actor

FIRST_YEAR, LAST_YEAR = 1949, 2100


def actor(request: HttpRequest) -> Actor:
    return cast(Actor, getattr(request, "actor", PUBLIC))


def asked_framework(request: HttpRequest) -> str:
    return request.GET.get("framework") or DEFAULT_FRAMEWORK


def asked_year(request: HttpRequest) -> int | None:
    """The year named, or None for the newest."""
    text = request.GET.get("year", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise Invalid("year", f"{text!r} 不是年份；写四位数字，如 2017")
    return int(text)


def classes(breaks: Sequence[Decimal], decimals: int | None = None) -> list[str]:
    """The five classes as words, with the digits of the values: `< 30`, `30–40`, …, `≥ 60`."""
    said = [words.number(edge.normalize() if edge % 1 else edge, decimals) for edge in breaks]
    middle = [f"{low}–{high}" for low, high in zip(said, said[1:], strict=False)]
    return [f"< {said[0]}", *middle, f"≥ {said[-1]}"]

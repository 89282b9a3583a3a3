"""What an address asks for: framework, year, actor; a wrong value gets a sentence."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.conf import settings
from django.http import HttpRequest

from lingnan.core import words
from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate.frameworks import Node
from lingnan.engines.evaluate.map_drawing import Area, city_map
from lingnan.engines.evaluate.selectors.assessments import DEFAULT_FRAMEWORK
from lingnan.engines.identity.actor import PUBLIC, Actor
from lingnan.shell.language import bi, current
from lingnan.shell.svg.region_map import legend

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
        raise Invalid(
            "year",
            Label(
                zh=f"{text!r} 不是年份；写四位数字，如 2017", en=f"{text!r} is no year; write four digits, such as 2017"
            ),
        )
    return int(text)


def classes(breaks: Sequence[Decimal], decimals: int | None = None) -> list[str]:
    """The five classes as words, with the digits of the values: `< 30`, `30–40`, …, `≥ 60`."""
    said = [words.number(edge.normalize() if edge % 1 else edge, decimals) for edge in breaks]
    middle = [f"{low}–{high}" for low, high in itertools.pairwise(said)]
    return [f"< {said[0]}", *middle, f"≥ {said[-1]}"]


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One entry of the menu that chooses what is ranked or mapped."""

    key: str
    label: Label
    url: str


def pick(request: HttpRequest, node: Node, *, name: str = "node") -> Pick:
    query = request.GET.copy()
    query[name] = node.key
    return Pick(key=node.key, label=node.label, url=f"{request.path}?{query.urlencode()}")


def map_context(areas: Mapping[str, Area], *, name: str, breaks: Sequence[Decimal]) -> dict[str, object]:
    """What `map_panel.html` needs."""
    drawn = city_map(areas, name=name, language=current())
    lacking = any(area.level is None for area in areas.values())
    return {
        "map": drawn,
        "legend": legend(classes(breaks), missing=bi("缺数", "no value") if lacking else ""),
        "review_number": settings.MAP_REVIEW_NUMBER,
    }

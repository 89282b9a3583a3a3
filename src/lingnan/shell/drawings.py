"""Maps and charts as pages declare them: the same rows draw the picture and the table beside it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from django.conf import settings
from django.utils.safestring import SafeString

from lingnan.core.labels import Label
from lingnan.core.missing import Missing
from lingnan.shell import words
from lingnan.shell.language import bi, current, say
from lingnan.shell.svg.lights import LIGHTS

NOTHING_DRAWN = SafeString("")
Value = Decimal | int | Missing | None
Scale = Literal["seq5", "seq7", "div7"]


@dataclass(frozen=True, kw_only=True)
class Area:
    """One region of a map with its value; `code` finds it in the GeoJSON."""

    code: str
    name: Label | str
    value: Value
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class RegionMap:
    """A choropleth. `breaks` are the inner limits, low to high (four make five classes); a limit opens the class above.

    `geojson_url` answers a FeatureCollection whose features carry the code as `code` or `adcode` and a name.
    `twin` names the `key` of a table on the same page whose rows have the codes as ids; without it one is drawn here.
    """

    key: str
    title: Label | str
    finding: Label | str  # the one sentence a screen reader hears
    geojson_url: str
    areas: Sequence[Area]
    breaks: Sequence[Decimal]
    unit: Label | str = ""
    decimals: int | None = None
    scale: Scale = "seq5"
    twin: str = ""
    source: Label | str = ""
    drawn: SafeString = NOTHING_DRAWN  # the map by the server: shown first, and without script
    is_sample: bool = False
    is_tall: bool = False

    def level(self, value: Value) -> int | None:
        """The class of a value, from 1; None where it is missing. Judged exactly."""
        if value is None or isinstance(value, Missing):
            return None
        return bisect_right([Decimal(limit) for limit in self.breaks], Decimal(value)) + 1

    @property
    def legend_texts(self) -> list[str]:
        """`< 20`, `20–30`, …, `≥ 60`."""
        limits = [words.number(limit) for limit in self.breaks]
        if not limits:
            return [bi("全部", "all")]
        return [f"< {limits[0]}", *(f"{a}–{b}" for a, b in pairwise(limits)), f"≥ {limits[-1]}"]

    @property
    def has_missing(self) -> bool:
        return any(self.level(area.value) is None for area in self.areas)

    @property
    def review_number(self) -> str:
        return str(settings.MAP_REVIEW_NUMBER) or bi("待填", "to be filled in")

    @property
    def data(self) -> dict[str, object]:
        """What the browser draws from."""
        return {
            "geojson": self.geojson_url,
            "scale": self.scale,
            "classes": len(self.breaks) + 1,
            "twin": self.twin or f"{self.key}-twin",
            "language": current(),
            "areas": [
                {
                    "code": area.code,
                    "name": say(area.name),
                    "level": self.level(area.value),
                    "text": self.said(area.value),
                    "url": area.url,
                }
                for area in self.areas
            ],
        }

    def said(self, value: Value) -> str:
        text = words.number(value, self.decimals)
        return text if value is None or isinstance(value, Missing) else words.quantity_text(text, self.unit)

    @property
    def rows(self) -> list[tuple[Area, str]]:
        """The twin: lowest first, missing last."""
        present = [a for a in self.areas if self.level(a.value) is not None]
        absent = [a for a in self.areas if self.level(a.value) is None]
        return [(area, self.said(area.value)) for area in [*sorted(present, key=by_value), *absent]]


def by_value(area: Area) -> Decimal:
    assert area.value is not None  # noqa: S101 - callers sort present values only
    assert not isinstance(area.value, Missing)  # noqa: S101
    return Decimal(area.value)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One station or case on a map: its light is its shape, its text stands in the table and on focus."""

    key: str
    name: Label | str
    longitude: float
    latitude: float
    light: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceMap:
    """Stations or cases over the land. `land_url` answers the areas as GeoJSON; `twin` as for a RegionMap."""

    key: str
    title: Label | str
    finding: Label | str
    land_url: str
    spots: Sequence[Spot]
    words: Mapping[str, Label | str] = field(default_factory=dict)  # other words for the lights: 超标 for late
    twin: str = ""
    source: Label | str = ""
    is_sample: bool = False
    is_tall: bool = False

    @property
    def review_number(self) -> str:
        return str(settings.MAP_REVIEW_NUMBER) or bi("待填", "to be filled in")

    def word(self, light: str) -> str:
        return say(self.words.get(light, LIGHTS[light].label))

    @property
    def lights(self) -> list[tuple[str, str]]:
        """The lights that occur with their words, trouble first: the legend."""
        found = sorted({spot.light for spot in self.spots}, key=lambda light: LIGHTS[light].order)
        return [(light, self.word(light)) for light in found]

    @property
    def in_order(self) -> list[Spot]:
        return sorted(self.spots, key=lambda spot: LIGHTS[spot.light].order)

    @property
    def rows(self) -> list[tuple[Spot, str]]:
        """The twin: trouble first, each with the word of its light."""
        return [(spot, self.word(spot.light)) for spot in self.in_order]

    @property
    def data(self) -> dict[str, object]:
        """What the browser draws from."""
        return {
            "land": self.land_url,
            "twin": self.twin or f"{self.key}-twin",
            "spots": [
                {
                    "key": spot.key,
                    "name": say(spot.name),
                    "at": [round(spot.longitude, 5), round(spot.latitude, 5)],
                    "light": spot.light,
                    "text": spot.text or self.word(spot.light),
                    "url": spot.url,
                }
                for spot in self.in_order
            ],
        }


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of a calendar: its class (1 to 6 of the AQI; None where the value is missing) with the class in words."""

    on: date
    level: int | None
    word: Label | str
    url: str = ""

    @property
    def sign(self) -> str:
        """The class's first character; in English the number of the class."""
        return str(self.level or "·") if current() == "en" else say(self.word)[:1]


def weeks_of(days: Sequence[Day]) -> list[Day | None]:
    """The days with blanks before them, so that the first stands under its weekday (Monday first)."""
    return [*[None] * days[0].on.weekday(), *days] if days else []


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line or set of bars. A missing value is a gap; a flagged one (place → reason) stands alone as a triangle."""

    name: Label | str
    values: Sequence[Value]
    is_comparison: bool = False
    flags: Mapping[int, Label | str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A line or bar chart over common x; `rule` is one labelled line of a limit or target. `from_zero` for amounts."""

    key: str
    kind: Literal["line", "bar"]
    title: Label | str
    finding: Label | str
    x: Sequence[str]
    series: Sequence[Series]
    unit: Label | str = ""
    decimals: int | None = None
    rule: tuple[Decimal, Label | str] | None = None
    from_zero: bool = True
    note: Label | str = ""
    is_short: bool = False

    @property
    def data(self) -> dict[str, object]:
        """What the browser draws from."""
        return {
            "kind": self.kind,
            "finding": say(self.finding),
            "x": list(self.x),
            "unit": say(self.unit),
            "fromZero": self.from_zero or self.kind == "bar",
            "rule": {"value": float(self.rule[0]), "name": say(self.rule[1])} if self.rule else None,
            "series": [self.series_data(series) for series in self.series],
        }

    def series_data(self, series: Series) -> dict[str, object]:
        points = [None if value is None or isinstance(value, Missing) else float(value) for value in series.values]
        return {
            "name": say(series.name),
            "comparison": series.is_comparison,
            "values": [None if place in series.flags else point for place, point in enumerate(points)],
            "texts": [words.number(value, self.decimals) for value in series.values],
            "flags": [
                {"at": at, "value": points[at], "text": words.number(series.values[at], self.decimals), "why": say(why)}
                for at, why in series.flags.items()
                if points[at] is not None
            ],
        }

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The twin: one row for each x."""
        return [(x, [words.number(s.values[at], self.decimals) for s in self.series]) for at, x in enumerate(self.x)]

    @property
    def said_flags(self) -> list[str]:
        """Why flagged values stand apart, under the chart."""
        return [
            bi("{x} {v}：{w}", "{x} {v}: {w}", x=self.x[at], v=words.number(s.values[at], self.decimals), w=say(why))
            for s in self.series
            for at, why in s.flags.items()
        ]

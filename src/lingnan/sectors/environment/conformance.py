"""The case files of this room: what it answers to each, in the words of the files. Importing it registers them."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from lingnan import rules
from lingnan.core.conformance import CaseKind, document_cases, register
from lingnan.core.errors import Invalid
from lingnan.rules import RuleSet, exact
from lingnan.sectors.environment.air.aqi import AirQuality, Report, assess, individual_index
from lingnan.sectors.environment.air.means import day_means
from lingnan.sectors.environment.rulebook import (
    AIR_ASSESSMENT,
    AIR_INDEX,
    AIR_LIMITS,
    SURFACE_WATER_ASSESSMENT,
    SURFACE_WATER_LIMITS,
)
from lingnan.sectors.environment.surface_water.classes import item_class, section_quality
from lingnan.sectors.environment.surface_water.lakes import trophic_state
from lingnan.sectors.environment.surface_water.rivers import river_quality

Case = Mapping[str, Any]  # Any: a case is JSON as it stands in its file
Answer = dict[str, Any]

SHARE_DECIMALS = 6


def _numbers(values: Mapping[str, object]) -> dict[str, Decimal | None]:
    return {name: None if value is None else exact.decimal_from(value, field=name) for name, value in values.items()}


def _table(case: Case, key: str) -> Mapping[str, object]:
    value = case.get(key)
    if not isinstance(value, Mapping):
        raise Invalid(key, "缺少，或不是名称与数值的表")
    return value


def _newest(rule_id: str) -> RuleSet:
    """Cases of these kinds name no date: the newest edition with the same arithmetic answers."""
    return rules.editions(rule_id)[-1]


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def air_index(case: Case) -> Answer:
    edition = rules.edition(AIR_INDEX, str(case["standard"]))
    report = case["report"]
    if report not in ("daily", "hourly"):
        raise Invalid("report", f"{report!r} 不是 daily 或 hourly")
    return _air_answer(assess(_numbers(_table(case, "concentration")), report=cast(Report, report), edition=edition))


def _air_answer(quality: AirQuality) -> Answer:
    level = quality.level
    answer: Answer = {
        "rounded": {name: None if value is None else f"{value:f}" for name, value in quality.rounded.items()},
        "iaqi": dict(quality.iaqi),
        "aqi": quality.aqi,
        "published": quality.published,
        "primary": list(quality.primary),
        "level": None if level is None else [level.number, level.label.zh, level.colour],
        "missing": list(quality.missing),
    }
    if quality.exceeding is not None:
        answer["exceed"] = list(quality.exceeding)
    return answer


def iaqi_point(case: Case) -> Answer:
    edition = rules.edition(AIR_INDEX, str(case["standard"]))
    return {"iaqi": individual_index(str(case["item"]), exact.decimal_from(case["c"], field="c"), edition=edition)}


def daily_mean_and_mda8(case: Case) -> Answer:
    hours = [None if hour is None else exact.decimal_from(hour, field="hours") for hour in case["hours"]]
    means = day_means(hours, limits=_newest(AIR_LIMITS), assessment=_newest(AIR_ASSESSMENT))
    return {
        "n": means.hours,
        "daily_mean_valid": means.daily_mean is not None,
        "daily_mean": None if means.daily_mean is None else _plain(means.daily_mean),
        "mda8": None if means.mda8 is None else _plain(means.mda8),
        "windows": means.windows,
        "mda8_valid": means.is_mda8_valid,
    }


def water_point(case: Case) -> Answer:
    value = exact.decimal_from(case["value"], field="value")
    return {"class": item_class(str(case["parameter"]), value, limits=_newest(SURFACE_WATER_LIMITS))}


def water_section(case: Case) -> Answer:
    quality = section_quality(
        _numbers(_table(case, "values")),
        limits=_newest(SURFACE_WATER_LIMITS),
        assessment=_newest(SURFACE_WATER_ASSESSMENT),
    )
    return {
        "per_item": dict(quality.per_item),
        "class": quality.water_class,
        "quality": quality.quality,
        "times_over_class_III": {item: _times(value) for item, value in quality.times_over.items()},
        "reported_only": dict(quality.reported_only),
    }


def _times(value: Decimal) -> str:
    """Two decimals, of which a trailing zero is not written: `25.0`, `0.45`."""
    text = f"{value:f}"
    return text.removesuffix("0") if text.endswith("0") and len(text.partition(".")[2]) > 1 else text


def river(case: Case) -> Answer:
    result = river_quality(
        [str(name) for name in case["classes"]],
        limits=_newest(SURFACE_WATER_LIMITS),
        assessment=_newest(SURFACE_WATER_ASSESSMENT),
    )
    return {
        "n": result.sections,
        "good": _share(result.good),
        "bad": _share(result.bad),
        "quality": result.quality,
    }


def _share(value: Fraction | None) -> str | None:
    return None if value is None else f"{exact.half_even(value, SHARE_DECIMALS):f}"


def lake(case: Case) -> Answer:
    state = trophic_state(_numbers(_table(case, "values")), assessment=_newest(SURFACE_WATER_ASSESSMENT))
    return {
        "per_item": {item: float(index) for item, index in state.per_item.items()},
        "tli": None if state.tli is None else float(state.tli),
        "level": state.level,
        "missing": list(state.missing),
    }


AQI = CaseKind(
    names=("aqi_hj633_2012_cases.json", "aqi_hj633_2026_cases.json"), load=document_cases("cases"), run=air_index
)
POINTS = CaseKind(names=("iaqi_points.json",), load=document_cases("cases", expects=("iaqi",)), run=iaqi_point)
MEANS = CaseKind(
    names=("daily_mean_mda8_cases.json",),
    load=document_cases("cases", expects=("daily_mean_valid", "daily_mean", "mda8", "windows")),
    run=daily_mean_and_mda8,
)
ITEMS = CaseKind(names=("gb3838_point_cases.json",), load=document_cases("cases", expects=("class",)), run=water_point)
SECTIONS = CaseKind(names=("gb3838_section_cases.json",), load=document_cases("cases"), run=water_section)
RIVERS = CaseKind(names=("river_quality_cases.json",), load=document_cases("cases"), run=river)
LAKES = CaseKind(names=("lake_tli_cases.json",), load=document_cases("cases"), run=lake)

for kind in (AQI, POINTS, MEANS, ITEMS, SECTIONS, RIVERS, LAKES):
    register(kind)

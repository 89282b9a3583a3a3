"""Indicators of the environment: each a declaration and a computation over many cities at once.

The arithmetic is in `air/years.py`; here its parts are read from the stations and its results said with their evidence.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from lingnan import rules
from lingnan.core.labels import Label
from lingnan.core.missing import MissingReason
from lingnan.core.periods import Period
from lingnan.engines.evaluate.declare import Computed, Evidence, Indicator, SourceKind, WorkedExample
from lingnan.engines.sense.summaries import StationSeries, station_series
from lingnan.rules import RuleSet, exact
from lingnan.sectors.environment.air.means import HOURS_IN_DAY, day_means
from lingnan.sectors.environment.air.years import Days, city_days, good_days, pm25_year
from lingnan.sectors.environment.properties import O3, PM25, POLLUTANTS
from lingnan.sectors.environment.rulebook import AIR_ASSESSMENT, AIR_INDEX, AIR_LIMITS

PM25_DECIMALS, SHARE_DECIMALS = 1, 1
PERCENT = 100
DAILY = tuple(key for key in POLLUTANTS if key != O3.key)


def pm25_annual_means(regions: Sequence[str], period: Period) -> Mapping[str, Computed]:
    """Each city's mean of its daily PM2.5 over the year; a city without any value is left out (not reported)."""
    series = _by_region(station_series([PM25.key], statistic="avg_day", regions=regions, period=period))
    return {region: _pm25(found, period) for region, found in series.items()}


def good_day_shares(regions: Sequence[str], period: Period) -> Mapping[str, Computed]:
    """Each city's share of days with an index of at most 100, each day judged by its own edition of the index."""
    daily = station_series(DAILY, statistic="avg_day", regions=regions, period=period)
    ozone = station_series([O3.key], statistic="avg_hour", regions=regions, period=period)
    series = _by_region([*daily, *ozone])
    return {region: _good_days(found, period) for region, found in series.items()}


def _by_region(found: Sequence[StationSeries]) -> dict[str, list[StationSeries]]:
    regions: dict[str, list[StationSeries]] = defaultdict(list)
    for series in found:
        if series.values:
            regions[series.region].append(series)
    return regions


def _pm25(found: Sequence[StationSeries], period: Period) -> Computed:
    limits = rules.in_force(AIR_LIMITS, on=period.last_day)
    days = city_days([_daily(series) for series in found], decimals=_decimals(PM25.key, period.last_day))
    year = pm25_year(days, period)
    missing, detail = (None, None) if year.is_valid else (MissingReason.INVALID, _too_few(year.days, limits))
    if year.short_months and year.days >= limits.integer("validity", "year_days"):
        detail = _short_months(year.short_months)
    return Computed(
        value=None if year.mean is None else exact.half_even(year.mean, PM25_DECIMALS),
        numerator=year.total,
        denominator=Decimal(year.days),
        missing=missing,
        detail=detail,
        evidence=_evidence(found),
        is_sample=any(series.is_sample for series in found),
        rule=limits.id,
        edition=limits.edition,
    )


def _good_days(found: Sequence[StationSeries], period: Period) -> Computed:
    by_pollutant: dict[str, list[Days]] = {name: [] for name in POLLUTANTS.values()}
    for series in found:
        days = _greatest_eight_hours(series) if series.property_key == O3.key else _daily(series)
        by_pollutant[POLLUTANTS[series.property_key]].append(days)
    decimals = {name: _decimals(key, period.last_day) for key, name in POLLUTANTS.items()}
    city = {name: city_days(days, decimals=decimals[name]) for name, days in by_pollutant.items()}
    result = good_days(city, period)
    limits = rules.in_force(AIR_LIMITS, on=period.last_day)
    return Computed(
        value=None if result.share is None else exact.half_even(result.share * PERCENT, SHARE_DECIMALS),
        numerator=Decimal(result.good),
        denominator=Decimal(result.judged),
        missing=None if result.is_valid else MissingReason.INVALID,
        detail=None if result.is_valid else _too_few(result.judged, limits),
        evidence=_evidence(found),
        is_sample=any(series.is_sample for series in found),
        rule=AIR_INDEX,
        edition=_index_editions(period),
    )


def _index_editions(period: Period) -> str:
    """A year in which the edition changes is judged under both, each day under its own."""
    names = [rules.in_force(AIR_INDEX, on=day).edition for day in (period.first_day, period.last_day)]
    return "、".join(dict.fromkeys(names))


def _daily(series: StationSeries) -> Days:
    return {moment.date(): value for moment, value in series.values.items()}


def _greatest_eight_hours(series: StationSeries) -> Days:
    """Ozone of each day from its hours; a day whose greatest mean does not count has none (HJ 663)."""
    hours: dict[date, list[Decimal | None]] = defaultdict(lambda: [None] * HOURS_IN_DAY)
    for moment, value in series.values.items():
        hours[moment.date()][moment.hour] = value  # the hour that begins at 0 is the first: it ends at 1
    return {day: _mda8(values, day) for day, values in hours.items()}


def _mda8(hours: Sequence[Decimal | None], day: date) -> Decimal | None:
    limits, assessment = rules.in_force(AIR_LIMITS, on=day), rules.in_force(AIR_ASSESSMENT, on=day)
    means = day_means(hours, limits=limits, assessment=assessment)
    return means.mda8 if means.is_mda8_valid else None


def _decimals(property_key: str, day: date) -> int:
    return rules.in_force(AIR_ASSESSMENT, on=day).integer("decimals", POLLUTANTS[property_key])


def _too_few(days: int, limits: RuleSet) -> Label:
    needed = limits.integer("validity", "year_days")
    return Label(zh=f"有效 {days} 天，少于 {needed} 天", en=f"{days} valid days, fewer than {needed}")


def _short_months(months: Sequence[int]) -> Label:
    zh = "、".join(map(str, months))
    return Label(zh=f"{zh} 月有效天数不足", en=f"too few valid days in month {', '.join(map(str, months))}")


def _evidence(found: Sequence[StationSeries]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            kind="observations",
            about=f"sense.datastream:{series.datastream}",
            description=series.station_label,
            count=series.usable,
        )
        for series in found
    )


PM25_ANNUAL_MEAN = Indicator(
    key="environment.pm25_annual_mean",
    label=Label(zh="细颗粒物（PM2.5）年均浓度", en="Annual mean of PM2.5"),
    numerator=Label(zh="全年有效日均值之和", en="Sum of the year's valid daily means"),
    denominator=Label(zh="有效日数", en="Number of valid days"),
    decimals=PM25_DECIMALS,
    unit=Label(zh="微克/立方米", en="µg/m³"),
    direction=-1,
    source_kind=SourceKind.COMPUTED,
    source="GB 3095（年均值有效性，表 4）；HJ 663",
    compute=pm25_annual_means,
    example=WorkedExample(
        numerator=Decimal(12775),
        denominator=Decimal(365),
        value=Decimal("35.0"),
        text="365 个日均值都是 35 微克/立方米：12775 ÷ 365 = 35.0",
    ),
)
GOOD_DAY_SHARE = Indicator(
    key="environment.good_day_share",
    label=Label(zh="空气质量优良天数比率", en="Share of days with good air"),
    numerator=Label(zh="空气质量指数不超过 100 的天数", en="Days with an air quality index of at most 100"),
    denominator=Label(zh="有效评价天数", en="Days that can be judged"),
    factor=Decimal(PERCENT),
    decimals=SHARE_DECIMALS,
    unit=Label(zh="%", en="%"),
    direction=1,
    source_kind=SourceKind.COMPUTED,
    source="HJ 633；HJ 663；GB 3095（表 4）",
    compute=good_day_shares,
    example=WorkedExample(
        numerator=Decimal(330),
        denominator=Decimal(365),
        value=Decimal("90.4"),
        text="365 天有效，其中 330 天优良：330 ÷ 365 × 100 = 90.41，取 90.4",
    ),
)
INDICATORS = (PM25_ANNUAL_MEAN, GOOD_DAY_SHARE)

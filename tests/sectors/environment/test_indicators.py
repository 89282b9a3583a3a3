"""The indicators over stations as they send: frames go through the real ingest, never straight into tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from lingnan.core.clock import ZONE
from lingnan.core.missing import MissingReason
from lingnan.core.periods import Period
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Region, Unit
from lingnan.engines.sense.arrivals import Arrival
from lingnan.engines.sense.models import Device, Station
from lingnan.engines.sense.services.ingest import ingest
from lingnan.sectors.environment.indicators import good_day_shares, pm25_annual_means

YEAR = Period.year(2017)
NEW_YEAR = datetime(2017, 1, 1, tzinfo=ZONE)
# HJ 212 codes of a day with every index under 50 (CO in mg/m³)
CLEAN = {"a34004": "20", "a34002": "40", "a21026": "5", "a21004": "20", "a21005": "0.5"}

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Value:
    observed_at: datetime
    code: str
    value: Decimal
    statistic: str = "avg_day"
    flag: str = "N"


def make_station(city: str, name: str, *, county: str = "") -> str:
    province, _ = Region.objects.get_or_create(code="440000", defaults={"name": "广东省", "level": "province"})
    region, _ = Region.objects.get_or_create(
        code=county or city, defaults={"name": f"区划{county or city}", "level": "city", "parent": province}
    )
    unit, _ = Unit.objects.get_or_create(
        key=f"emc-{city}", defaults={"name": f"{city}监测中心", "kind": "institution", "region": region}
    )
    station = Station.objects.create(
        key=name, name=f"{name}站", name_en=f"Station {name}", kind="air", region=region, unit=unit, is_sample=True
    )
    Device.objects.create(protocol="hj212", address=name, station=station, is_approved=True)
    return name


def send(station: str, values: Sequence[Value]) -> None:
    stored = ingest(
        [
            Arrival(
                protocol="hj212",
                address=station,
                raw=repr((station, values)).encode(),
                readings=values,
                received_at=NEW_YEAR,
            )
        ],
        by=SYSTEM,
    )
    assert stored.outcomes[0].is_kept


def days(count: int, code: str = "a34004", value: str = "20", *, first: int = 0, flag: str = "N") -> list[Value]:
    return [
        Value(observed_at=NEW_YEAR + timedelta(days=day), code=code, value=Decimal(value), flag=flag)
        for day in range(first, first + count)
    ]


def test_a_year_of_pm25_with_its_parts_and_evidence() -> None:
    send(make_station("440100", "gz1"), [*days(364), *days(1, value="385", first=364)])
    (found,) = pm25_annual_means(["440100", "440300"], YEAR).values()
    # (364 × 20 + 385) / 365 = 21.0 exactly
    assert (found.value, found.numerator, found.denominator) == (Decimal("21.0"), 7665, 365)
    assert (found.rule, found.edition, found.is_sample) == ("gb3095", "GB 3095-2012", True)
    (evidence,) = found.evidence
    assert (evidence.kind, evidence.count, evidence.description.zh) == ("observations", 365, "gz1站")


def test_a_city_is_the_mean_of_its_stations_wherever_they_stand() -> None:
    send(make_station("440100", "gz1"), days(365, value="30"))
    send(make_station("440100", "gz2", county="440103"), days(365, value="40"))
    assert pm25_annual_means(["440100"], YEAR)["440100"].value == 35


def test_too_few_days_give_no_value_but_the_reason() -> None:
    send(make_station("440100", "gz1"), days(323))
    found = pm25_annual_means(["440100"], YEAR)["440100"]
    assert (found.value, found.missing, found.denominator) == (None, MissingReason.INVALID, 323)
    assert found.detail is not None
    assert found.detail.zh == "有效 323 天，少于 324 天"


def test_a_month_with_too_few_days_is_named() -> None:
    values = [value for value in days(365) if value.observed_at.month != 4 or value.observed_at.day > 5]
    send(make_station("440100", "gz1"), values)
    found = pm25_annual_means(["440100"], YEAR)["440100"]
    assert found.value is None
    assert found.detail is not None
    assert found.detail.zh == "4 月有效天数不足"


def test_values_under_a_flag_do_not_count() -> None:
    send(make_station("440100", "gz1"), [*days(324), *days(41, first=324, flag="C", value="900")])
    # 324 usable days are enough for the year, but 21 November on is calibration: November and December fall short
    found = pm25_annual_means(["440100"], YEAR)["440100"]
    assert (found.denominator, found.numerator) == (324, 324 * 20)


def test_good_days_need_all_six_and_ozone_from_its_hours() -> None:
    station = make_station("440100", "gz1")
    send(station, [value for code, amount in CLEAN.items() for value in days(324, code, amount)])
    assert good_day_shares(["440100"], YEAR)["440100"].denominator == 0  # no ozone: no day can be judged
    hours = [
        Value(observed_at=NEW_YEAR + timedelta(hours=hour), code="a05024", value=Decimal(80), statistic="avg_hour")
        for hour in range(324 * 24)
    ]
    send(station, hours)
    found = good_day_shares(["440100"], YEAR)["440100"]
    assert (found.value, found.numerator, found.denominator) == (100, 324, 324)
    assert (found.rule, found.edition) == ("hj633", "HJ 633-2012")


def test_a_year_of_two_editions_names_both() -> None:
    year = Period.year(2026)
    values = [Value(observed_at=year.start, code="a34004", value=Decimal(20))]
    send(make_station("440100", "gz1"), values)
    assert good_day_shares(["440100"], year)["440100"].edition == "HJ 633-2012、HJ 633-2026"

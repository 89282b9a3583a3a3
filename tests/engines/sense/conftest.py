"""A small province for the sense engine: two cities with a station and an approved device each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from lingnan.core.labels import Label
from lingnan.engines.identity.models import Region, Unit
from lingnan.engines.sense.arrivals import Arrival
from lingnan.engines.sense.declare import ALERT_RULES, PROPERTIES, AlertRule, ObservedProperty
from lingnan.engines.sense.models import Device, Station

CHINA = timezone(timedelta(hours=8))
PM25 = ObservedProperty(
    key="environment.pm25",
    label=Label(zh="细颗粒物", en="PM2.5"),
    unit="µg/m³",
    standard="GB 3095-2012",
    valid_min=Decimal(0),
    valid_max=Decimal(1000),
    codes={"hj212": ("a34004",)},
)
OZONE = ObservedProperty(
    key="environment.o3",
    label=Label(zh="臭氧", en="Ozone"),
    unit="µg/m³",
    standard="GB 3095-2012",
    codes={"hj212": ("a05024",)},
)
PM25_DAY = AlertRule(
    key="environment.pm25_day",
    label=Label(zh="PM2.5 日均值超标", en="PM2.5 daily mean above the limit"),
    property="environment.pm25",
    statistic="avg_day",
    limit=Decimal(75),
)


@dataclass(frozen=True, kw_only=True)
class Value:
    """A reading as a codec gives it."""

    observed_at: datetime
    value: Decimal | None
    code: str = "a34004"
    statistic: str = "avg_day"
    flag: str = "N"


def day(n: int, *, month: int = 12) -> datetime:
    """The start of a day of 2017 in the province."""
    return datetime(2017, month, n, tzinfo=CHINA)


def arrival(*values: Value, address: str = "SAMPLE440100", raw: bytes = b"", password: str | None = None) -> Arrival:
    return Arrival(
        protocol="hj212",
        address=address,
        raw=raw or repr((address, values)).encode(),
        readings=values,
        received_at=datetime.now(UTC),
        password=password,
        peer="127.0.0.1",
    )


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    """Exactly these properties and rules, whatever the sectors declare."""
    properties = {kept.key: kept for kept in (PM25, OZONE)}
    with PROPERTIES.swapped(properties), ALERT_RULES.swapped({PM25_DAY.key: PM25_DAY}):
        yield


@pytest.fixture
def stations(db: None) -> list[Station]:
    """Guangzhou and Shenzhen with an approved HJ 212 device each."""
    return make_stations()


def make_stations() -> list[Station]:
    province = Region.objects.create(code="440000", name="广东省", name_en="Guangdong", level="province")
    made = []
    for code, name, name_en in (("440100", "广州市", "Guangzhou"), ("440300", "深圳市", "Shenzhen")):
        city = Region.objects.create(code=code, name=name, name_en=name_en, level="city", parent=province)
        unit = Unit.objects.create(key=f"emc-{code}", name=f"{name}环境监测中心", kind="institution", region=city)
        station = Station.objects.create(
            key=f"sample-{code}", name=f"{name}样例站", name_en=f"{name_en} sample station", kind="air",
            region=city, unit=unit, is_sample=True,
        )  # fmt: skip
        Device.objects.create(protocol="hj212", address=f"SAMPLE{code}", station=station, is_approved=True)
        made.append(station)
    return made

"""Made-up daily air data, sent as HJ 212 frames over TCP: a device simulator for the demonstration province.

Every value is invented: a level for each city, seasons, and noise that is the same in every run. No station measured
it, and everything made of it is marked as sample data.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from math import cos, pi

from lingnan.core.errors import Unavailable
from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import CST
from lingnan.engines.sense.protocols.hj212 import encode_frame

FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2018, 4, 15)  # the day before the demonstration's business date
AIR_QUALITY, DAILY_DATA = "22", "2031"  # HJ 212-2017, tables 5 and 9: the system and the command
ANSWER_WANTED = 5  # Flag: edition 2017, answer wanted
WINDOW = 400  # frames sent ahead of their answers
PATIENCE = 60.0  # seconds to wait for an answer

# Invented PM2.5 levels of 2015 in µg/m³, by city code; the order of size is not that of any real year.
LEVELS: Mapping[str, int] = {
    "440100": 36, "440200": 33, "440300": 28, "440400": 29, "440500": 31, "440600": 38, "440700": 34,
    "440800": 26, "440900": 30, "441200": 37, "441300": 27, "441400": 32, "441500": 25, "441600": 30,
    "441700": 31, "441800": 35, "441900": 35, "442000": 33, "445100": 32, "445200": 36, "445300": 34,
}  # fmt: skip
UNKNOWN_LEVEL = 32  # for a city that is not in the list
EXCEEDED_CITY, EXCEEDED_DAY, EXCEEDED_VALUE = "440600", date(2017, 12, 23), Decimal(83)
PM25_AT_MOST = 74  # every other day stays under the 24-hour limit of class 2 areas, 75


@dataclass(frozen=True, kw_only=True)
class Factor:
    """A pollutant of the sample: its HJ 212 code, its size against PM2.5, noise, ceiling and decimals."""

    code: str
    share: float
    noise: float
    top: str
    step: str = "1"
    winter: float = 0.35  # how much higher in January than on average; ozone is lower


PM25 = Factor(code="a34004", share=1.0, noise=0.4, top=str(PM25_AT_MOST))
OTHERS = (
    Factor(code="a34002", share=1.45, noise=0.35, top="148"),
    Factor(code="a21026", share=0.35, noise=0.4, top="140", winter=0.2),
    Factor(code="a21004", share=0.9, noise=0.35, top="78"),
    Factor(code="a21005", share=0.025, noise=0.3, top="3.8", step="0.1", winter=0.2),
    Factor(code="a05024", share=2.6, noise=0.4, top="158", winter=-0.25),
)


@dataclass(frozen=True, kw_only=True)
class SampleDevice:
    """A simulated device: the city it stands for, its number and its password."""

    city: str
    mn: str
    password: str


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What was sent and answered, and how long it took."""

    frames: int
    answered: int
    seconds: float


def dice(*parts: object) -> float:
    """A number in [0, 1) that is always the same for the same parts."""
    text = "|".join(map(str, parts))
    return int.from_bytes(sha256(text.encode()).digest()[:6], "big") / 2**48


def value(city: str, day: date, factor: Factor) -> Decimal:
    """The invented daily mean of a pollutant.

    >>> value("440600", date(2017, 12, 23), PM25)
    Decimal('83')
    """
    if (city, day, factor) == (EXCEEDED_CITY, EXCEEDED_DAY, PM25):
        return EXCEEDED_VALUE
    level = LEVELS.get(city, UNKNOWN_LEVEL)
    trend = 1 + (day.year - FIRST_DAY.year) * (dice(city, "trend") - 0.75) * 0.12  # a little better or worse each year
    season = 1 + factor.winter * cos(2 * pi * (day.timetuple().tm_yday - 10) / 365)
    noise = 1 + factor.noise * (2 * dice(city, day, factor.code) - 1)
    exact = Decimal(level * trend * factor.share * season * noise)
    return min(max(exact, Decimal(0)).quantize(Decimal(factor.step), ROUND_HALF_UP), Decimal(factor.top))


def flag(city: str, day: date) -> str:
    """`M` (maintenance) on the 15th of about every eighth month: flagged values belong to real life."""
    return "M" if day.day == 15 and dice(city, day.year, day.month, "flag") < 0.12 else "N"  # noqa: PLR2004


def frame(device: SampleDevice, day: date) -> bytes:
    """The device's frame of daily data."""
    mark = flag(device.city, day)
    fields = [f"DataTime={day:%Y%m%d}000000"]
    for factor in (PM25, *OTHERS):
        fields.append(f"{factor.code}-Avg={value(device.city, day, factor)},{factor.code}-Flag={mark}")
    return encode_frame(
        AIR_QUALITY, DAILY_DATA, device.password, device.mn, ANSWER_WANTED, ";".join(fields), qn=stamp(day)
    )


def stamp(day: date) -> str:
    """QN: five past midnight after the day."""
    return f"{day + timedelta(days=1):%Y%m%d}000500000"


def days(start: date, end: date) -> Iterator[date]:
    """Every day from `start` to `end`, both included."""
    return (start + timedelta(days=n) for n in range((end - start).days + 1))


def send_sample_history(
    host: str,
    port: int,
    devices: Sequence[SampleDevice],
    start: date = FIRST_DAY,
    end: date = LAST_DAY,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Sent:
    """Send the daily frames of all devices, one connection each, and wait until every frame is answered."""
    return asyncio.run(_send_all(host, port, devices, start, end, progress))


async def _send_all(
    host: str,
    port: int,
    devices: Sequence[SampleDevice],
    start: date,
    end: date,
    progress: Callable[[int, int], None],
) -> Sent:
    began = time.monotonic()
    whole = len(devices) * ((end - start).days + 1)
    answered = 0

    def one_more() -> None:
        nonlocal answered
        answered += 1
        progress(answered, whole)

    await asyncio.gather(*(_send(host, port, device, days(start, end), one_more) for device in devices))
    return Sent(frames=whole, answered=answered, seconds=time.monotonic() - began)


async def _send(host: str, port: int, device: SampleDevice, span: Iterator[date], answered: Callable[[], None]) -> None:
    """One device on one connection: a window of frames ahead, until each has its answer."""
    reader, writer = await asyncio.open_connection(host, port)
    waiting = 0
    try:
        for day in span:
            writer.write(frame(device, day))
            waiting += 1
            if waiting >= WINDOW:
                await writer.drain()
                waiting -= await _answers(reader, device, answered, at_least=WINDOW // 2)
        while waiting:
            waiting -= await _answers(reader, device, answered, at_least=waiting)
    finally:
        writer.close()


async def _answers(
    reader: asyncio.StreamReader, device: SampleDevice, answered: Callable[[], None], *, at_least: int
) -> int:
    for _ in range(at_least):
        try:
            async with asyncio.timeout(PATIENCE):
                line = await reader.readuntil(b"\r\n")
        except (TimeoutError, asyncio.IncompleteReadError) as fault:
            raise Unavailable(
                Label(
                    zh=f"网关没有应答设备 {device.mn} 的数据帧",
                    en=f"The gateway did not answer the frame of device {device.mn}",
                )
            ) from fault
        if b"CN=9014" in line:
            answered()
    return at_least


def moment(day: date) -> datetime:
    """When a day's daily value is observed: its start, in the province."""
    return datetime(day.year, day.month, day.day, tzinfo=CST)

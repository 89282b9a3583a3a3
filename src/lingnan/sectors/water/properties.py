"""What hydrological stations measure (SL 651-2014, annex C), with the range a sensor can give."""

from decimal import Decimal

from lingnan.core.labels import Label
from lingnan.engines.sense.declare import ObservedProperty

STANDARD = "SL 651-2014"


def _element(
    key: str, zh: str, en: str, *, unit: str, low: str, high: str, codes: tuple[str, ...], decimals: int
) -> ObservedProperty:
    return ObservedProperty(
        key=f"water.{key}",
        label=Label(zh=zh, en=en),
        unit=unit,
        standard=STANDARD,
        valid_min=Decimal(low),
        valid_max=Decimal(high),
        codes={"sl651": codes},
        decimals=decimals,
    )


PROPERTIES = (
    # against the station's datum: tide gauges read below zero, mountain reservoirs above 1,000 m
    _element("level", "水位", "Water level", unit="m", low="-20", high="2000", codes=("39",), decimals=3),
    _element("flow", "流量", "Flow", unit="m³/s", low="-100000", high="100000", codes=("27",), decimals=3),
    _element("velocity", "流速", "Velocity", unit="m/s", low="-20", high="20", codes=("37",), decimals=3),
    # the province's heaviest recorded hour is about 240 mm
    _element(
        "rain_hour", "1 小时降水量", "Rain of one hour", unit="mm", low="0", high="300", codes=("1A",), decimals=1
    ),
    _element("rain_day", "日降水量", "Rain of a day", unit="mm", low="0", high="1500", codes=("1F",), decimals=1),
    _element("temperature", "水温", "Water temperature", unit="℃", low="-5", high="50", codes=("03",), decimals=1),
    _element("supply_voltage", "电源电压", "Supply voltage", unit="V", low="0", high="60", codes=("38",), decimals=2),
)

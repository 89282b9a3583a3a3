"""What is measured in ambient air, with the range a sensor can give, and the limits that raise an alert.

Units are those of ambient stations in practice (µg/m³, CO in mg/m³), as recorded frames show; the factor table of
HJ 212-2017 lists other units for the same codes, which belong to stack gas. Limits are those of class 2 areas.
"""

from decimal import Decimal

from lingnan.core.labels import Label
from lingnan.engines.sense.declare import AlertRule, DatedLimit, ObservedProperty
from lingnan.sectors.environment.rulebook import AIR_LIMITS

STANDARD = "GB 3095"
EXCEEDANCE = "environment.exceedance"


def _pollutant(key: str, zh: str, en: str, unit: str, top: str, *codes: str, decimals: int = 0) -> ObservedProperty:
    """`top`: above the end of the HJ 633 table and of common measuring ranges, so that heavy pollution stays valid."""
    return ObservedProperty(
        key=f"environment.{key}",
        label=Label(zh=zh, en=en),
        unit=unit,
        standard=STANDARD,
        valid_min=Decimal(0),
        valid_max=Decimal(top),
        codes={"hj212": codes},
        decimals=decimals,
    )


PM25 = _pollutant("pm25", "细颗粒物（PM2.5）", "PM2.5", "µg/m³", "1000", "a34004")
PM10 = _pollutant("pm10", "可吸入颗粒物（PM10）", "PM10", "µg/m³", "2000", "a34002")
SO2 = _pollutant("so2", "二氧化硫", "Sulphur dioxide", "µg/m³", "5000", "a21026")
NO2 = _pollutant("no2", "二氧化氮", "Nitrogen dioxide", "µg/m³", "5000", "a21004")
CO = _pollutant("co", "一氧化碳", "Carbon monoxide", "mg/m³", "200", "a21005", decimals=1)
O3 = _pollutant("o3", "臭氧", "Ozone", "µg/m³", "2000", "a05024")
PROPERTIES = (PM25, PM10, SO2, NO2, CO, O3)

# property -> the pollutant's name in the rule-sets
POLLUTANTS = {PM25.key: "PM2.5", PM10.key: "PM10", SO2.key: "SO2", NO2.key: "NO2", CO.key: "CO", O3.key: "O3"}

_SPANS = {"day": ("日均值", "Daily mean"), "hour": ("小时值", "Hourly mean")}


def _limit(observed: ObservedProperty, span: str) -> AlertRule:
    zh, en = _SPANS[span]
    return AlertRule(
        key=f"{observed.key}_{span}",
        label=Label(zh=f"{observed.label.zh}{zh}超标", en=f"{en} of {observed.label.en} above the limit"),
        property=observed.key,
        statistic=f"avg_{span}",
        limit=DatedLimit(rule=AIR_LIMITS, path=("limits", POLLUTANTS[observed.key], span, "class2")),
        severity="warning",
        case_type=EXCEEDANCE,
    )


# particles have no hourly limit, ozone none for the mean of a day (its eight hours are judged from the hours)
ALERTS = (
    *(_limit(observed, "day") for observed in (PM25, PM10, SO2, NO2, CO)),
    *(_limit(observed, "hour") for observed in (SO2, NO2, CO, O3)),
)

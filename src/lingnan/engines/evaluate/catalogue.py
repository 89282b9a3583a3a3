"""The indicators of general statistics, of the ratios made from them, and those that rounds collect."""

import csv
from decimal import Decimal
from pathlib import Path

from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import Indicator, SourceKind, WorkedExample, declare_indicator
from lingnan.engines.evaluate.ratios import ratio

YEARBOOK = "统计年鉴口径，data/evaluation/ORIGIN.md"

SERIES_FILE = Path(__file__).resolve().parents[2] / "data" / "evaluation" / "series.csv"
with SERIES_FILE.open(encoding="utf-8", newline="") as file:
    SERIES = tuple(csv.DictReader(file))

# the unit that a file of values must state for the series
FILE_UNITS = {row["key"]: row["file_unit"] for row in SERIES}


def _declare_series() -> None:
    for row in SERIES:
        declare_indicator(
            Indicator(
                key=row["key"],
                label=Label(zh=row["zh"], en=row["en"]),
                numerator=Label(zh=row["meaning_zh"], en=row["meaning_en"]),
                decimals=int(row["decimals"]),
                unit=Label(zh=row["unit_zh"], en=row["unit_en"]),
                direction=int(row["direction"]),
                source_kind=SourceKind.REPORTED,
                source=YEARBOOK,
            )
        )


COLLECTED = Path(__file__).resolve().parents[2] / "data" / "indicators"
COLLECTED_SOURCES = {
    "national-2016": "2016年新型智慧城市评价指标通知的三级指标名称；分子、分母为本平台自拟，待与原文核对",
    "fields-2017": "本平台自拟，供各领域评价体系正式发布前试采",
}


def _declare_collected() -> None:
    """Items that units report, citizens answer or experts score (data/indicators/ORIGIN.md)."""
    for name, source in COLLECTED_SOURCES.items():
        with (COLLECTED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                declare_indicator(_collected(row, source))


def _collected(row: dict[str, str], source: str) -> Indicator:
    has_parts = bool(row["denominator_zh"])
    return Indicator(
        key=row["key"],
        label=Label(zh=row["zh"], en=row["en"]),
        numerator=Label(zh=row["numerator_zh"], en=row["numerator_en"]),
        denominator=Label(zh=row["denominator_zh"], en=row["denominator_en"]) if has_parts else None,
        factor=Decimal(row["factor"] or 1),
        decimals=int(row["decimals"]),
        unit=Label(zh=row["unit_zh"], en=row["unit_en"]),
        direction=int(row["direction"]),
        source_kind=SourceKind(row["source_kind"]),
        source=source,
        confidence=row["confidence"],
    )


def _declare_ratios() -> None:
    declare_indicator(
        Indicator(
            key="gdp_per_capita",
            label=Label(zh="人均地区生产总值", en="GDP per person"),
            numerator=Label(zh="地区生产总值（亿元）", en="Gross domestic product (CNY 100 million)"),
            denominator=Label(zh="年末常住人口（万人）", en="Resident population at year's end (10,000 people)"),
            factor=Decimal(10000),
            decimals=0,
            unit=Label(zh="元/人", en="CNY per person"),
            direction=1,
            source_kind=SourceKind.COMPUTED,
            source="由地区生产总值与年末常住人口计算（统计部门用年平均人口，故略有差别）",
            compute=ratio("gdp_per_capita", "gdp", "resident_population", factor=Decimal(10000)),
            example=WorkedExample(
                numerator=Decimal("21500"), denominator=Decimal("1500"), value=Decimal("143333"),
                text="21500 ÷ 1500 × 10000 = 143333",
            ),
        )
    )  # fmt: skip
    declare_indicator(
        Indicator(
            key="deposits_per_capita",
            label=Label(zh="人均存款余额", en="Deposits per person"),
            numerator=Label(zh="年末金融机构存款余额（万元）", en="Deposits at year's end (CNY 10,000)"),
            denominator=Label(zh="年末常住人口（万人）", en="Resident population at year's end (10,000 people)"),
            factor=Decimal("0.0001"),
            decimals=2,
            unit=Label(zh="万元/人", en="CNY 10,000 per person"),
            direction=1,
            source_kind=SourceKind.COMPUTED,
            source="由年末存款余额与年末常住人口计算",
            compute=ratio("deposits_per_capita", "deposits_year_end", "resident_population", factor=Decimal("0.0001")),
            example=WorkedExample(
                numerator=Decimal("50000000"), denominator=Decimal("1000"), value=Decimal("5.00"),
                text="50000000 ÷ 1000 × 0.0001 = 5.00",
            ),
        )
    )  # fmt: skip
    declare_indicator(
        Indicator(
            key="night_light_per_capita",
            label=Label(zh="人均夜间灯光", en="Night light per person"),
            numerator=Label(zh="夜间灯光像元合计", en="Night light, sum of pixels"),
            denominator=Label(zh="年末常住人口（万人）", en="Resident population at year's end (10,000 people)"),
            decimals=1,
            unit=Label(zh="nW/cm²/sr·万人", en="nW/cm²/sr per 10,000 people"),
            direction=1,
            source_kind=SourceKind.COMPUTED,
            source="由卫星夜间灯光产品与年末常住人口计算",
            compute=ratio("night_light_per_capita", "night_light_sum", "resident_population", factor=Decimal(1)),
            example=WorkedExample(
                numerator=Decimal("120000"), denominator=Decimal("1500"), value=Decimal("80.0"),
                text="120000 ÷ 1500 = 80.0",
            ),
        )
    )  # fmt: skip
    declare_indicator(
        Indicator(
            key="co2_per_gdp",
            label=Label(zh="单位地区生产总值二氧化碳排放", en="Carbon dioxide per unit of GDP"),
            numerator=Label(zh="二氧化碳排放量（吨，模型估算）", en="Carbon dioxide emitted (t, modelled)"),
            denominator=Label(zh="地区生产总值（亿元，当年价格）", en="GDP (CNY 100 million, current prices)"),
            factor=Decimal("0.0001"),
            decimals=2,
            unit=Label(zh="吨/万元", en="t per CNY 10,000"),
            direction=-1,
            source_kind=SourceKind.COMPUTED,
            source="由 EDGAR v8.0 估算与地区生产总值计算",
            compute=ratio("co2_per_gdp", "co2_edgar", "gdp", factor=Decimal("0.0001")),
            example=WorkedExample(
                numerator=Decimal("40000000"), denominator=Decimal("4000"), value=Decimal("1.00"),
                text="40000000 ÷ 4000 × 0.0001 = 1.00",
            ),
            note=Label(zh="模型估算，不是报送数", en="Modelled, not reported"),
        )
    )  # fmt: skip


_declare_series()
_declare_collected()
_declare_ratios()

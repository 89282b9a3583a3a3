"""The indicators that are collected: reported by units, asked of citizens, scored by experts."""

import csv
from decimal import Decimal

from lingnan.core.labels import Label
from lingnan.engines.evaluate.catalogue import SERIES_FILE
from lingnan.engines.evaluate.declare import Indicator, SourceKind, WorkedExample, declare_indicator
from lingnan.engines.evaluate.ratios import ratio

SOURCE = "本平台收集口径，data/evaluation/ORIGIN.md"

with SERIES_FILE.with_name("collected.csv").open(encoding="utf-8", newline="") as file:
    COLLECTED = tuple(csv.DictReader(file))

for row in COLLECTED:
    declare_indicator(
        Indicator(
            key=row["key"],
            label=Label(zh=row["zh"], en=row["en"]),
            numerator=Label(zh=row["meaning_zh"], en=row["meaning_en"]),
            decimals=int(row["decimals"]),
            unit=Label(zh=row["unit_zh"], en=row["unit_en"]),
            direction=int(row["direction"]),
            source_kind=SourceKind(row["kind"]),
            source=SOURCE,
        )
    )

declare_indicator(
    Indicator(
        key="online_service_share",
        label=Label(zh="政务服务网上可办率", en="Share of government services that can be done online"),
        numerator=Label(zh="可网上办理的政务服务事项（项）", en="Government services that can be done online"),
        denominator=Label(zh="政务服务事项（项）", en="Government services"),
        factor=Decimal(100),
        decimals=1,
        unit=Label(zh="%", en="%"),
        direction=1,
        source_kind=SourceKind.COMPUTED,
        source="由报送的两项事项数计算",
        compute=ratio("online_service_share", "online_items", "service_items", factor=Decimal(100)),
        example=WorkedExample(
            numerator=Decimal(850), denominator=Decimal(1000), value=Decimal("85.0"), text="850 ÷ 1000 × 100 = 85.0"
        ),
    )
)

"""Running the general checks over what is stored and keeping their doubts as flags."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from lingnan.engines.evaluate import quality
from lingnan.engines.evaluate.models import IndicatorValue, QualityFlag
from lingnan.engines.evaluate.quality import Doubt

PARTS = {"gdp": ("gdp_primary", "gdp_secondary", "gdp_tertiary")}  # whole → its parts
YEAR_DIGITS = 4


def raise_flags(indicators: Sequence[str]) -> int:
    """Check the whole series of these indicators anew; the caller's transaction holds. Returns the number of flags."""
    wanted = set(indicators) | {part for whole in indicators for part in PARTS.get(whole, ())}
    series: dict[str, dict[str, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    rows: dict[tuple[str, str, int], int] = {}
    for row in IndicatorValue.objects.filter(indicator__in=wanted, value__isnull=False).order_by("recorded_at", "id"):
        if len(row.period) == YEAR_DIGITS and row.value is not None:
            series[row.indicator][row.region_id][int(row.period)] = row.value
            rows[row.indicator, row.region_id, int(row.period)] = row.pk
    QualityFlag.objects.filter(value__indicator__in=indicators).delete()
    flags = [
        QualityFlag(
            value_id=rows[key, doubt.region, doubt.year],
            check_key=doubt.check,
            text_zh=doubt.text.zh,
            text_en=doubt.text.en,
        )
        for key in indicators
        for doubt in _doubts(key, series)
    ]
    QualityFlag.objects.bulk_create(flags, batch_size=1000)
    return len(flags)


def _doubts(key: str, series: dict[str, dict[str, dict[int, Decimal]]]) -> Iterator[Doubt]:
    yield from quality.jumps(series[key])
    yield from quality.own_steps(series[key])
    yield from quality.common_steps(series[key])
    if parts := PARTS.get(key):
        yield from quality.parts_against_whole(series[key], [series[part] for part in parts])

"""Reads of indicator values: which vintage counts, with its flags."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lingnan.core.labels import Label
from lingnan.engines.evaluate.models import IndicatorValue, QualityFlag

DOUBTING = frozenset({"jump"})
NO_EVIDENCE = Label(zh="没有佐证", en="No evidence")
Key = tuple[str, str, str]  # indicator, region, period


@dataclass(frozen=True, kw_only=True)
class StoredValue:
    """One approved value as it is kept, in its newest vintage."""

    id: int
    indicator: str
    region: str
    period: str
    vintage: str
    value: Decimal | None
    missing: str
    unit: str
    source: str
    note: str
    is_sample: bool
    flags: tuple[Label, ...]
    is_doubted: bool  # by a check that says the value may not be compared with its neighbours


def approved_values(
    indicators: Sequence[str], *, regions: Sequence[str] = (), periods: Sequence[str] = ()
) -> dict[Key, StoredValue]:
    """Approved values by (indicator, region, period); of several vintages the last recorded counts."""
    rows = IndicatorValue.objects.filter(indicator__in=indicators, state="approved")
    if regions:
        rows = rows.filter(region_id__in=regions)
    if periods:
        rows = rows.filter(period__in=periods)
    newest = {(row.indicator, row.region_id, row.period): row for row in rows.order_by("recorded_at", "id")}
    flags = flags_of(row.pk for row in newest.values())
    return {key: stored(row, flags.get(row.pk, ())) for key, row in newest.items()}


def flags_of(ids: Iterable[int]) -> dict[int, tuple[QualityFlag, ...]]:
    """The quality flags of these values."""
    found: dict[int, tuple[QualityFlag, ...]] = {}
    for flag in QualityFlag.objects.filter(value_id__in=set(ids)).order_by("id"):
        found[flag.value_id] = (*found.get(flag.value_id, ()), flag)
    return found


def stored(row: IndicatorValue, flags: tuple[QualityFlag, ...]) -> StoredValue:
    """The row as a plain value."""
    note = (Label(zh=f"来源注明：{row.note}", en=f"Note of the source: {row.note}"),) if row.note else ()
    bare = () if row.is_evidenced else (NO_EVIDENCE,)
    return StoredValue(
        id=row.pk,
        indicator=row.indicator,
        region=row.region_id,
        period=row.period,
        vintage=row.vintage,
        value=row.value,
        missing=row.missing,
        unit=row.unit,
        source=row.source,
        note=row.note,
        is_sample=row.is_sample,
        flags=(*bare, *(Label(zh=flag.text_zh, en=flag.text_en) for flag in flags), *note),
        is_doubted=any(flag.check_key in DOUBTING for flag in flags),
    )

"""One stored value as its page shows it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.core.missing import Missing, MissingReason
from lingnan.engines.evaluate.declare import INDICATORS, Indicator
from lingnan.engines.evaluate.models import Assessment, IndicatorValue
from lingnan.engines.evaluate.selectors.lineage import Origin, origin
from lingnan.engines.identity.actor import Actor


@dataclass(frozen=True, kw_only=True)
class StoredPage:
    """A row of a file, or of a form, with everything known about it."""

    declared: Indicator
    region: str
    region_name: Label
    period: str
    value: Decimal | Missing
    unit: str
    vintage: str
    source: str
    note: str
    file: str
    sha256: str
    line: int | None
    flags: tuple[Label, ...]
    state: str
    is_sample: bool
    recorded_by: str
    recorded_at: datetime
    vintages: tuple[tuple[str, Decimal | None, int], ...]
    origin: Origin


def stored_value(by: Actor, number: int) -> StoredPage:
    """The value of this number: to the public only if a published year stands on it."""
    row = (
        _readable(by)
        .filter(pk=number)
        .select_related("region", "file", "entry__assignment__round", "survey_estimate")
        .first()
    )
    if row is None:
        raise NotFound(
            Label(
                zh=f"没有编号 {number} 的指标值，或者它没有用在已发布的评价里",
                en=f"There is no value {number}, or no published evaluation uses it",
            )
        )
    same = IndicatorValue.objects.filter(indicator=row.indicator, region=row.region, period=row.period)
    reason = Missing(reason=MissingReason(row.missing)) if row.missing else None
    return StoredPage(
        declared=INDICATORS.get(row.indicator),
        region=row.region_id,
        region_name=Label(zh=row.region.name, en=row.region.name_en or row.region.name),
        period=row.period,
        value=row.value if row.value is not None else reason or Missing(reason=MissingReason.NOT_REPORTED),
        unit=row.unit,
        vintage=row.vintage,
        source=row.source,
        note=row.note,
        file=row.file.name if row.file else "",
        sha256=row.file.sha256 if row.file else "",
        line=row.line,
        flags=tuple(Label(zh=flag.text_zh, en=flag.text_en) for flag in row.flags.order_by("id")),
        state=row.get_state_display(),
        is_sample=row.is_sample,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        origin=origin(row),
        vintages=tuple(same.order_by("recorded_at").values_list("vintage", "value", "pk")),
    )


def _readable(by: Actor) -> QuerySet[IndicatorValue]:
    """The public reads approved values of the years that are published."""
    rows = IndicatorValue.objects.all()
    if not by.is_public:
        return rows
    published = {str(year) for year in Assessment.objects.filter(state="frozen").values_list("year", flat=True)}
    return rows.filter(state="approved", period__in=published)

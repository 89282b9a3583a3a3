"""Values past their limit become alerts: one for an unbroken run of them, judged exactly, with the edition in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lingnan.core import clock
from lingnan.engines.identity.calendar import PROVINCE_ZONE
from lingnan.engines.sense.declare import AlertRule, LimitInForce
from lingnan.engines.sense.models import Alert
from lingnan.engines.sense.services.datastreams import Stream
from lingnan.engines.sense.store import Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """One value to be judged by one rule."""

    stream: Stream
    row: Row
    rule: AlertRule


def judge(judgements: Sequence[Judgement]) -> list[Alert]:
    """Open an alert for each value past its limit that does not continue an open run; return those opened."""
    opened = []
    limits: dict[tuple[str, datetime], LimitInForce] = {}
    for judgement in judgements:
        value, rule, moment = judgement.row.value, judgement.rule, judgement.row.observed_at
        limit = limits.get((rule.key, moment))
        if limit is None:
            limit = limits[rule.key, moment] = rule.limit_on(moment.astimezone(PROVINCE_ZONE).date())
        if value is not None and rule.is_past(value, limit.value):
            alert = _open_or_extend(judgement, limit)
            if alert:
                opened.append(alert)
    return opened


def _open_or_extend(judgement: Judgement, limit: LimitInForce) -> Alert | None:
    row, rule = judgement.row, judgement.rule
    assert row.value is not None  # noqa: S101  judged only where there is a value
    reach = timedelta(seconds=judgement.stream.interval * 1.5)
    running = (
        Alert.objects.filter(rule=rule.key, datastream_id=row.datastream)
        .exclude(state="closed")
        .filter(last_observed_at__gte=row.observed_at - reach, observed_at__lte=row.observed_at)
        .first()
    )
    if running:
        _extend(running, row, rule)
        return None
    alert, is_new = Alert.objects.get_or_create(
        rule=rule.key,
        datastream_id=row.datastream,
        observed_at=row.observed_at,
        defaults={
            "severity": rule.severity,
            "value": row.value,
            "worst_value": row.value,
            "limit": limit.value,
            "limit_rule": limit.rule,
            "limit_edition": limit.edition,
            "limit_clause": limit.clause,
            "last_observed_at": row.observed_at,
            "opened_at": clock.now(),
        },
    )
    return alert if is_new else None


def _extend(alert: Alert, row: Row, rule: AlertRule) -> None:
    assert row.value is not None  # noqa: S101
    if row.observed_at > alert.last_observed_at:
        alert.last_observed_at = row.observed_at
        alert.times += 1
    if rule.is_past(row.value, alert.worst_value or row.value):
        alert.worst_value = row.value
    alert.save(update_fields=["last_observed_at", "times", "worst_value"])

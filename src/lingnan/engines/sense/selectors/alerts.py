"""Alerts as a list shows them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lingnan.core import clock
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.declare import ALERT_RULES
from lingnan.engines.sense.following import FollowUp, follow_ups
from lingnan.engines.sense.models import Alert
from lingnan.engines.sense.observed import observed_of
from lingnan.engines.sense.selectors.access import seen_streams
from lingnan.engines.sense.selectors.observations import observation_id

DAY, HOUR = 1440, 60  # minutes
LIGHTS = {"open": "late", "handled": "warn", "closed": "done"}
WORDS = {
    "open": Label(zh="待处置", en="To be handled"),
    "handled": Label(zh="处置中", en="Being handled"),
    "closed": Label(zh="已结束", en="Closed"),
}


@dataclass(frozen=True, kw_only=True)
class AlertRow:
    """An alert with its rule, station and what was done about it."""

    alert: Alert
    rule: Label
    follow_up: FollowUp | None

    @property
    def light(self) -> str:
        return LIGHTS[self.alert.state]

    @property
    def word(self) -> Label:
        return WORDS[self.alert.state]

    @property
    def station(self) -> Label:
        kept = self.alert.datastream.station
        return Label(zh=kept.name, en=kept.name_en or kept.name)

    @property
    def day(self) -> date:
        return clock.local(self.alert.observed_at).date()

    @property
    def times_limit(self) -> Decimal | None:
        """How many times the limit the worst value is."""
        if self.is_silence:
            return None
        limit, worst = self.alert.limit, self.alert.worst_value
        return worst / limit if limit and worst is not None else None

    @property
    def unit(self) -> str:
        return self.alert.datastream.station.unit_id or ""

    @property
    def region(self) -> str:
        return self.alert.datastream.station.region_id

    @property
    def is_silence(self) -> bool:
        """Is it that nothing came?"""
        return self.alert.device_id is not None

    @property
    def worst(self) -> Decimal | None:
        """The worst value; of a silence there is none."""
        return None if self.is_silence else self.alert.worst_value

    @property
    def limit(self) -> Decimal | None:
        return None if self.is_silence else self.alert.limit

    @property
    def evidence_url(self) -> str:
        return f"/sense/observations/{observation_id(self.alert.datastream_id, self.alert.observed_at)}"


def alert_rows(by: Actor, *, station: str = "", limit: int = 500) -> list[AlertRow]:
    """Alerts, open ones first, then the newest."""
    require(by, "sense.read")
    found = Alert.objects.filter(seen_streams(by, "datastream__")).select_related("datastream__station__region")
    if station:
        found = found.filter(datastream__station=station)
    alerts = list(found[:limit])
    follow = follow_ups([alert.pk for alert in alerts])
    order = {"open": 0, "handled": 1, "closed": 2}
    rows = [AlertRow(alert=alert, rule=rule_label(alert), follow_up=follow.get(alert.pk)) for alert in alerts]
    return sorted(rows, key=lambda row: order[row.alert.state])


def rule_label(alert: Alert) -> Label:
    """The rule's name; where the rule is declared no more, that of the property."""
    if alert.device_id is not None:
        return silence_label(alert)
    if alert.rule in ALERT_RULES:
        return ALERT_RULES.get(alert.rule).label
    return observed_of(alert.datastream).label


def silence_label(alert: Alert) -> Label:
    """`停报：26 小时没有数据`."""
    minutes = int(alert.worst_value or 0)
    days, hours = minutes // DAY, minutes // HOUR
    if minutes >= 2 * DAY:
        return Label(zh=f"停报：{days} 天没有数据", en=f"Silent: no data for {days} days")
    if minutes >= 2 * HOUR:
        return Label(zh=f"停报：{hours} 小时没有数据", en=f"Silent: no data for {hours} hours")
    return Label(zh=f"停报：{minutes} 分钟没有数据", en=f"Silent: no data for {minutes} minutes")

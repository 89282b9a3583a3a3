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
        limit, worst = self.alert.limit, self.alert.worst_value
        return worst / limit if limit and worst is not None else None

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
    if alert.rule in ALERT_RULES:
        return ALERT_RULES.get(alert.rule).label
    return observed_of(alert.datastream).label

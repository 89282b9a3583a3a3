"""What the page furniture asks: where we are, how many notifications wait, who may see an entry."""

from datetime import date

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Notification, Setting
from lingnan.engines.identity.rights import ACTIONS, scope
from lingnan.shell.providers import (
    Alerts,
    Installation,
    Visitor,
    answer_alerts,
    answer_allowed,
    answer_installation,
)


@answer_installation
def installation() -> Installation:
    """Sample data and a fixed day, where the installation is a demonstration."""
    kept = dict(Setting.objects.filter(key__in=["business_date", "is_sample"]).values_list("key", "value"))
    day = kept.get("business_date")
    return Installation(
        is_sample=bool(kept.get("is_sample", day)), business_date=date.fromisoformat(day) if day else None
    )


@answer_alerts
def alerts(by: Visitor) -> Alerts | None:
    """Unread notifications of the visitor."""
    if by.account_id is None:
        return None
    unread = Notification.objects.filter(account_id=by.account_id, read_at=None).count()
    return Alerts(count=unread, url="/notifications")


@answer_allowed
def allowed(by: Visitor, action: str) -> bool:
    """May the visitor do this at all? An action that nobody declared is a fault of ours, and allowed to nobody."""
    return isinstance(by, Actor) and action in ACTIONS and scope(by, action).allows()

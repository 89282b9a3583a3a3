"""An alert opens a case of the type that is declared for it. The alert's row is there first; this only follows it."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db import transaction

from lingnan.core import words
from lingnan.core.events import listen
from lingnan.core.labels import Label
from lingnan.core.quantities import unit
from lingnan.engines.cases.declare import opened_by
from lingnan.engines.cases.models import Case
from lingnan.engines.cases.services import Subject, open_case
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.calendar import PROVINCE_ZONE
from lingnan.engines.sense.declare import ALERT_RULES, PROPERTIES, STATISTICS
from lingnan.engines.sense.events import AlertRaised
from lingnan.engines.sense.following import FollowUp, register
from lingnan.engines.sense.models import Alert


def on_alert(fact: AlertRaised) -> None:
    """Open the case of this alert."""
    open_for_alert(Alert.objects.get(pk=fact.alert))


@transaction.atomic
def open_for_alert(alert: Alert) -> Case | None:
    """The case of an alert, once; None where no case type is declared for its rule."""
    kept = Case.objects.filter(alert=alert).first()
    if kept:
        return kept
    named = ALERT_RULES.get(alert.rule).case_type if alert.rule in ALERT_RULES else None
    declared = opened_by(alert.rule, named)
    if declared is None:
        return None
    station = alert.datastream.station
    title = title_of(alert)
    subject = Subject(
        title=title.zh,
        title_en=title.en,
        region=station.region_id,
        alert=alert,
        is_sample=station.is_sample,
        unit=station.unit_id or "",
    )
    case = open_case(by=SYSTEM, type_key=declared.key, subject=subject)
    Alert.objects.filter(pk=alert.pk).update(state="handled")
    return case


def open_waiting() -> list[Case]:
    """Cases of all alerts that have none yet: what was missed while the process that listens was down."""
    waiting = Alert.objects.filter(case=None).exclude(state="closed").order_by("pk")
    return [case for alert in waiting if (case := open_for_alert(alert))]


def title_of(alert: Alert) -> Label:
    """`广州市样例站 2017年12月20日 PM2.5日均值 82 微克/立方米，超过 75`."""
    stream, station = alert.datastream, alert.datastream.station
    declared, statistic = PROPERTIES.get(stream.property), STATISTICS[stream.statistic]
    measured = unit(stream.unit)
    day = alert.observed_at.astimezone(PROVINCE_ZONE).date()
    if alert.device_id is not None:  # what is wrong is that nothing came
        return Label(
            zh=f"{station.name} {words.day(day)} 之后没有数据",
            en=f"{station.name_en}, no data since {words.day(day, 'en')}",
        )

    def said(language: str) -> str:
        value = words.with_unit(words.number(alert.value or Decimal(0)), measured, language)
        limit = words.number(alert.limit or Decimal(0))
        if language == "en":
            what = f"{declared.label.en} {statistic.en.lower()} {value}, above {limit}"
            return f"{station.name_en}, {words.day(day, 'en')}: {what}"
        what = f"{declared.label.zh}{statistic.zh} {value}，超过限值 {limit}"
        return f"{station.name} {words.day(day)} {what}"

    return Label(zh=said("zh"), en=said("en"))


def cases_of(alerts: Collection[int]) -> Mapping[int, FollowUp]:
    """The cases that these alerts opened, for the pages of the alerts."""
    return {
        case.alert_id: FollowUp(
            label=Label(zh=f"案件 {case.number}", en=f"Case {case.number}"), url=f"/cases/{case.number}"
        )
        for case in Case.objects.filter(alert__in=alerts)
        if case.alert_id is not None
    }


listen(AlertRaised, on_alert)
register(cases_of)

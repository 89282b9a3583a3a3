"""An alert opens its case once, also when the announcement was missed."""

from decimal import Decimal

import pytest
from tests.engines.sense.conftest import PM25, PM25_DAY, Value, arrival, day, make_stations

from lingnan.engines.cases.listeners import open_waiting
from lingnan.engines.cases.models import Case
from lingnan.engines.cases.services import close_case
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.sense.declare import ALERT_RULES, PROPERTIES
from lingnan.engines.sense.models import Alert
from lingnan.engines.sense.services.ingest import ingest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def exceeded(db: None) -> None:
    with PROPERTIES.swapped({PM25.key: PM25}), ALERT_RULES.swapped({PM25_DAY.key: PM25_DAY}):
        make_stations()
        yield


def send(text: str) -> None:
    ingest([arrival(Value(observed_at=day(20), value=Decimal(text)))], by=SYSTEM)


def test_the_announced_alert_opens_a_case_of_the_city(django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        send("82")
    case = Case.objects.get()
    assert (case.unit_id, case.region_id, case.is_sample) == ("emc-440100", "440100", True)
    assert case.title == "广州市样例站 2017年12月20日 细颗粒物日均值 82 微克/立方米，超过限值 75"
    assert case.title_en == "Guangzhou sample station, 20 December 2017: PM2.5 daily mean 82 µg/m³, above 75"
    assert Alert.objects.get().state == "handled"


def test_a_missed_announcement_is_caught_up_once(db: None) -> None:
    send("82")
    assert not Case.objects.exists()
    assert len(open_waiting()) == 1
    assert open_waiting() == []


def test_closing_the_case_closes_the_alert(db: None) -> None:
    send("82")
    (case,) = open_waiting()
    close_case(by=SYSTEM, number=case.number, reason="误报", version=1)
    assert Alert.objects.get().state == "closed"

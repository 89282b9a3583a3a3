"""Silence opens one alert and closes it; no flapping, no storms, nothing while nobody listens, shelves, notes."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.engines.sense.conftest import Value, arrival

from lingnan.core import clock
from lingnan.core.errors import Conflict
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Setting
from lingnan.engines.sense.models import Alert, Device, DeviceProfile, GatewayPulse, Station, Storm
from lingnan.engines.sense.selectors.stations import business_now
from lingnan.engines.sense.services import duty
from lingnan.engines.sense.services.ingest import ingest
from lingnan.engines.sense.services.silence import beat, watch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def listening(stations: list[Station]) -> None:
    """A gateway that has been listening for two hours, on the day of the values."""
    Setting.objects.create(key="business_date", value=date(2017, 12, 24).isoformat())
    beat(name="hj212:9212", started_at=clock.now() - timedelta(hours=2), connections=1)


def data(minutes_ago: int, *, address: str = "SAMPLE440100", value: str = "30") -> None:
    """A real-time value (expected every ten minutes) of so many minutes ago."""
    at: datetime = (business_now() - timedelta(minutes=minutes_ago)).replace(microsecond=0)
    ingest([arrival(Value(observed_at=at, value=Decimal(value), statistic="rtd"), address=address)], by=SYSTEM)


def test_one_alert_opens_after_two_intervals_and_closes_when_data_come() -> None:
    data(19)  # 19 of 20 minutes: late, but not silent
    assert watch(by=SYSTEM).opened == ()
    Device.objects.update(data_at=business_now() - timedelta(minutes=21))
    opened = watch(by=SYSTEM).opened
    alert = Alert.objects.get()
    assert opened == (alert.pk,)
    assert (alert.rule, alert.device_id, alert.value, alert.limit) == (
        "sense.silent_air",
        Device.objects.get(address="SAMPLE440100").pk,
        21,
        20,
    )
    assert watch(by=SYSTEM).opened == ()  # once
    data(0)
    assert watch(by=SYSTEM).closed == 1
    assert Alert.objects.get().state == "closed"


def test_a_line_that_flaps_is_one_alert() -> None:
    data(25)
    watch(by=SYSTEM)
    data(1)
    watch(by=SYSTEM)
    Device.objects.update(data_at=business_now() - timedelta(minutes=21))
    watch(by=SYSTEM)
    alert = Alert.objects.get()
    assert (alert.state, alert.times) == ("open", 2)


def test_old_data_that_come_late_do_not_end_the_silence() -> None:
    data(60)
    watch(by=SYSTEM)
    data(50)  # newer than before, and still silent since then
    assert watch(by=SYSTEM).closed == 0
    assert Alert.objects.get().state == "open"


def test_no_device_is_silent_while_no_gateway_listens_or_it_has_just_started() -> None:
    data(60)
    beat(name="hj212:9212", started_at=clock.now() - timedelta(minutes=1), connections=0)
    assert watch(by=SYSTEM).judged == 0  # the device has had one minute of ten to come back
    GatewayPulse.objects.update(beat_at=clock.now() - timedelta(minutes=5))
    found = watch(by=SYSTEM)
    assert (found.is_listening, found.judged, Alert.objects.count()) == (False, 0, 0)


def test_the_device_has_the_last_word_on_its_interval_then_its_profile() -> None:
    data(60)
    profile = DeviceProfile.objects.create(key="slow", name="慢", protocol="hj212", expected_interval=3600)
    Device.objects.update(profile=profile)
    assert watch(by=SYSTEM).opened == ()
    Device.objects.update(expected_interval=900)
    assert len(watch(by=SYSTEM).opened) == 1


def test_a_storm_stands_for_all_and_ends(stations: list[Station]) -> None:
    for number in range(1000):
        Device.objects.create(
            protocol="hj212", address=f"X{number}", station=stations[0], is_approved=True,
            data_at=business_now() - timedelta(minutes=25),
        )  # fmt: skip
    data(0)
    assert watch(by=SYSTEM).is_storm
    assert (Alert.objects.count(), Storm.objects.get().devices) == (0, 1000)
    Device.objects.filter(address__in=[f"X{n}" for n in range(998)]).update(data_at=business_now())
    found = watch(by=SYSTEM)
    # it is over: those two that stay silent are told one by one; of one datastream and moment there is one alert
    assert (found.is_storm, found.silent) == (False, 2)
    assert Storm.objects.get().ended_at is not None
    assert Alert.objects.count() == 1


def test_a_shelf_has_a_reason_and_an_end(stations: list[Station]) -> None:
    data(60)
    device = Device.objects.get(address="SAMPLE440100")
    shelf = duty.shelve(by=SYSTEM, device=device.pk, reason="站房改造", until=clock.now() + timedelta(hours=1))
    assert watch(by=SYSTEM).opened == ()
    with pytest.raises(Conflict):
        duty.shelve(by=SYSTEM, device=device.pk, reason="再来", until=clock.now() + timedelta(hours=1))
    shelf.until = clock.now() - timedelta(seconds=1)
    shelf.save()
    assert len(watch(by=SYSTEM).opened) == 1


def test_an_alert_is_taken_note_of_once() -> None:
    data(60)
    (number,) = watch(by=SYSTEM).opened
    kept = duty.acknowledge(by=SYSTEM, alert=number, remark="已派人")
    assert (kept.state, kept.remark) == ("handled", "已派人")
    with pytest.raises(Conflict):
        duty.acknowledge(by=SYSTEM, alert=number)


def test_a_day_of_daily_data_is_not_silence() -> None:
    """Yesterday's mean comes today: nothing is silent before the end of today."""
    start = datetime(2017, 12, 23, tzinfo=clock.ZONE)
    ingest([arrival(Value(observed_at=start, value=Decimal(30)))], by=SYSTEM)
    assert watch(by=SYSTEM).silent == 0

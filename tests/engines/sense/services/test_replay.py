"""What was held back can be stored later, once, with its own time of arrival."""

import pytest
from tests.engines.sense.conftest import day
from tests.engines.sense.gateway.conftest import daily

from lingnan.core.errors import Conflict, NotAllowed
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.sense.arrivals import Outcome
from lingnan.engines.sense.decoding import arrival_of
from lingnan.engines.sense.models import Device, Observation, Quarantine, Station
from lingnan.engines.sense.protocols import hj212
from lingnan.engines.sense.services.ingest import ingest
from lingnan.engines.sense.services.replay import dismiss, replay, replay_held
from lingnan.engines.sense.services.stations import approve_device

pytestmark = pytest.mark.django_db


def hold_two() -> None:
    messages = [hj212.codec.decode(daily(n, "30", mn="STRANGER")) for n in (1, 2)]
    arrivals = [arrival_of(message, peer="127.0.0.1", received_at=day(5)) for message in messages]
    assert set(ingest(arrivals, by=SYSTEM).outcomes) == {Outcome.HELD}


def test_approval_stores_what_was_held(stations: list[Station]) -> None:
    hold_two()
    device = approve_device(by=SYSTEM, protocol="hj212", address="STRANGER", station=stations[0].key)
    assert replay_held(by=SYSTEM, device=device) == 2
    assert {kept.received_at for kept in Observation.objects.all()} == {day(5)}
    assert set(Quarantine.objects.values_list("state", flat=True)) == {"replayed"}
    assert replay_held(by=SYSTEM, device=device) == 0


def test_before_approval_nothing_is_stored(stations: list[Station]) -> None:
    hold_two()
    with pytest.raises(Conflict):
        replay(by=SYSTEM, number=Quarantine.objects.first().pk)  # type: ignore[union-attr]
    assert not Observation.objects.exists()


def test_another_password_than_the_first_is_refused_after_approval(stations: list[Station]) -> None:
    hold_two()
    approve_device(by=SYSTEM, protocol="hj212", address="STRANGER", station=stations[0].key)
    frame = daily(3, "30", mn="STRANGER")
    other = hj212.encode_segment(hj212_text(frame).replace("PW=123456", "PW=000000"))
    message = hj212.codec.decode(other)
    stored = ingest([arrival_of(message, peer="", received_at=day(5))], by=SYSTEM)
    assert stored.outcomes == (Outcome.WRONG_PASSWORD,)


def hj212_text(frame: bytes) -> str:
    """The data segment of a frame."""
    return frame[6:-6].decode()


def test_a_device_cannot_be_taken_from_its_station(stations: list[Station]) -> None:
    with pytest.raises(Conflict):
        approve_device(by=SYSTEM, protocol="hj212", address="SAMPLE440100", station=stations[1].key)


def test_given_up_is_kept_and_audited(stations: list[Station]) -> None:
    hold_two()
    number = Quarantine.objects.first().pk  # type: ignore[union-attr]
    dismiss(by=SYSTEM, number=number, reason="测试设备")
    assert Quarantine.objects.get(pk=number).state == "dismissed"
    assert "测试设备" in AuditEntry.objects.get(verb="sense.dismiss").summary
    with pytest.raises(Conflict):
        dismiss(by=SYSTEM, number=number, reason="再来")


def test_the_public_may_approve_nothing(stations: list[Station]) -> None:
    hold_two()
    with pytest.raises(NotAllowed):
        approve_device(by=PUBLIC, protocol="hj212", address="STRANGER", station=stations[0].key)
    assert not Device.objects.get(address="STRANGER").is_approved

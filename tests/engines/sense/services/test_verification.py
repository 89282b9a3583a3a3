"""A value or a frame that was changed by hand is found."""

import pytest
from tests.engines.sense.conftest import day
from tests.engines.sense.gateway.conftest import daily

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.sense.decoding import arrival_of
from lingnan.engines.sense.models import Batch, FrameLog, Observation, Station
from lingnan.engines.sense.protocols import hj212
from lingnan.engines.sense.services.ingest import ingest
from lingnan.engines.sense.services.verification import differences

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stored(stations: list[Station]) -> None:
    messages = [hj212.codec.decode(daily(n, f"3{n}")) for n in (1, 2, 3)]
    ingest([arrival_of(message, peer="", received_at=day(5)) for message in messages], by=SYSTEM)


def test_untouched_there_is_nothing_to_say() -> None:
    assert list(differences()) == []


def test_a_changed_value_is_found_with_what_the_frame_says() -> None:
    Observation.objects.filter(observed_at=day(2)).update(value="12")
    (said,) = differences()
    assert "12 stands" in said
    assert "says 32" in said


def test_a_changed_frame_is_found() -> None:
    frame = FrameLog.objects.order_by("pk").first()
    assert frame is not None
    FrameLog.objects.filter(pk=frame.pk).update(raw=bytes(frame.raw).replace(b"=31", b"=13"))
    assert any("frames are not those" in said for said in differences())


def test_a_batch_made_to_fit_is_found_by_the_audit_chain() -> None:
    Batch.objects.update(digest="0" * 64)
    assert any("audit chain" in said for said in differences())

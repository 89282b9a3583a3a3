"""Each frame once, in one commit with its alerts and its audit entry; strangers are held."""

from decimal import Decimal

import pytest
from django.db import connection
from tests.engines.sense.conftest import Value, arrival, day

from lingnan.core.errors import NotAllowed
from lingnan.core.events import heard
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.sense.arrivals import Outcome
from lingnan.engines.sense.events import AlertRaised
from lingnan.engines.sense.models import (
    Alert,
    Batch,
    Device,
    FrameLog,
    LatestObservation,
    Observation,
    Quarantine,
    Revision,
    Station,
)
from lingnan.engines.sense.quality import Quality
from lingnan.engines.sense.services.admission import password_digest
from lingnan.engines.sense.services.ingest import Writer, batch_digest, ingest

pytestmark = pytest.mark.django_db


def pm25(text: str, *, on: int, flag: str = "N") -> Value:
    return Value(observed_at=day(on), value=Decimal(text), flag=flag)


def test_a_value_is_kept_digit_for_digit(stations: list[Station]) -> None:
    ingest([arrival(pm25("13.10", on=1))], by=SYSTEM)
    # 13.10 is not a binary fraction, and its last 0 says how exact the instrument is
    assert str(Observation.objects.get().value) == "13.10"


def test_the_observation_table_lies_in_the_order_of_its_key(stations: list[Station]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'sense_observation'")
            key = 'PRIMARY KEY ("datastream_id", "observed_at", "sequence")) WITHOUT ROWID'
            assert cursor.fetchone()[0].endswith(key)
        else:  # PostgreSQL has no clustered tables: the key's index serves
            found = connection.introspection.get_constraints(cursor, "sense_observation").values()
            (key,) = [kept["columns"] for kept in found if kept["primary_key"]]
            assert key == ["datastream_id", "observed_at", "sequence"]


def test_the_same_frame_twice_is_stored_once_and_both_may_be_acknowledged(stations: list[Station]) -> None:
    frame = arrival(pm25("40", on=1))
    first = ingest([frame], by=SYSTEM)
    second = ingest([frame, frame], by=SYSTEM)
    assert first.outcomes == (Outcome.STORED,)
    assert second.outcomes == (Outcome.DUPLICATE, Outcome.DUPLICATE)
    assert (Observation.objects.count(), FrameLog.objects.count(), Batch.objects.count()) == (1, 1, 1)


def test_twice_in_one_batch_is_once_too(stations: list[Station]) -> None:
    frame = arrival(pm25("40", on=1))
    assert ingest([frame, frame], by=SYSTEM).outcomes == (Outcome.STORED, Outcome.DUPLICATE)


def test_another_value_for_the_same_day_is_a_revision_that_keeps_the_old_one(stations: list[Station]) -> None:
    ingest([arrival(pm25("40", on=1))], by=SYSTEM)
    stored = ingest([arrival(pm25("41.5", on=1))], by=SYSTEM)
    assert stored.revisions == 1
    assert Observation.objects.get().value == Decimal("41.5")
    revision = Revision.objects.get()
    assert (revision.old_value, revision.new_value) == (Decimal(40), Decimal("41.5"))
    assert LatestObservation.objects.get().value == Decimal("41.5")


def test_latest_is_the_newest_moment_not_the_last_arrival(stations: list[Station]) -> None:
    ingest([arrival(pm25("50", on=9))], by=SYSTEM)
    ingest([arrival(pm25("40", on=2))], by=SYSTEM)
    assert LatestObservation.objects.get().value == Decimal(50)


def test_an_unknown_device_is_held_with_its_frame_and_nothing_is_stored(stations: list[Station]) -> None:
    stored = ingest([arrival(pm25("40", on=1), address="STRANGER")], by=SYSTEM)
    assert stored.outcomes == (Outcome.HELD,)
    assert not Observation.objects.exists()
    assert not Device.objects.get(address="STRANGER").is_approved
    assert Quarantine.objects.get().kind == "held"


def test_a_stranger_does_not_stop_the_others(stations: list[Station]) -> None:
    both = [arrival(pm25("40", on=1), address="STRANGER"), arrival(pm25("40", on=1))]
    assert ingest(both, by=SYSTEM).outcomes == (Outcome.HELD, Outcome.STORED)


def test_a_wrong_password_is_refused_and_a_right_one_is_not(stations: list[Station]) -> None:
    Device.objects.filter(address="SAMPLE440100").update(password=password_digest("hj212", "SAMPLE440100", "654321"))
    frames = [arrival(pm25("40", on=1), password="000000"), arrival(pm25("41", on=1), password="654321")]
    assert ingest(frames, by=SYSTEM).outcomes == (Outcome.WRONG_PASSWORD, Outcome.STORED)
    assert Quarantine.objects.get().kind == "password"


def test_a_batch_has_one_audit_entry_with_the_digest_of_its_frames(stations: list[Station]) -> None:
    ingest([arrival(pm25("40", on=1)), arrival(pm25("41", on=2))], by=SYSTEM)
    entry = AuditEntry.objects.get()
    digests = list(FrameLog.objects.order_by("pk").values_list("digest", flat=True))
    assert entry.after["sha256"] == batch_digest(digests) == Batch.objects.get().digest
    assert list(audit.verify()) == []


# 24-hour PM2.5 limit, grade II: 75 µg/m³ (GB 3095-2012, table 1). At the limit is within it.
@pytest.mark.parametrize(("text", "alerts"), [("75", 0), ("75.0", 0), ("75.1", 1), ("75.0000000000000001", 1)])
def test_the_limit_is_judged_exactly(stations: list[Station], text: str, alerts: int) -> None:
    ingest([arrival(pm25(text, on=1))], by=SYSTEM)
    assert Alert.objects.count() == alerts


@pytest.mark.parametrize("flag", ["D", "C", "M", "T", "?"])
def test_a_flagged_value_is_kept_but_not_judged(stations: list[Station], flag: str) -> None:
    ingest([arrival(pm25("300", on=1, flag=flag))], by=SYSTEM)
    kept = Observation.objects.get()
    assert (kept.device_flag, Quality(kept.quality).is_usable) == (flag, False)
    assert not Alert.objects.exists()


def test_an_impossible_value_is_kept_and_flagged(stations: list[Station]) -> None:
    ingest([arrival(pm25("-3", on=1))], by=SYSTEM)
    assert Observation.objects.get().quality == Quality.IMPOSSIBLE


def test_a_run_of_days_is_one_alert_and_a_day_apart_another(stations: list[Station]) -> None:
    for on, text in ((1, "80"), (2, "95"), (3, "70"), (4, "76")):
        ingest([arrival(pm25(text, on=on))], by=SYSTEM)
    later, first = Alert.objects.all()
    assert (first.times, first.value, first.worst_value) == (2, Decimal(80), Decimal(95))
    assert (later.times, later.value) == (1, Decimal(76))


def test_an_alert_is_announced_after_commit(
    stations: list[Station], django_capture_on_commit_callbacks: object
) -> None:
    with heard(AlertRaised) as facts, django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        ingest([arrival(pm25("80", on=1))], by=SYSTEM)
        assert facts == []
    assert [fact.alert for fact in facts] == [Alert.objects.get().pk]


def test_an_undeclared_factor_is_named_and_its_frame_kept(stations: list[Station]) -> None:
    ingest([arrival(Value(observed_at=day(1), value=Decimal(1), code="a99999"))], by=SYSTEM)
    assert Device.objects.get(address="SAMPLE440100").unknown_codes == ["a99999"]
    assert (Observation.objects.count(), FrameLog.objects.count()) == (0, 1)


def test_a_failed_commit_leaves_nothing_and_the_writer_goes_on(stations: list[Station]) -> None:
    writer = Writer(by=SYSTEM)
    broken = arrival(Value(observed_at=day(1), value=Decimal(40), flag=None))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        writer.ingest([arrival(pm25("40", on=1)), broken])
    assert (Observation.objects.count(), FrameLog.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)
    assert writer.ingest([arrival(pm25("40", on=1))]).observations == 1


def test_the_public_may_not_store(stations: list[Station]) -> None:
    with pytest.raises(NotAllowed):
        ingest([arrival(pm25("40", on=1))], by=PUBLIC)

"""Stations with trouble first; freshness by the business date; every value leads to its frame."""

from datetime import date
from decimal import Decimal

import pytest
from tests.engines.sense.conftest import Value, arrival, day
from tests.engines.sense.gateway.conftest import daily

from lingnan.core.errors import NotFound
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.models import Setting
from lingnan.engines.sense import selectors
from lingnan.engines.sense.decoding import arrival_of
from lingnan.engines.sense.models import Datastream, Station
from lingnan.engines.sense.protocols import hj212
from lingnan.engines.sense.quality import Quality
from lingnan.engines.sense.services.ingest import ingest

pytestmark = pytest.mark.django_db


def on(day_: date) -> None:
    Setting.objects.update_or_create(key="business_date", defaults={"value": day_.isoformat()})


def send(n: int, text: str, city: str = "440100", flag: str = "N") -> None:
    value = Value(observed_at=day(n), value=Decimal(text), flag=flag)
    ingest([arrival(value, address=f"SAMPLE{city}")], by=SYSTEM)


def lights() -> dict[str, str]:
    return {row.station.key: row.light for row in selectors.station_rows(PUBLIC)}


def test_trouble_comes_first(stations: list[Station]) -> None:
    on(date(2017, 12, 21))
    send(20, "30")
    send(20, "80", city="440300")
    rows = selectors.station_rows(PUBLIC)
    assert [(row.station.key, row.light) for row in rows] == [("sample-440300", "late"), ("sample-440100", "ok")]
    assert rows[0].open_alerts == 1


def test_a_day_late_is_still_in_time_two_days_is_silence(stations: list[Station]) -> None:
    send(20, "30")
    on(date(2017, 12, 21))  # the mean of the 20th is complete on the 21st and may come until the 22nd
    assert lights()["sample-440100"] == "ok"
    on(date(2017, 12, 22))
    assert lights()["sample-440100"] == "warn"


def test_without_any_value_there_is_no_light(stations: list[Station]) -> None:
    assert set(lights().values()) == {"none"}


def test_a_later_good_value_does_not_hide_an_open_alert(stations: list[Station]) -> None:
    on(date(2017, 12, 21))
    send(19, "80")
    send(20, "30")
    row = selectors.station(PUBLIC, "sample-440100")
    assert (row.light, row.word.en) == ("late", "Open alert")


def test_the_number_of_queries_of_the_list(stations: list[Station], django_assert_num_queries: object) -> None:
    send(20, "30")
    with django_assert_num_queries(5):  # type: ignore[operator]  # business date, stations, values, alerts, devices
        selectors.station_rows(PUBLIC)


def test_daily_values_by_region_with_flags_and_evidence(stations: list[Station]) -> None:
    send(1, "30")
    send(2, "31", flag="M")
    send(1, "40", city="440300")
    found = selectors.daily_values("environment.pm25", ["440100", "440300"], date(2017, 12, 1), date(2017, 12, 2))
    stream = Datastream.objects.get(station="sample-440100").pk
    assert found["440100"] == [
        (date(2017, 12, 1), Decimal(30), Quality.VALID, f"{stream}-20171130T160000"),
        (date(2017, 12, 2), Decimal(31), Quality.MAINTENANCE, f"{stream}-20171201T160000"),
    ]
    assert [value for _, value, _, _ in found["440300"]] == [Decimal(40)]


def test_the_days_of_a_series_are_the_province_s_days(stations: list[Station]) -> None:
    for n in (1, 2, 3):
        send(n, f"3{n}")
    stream = Datastream.objects.get(station="sample-440100").pk
    rows = selectors.series(PUBLIC, stream, date(2017, 12, 2), date(2017, 12, 2))
    assert [row.value for row in rows] == [Decimal(32)]


def test_evidence_goes_down_to_the_frame_and_the_audit_entry_and_hides_the_password(stations: list[Station]) -> None:
    message = hj212.codec.decode(daily(23, "83"))
    ingest([arrival_of(message, peer="", received_at=day(24))], by=SYSTEM)
    stream = Datastream.objects.get().pk
    found = selectors.evidence(PUBLIC, selectors.observation_id(stream, day(23)))
    assert found.is_past
    assert "a34004-Avg=83" in found.text
    assert "123456" not in found.text + found.reply + str(found.fields)
    assert "CN=9014" in found.reply
    assert found.entry is not None
    assert found.frame is not None
    assert found.entry.after["sha256"] == found.frame.batch.digest
    assert len(found.alerts) == 1


@pytest.mark.parametrize("identifier", ["1-20171223T000000", "x", "1-", "99-20171223T000000"])
def test_no_such_observation(stations: list[Station], identifier: str) -> None:
    with pytest.raises(NotFound):
        selectors.evidence(PUBLIC, identifier)

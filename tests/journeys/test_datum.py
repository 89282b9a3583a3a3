"""The path of one datum: a frame on a socket → observation → alert → case → indicator → score → supervision → report.

Every figure is worked by hand here: 364 days of 40 µg/m³ and one of 83 make (364·40 + 83) / 365 = 40.117…, 40.1 to one
decimal (GB/T 8170); 83 is over the 24-hour limit of 75 µg/m³ (GB 3095-2012, class 2).
"""

import socket
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from lingnan.engines.cases.models import Case
from lingnan.engines.evaluate.models import Result
from lingnan.engines.evaluate.services.assess import assess, freeze
from lingnan.engines.evaluate.services.observations import import_values
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.plan.models import SupervisionItem
from lingnan.engines.report.services import build_edition
from lingnan.engines.sense.demonstration import ensure_sample_stations
from lingnan.engines.sense.gateway import Listener, serving
from lingnan.engines.sense.models import Alert, Observation, Quarantine
from lingnan.engines.sense.protocols.hj212 import encode_frame
from lingnan.engines.sense.sample import SampleDevice
from lingnan.web.demo.plan import DOCUMENT

pytestmark = pytest.mark.django_db(transaction=True)
CITY = "440100"
FRAMEWORK = "gd-demo-2017"
FIGURES = DOCUMENT.parents[1] / "evaluation/guangdong21_observations_long.csv"
EXCEEDED = date(2017, 12, 23)


def frame(device: SampleDevice, day: date, value: str) -> bytes:
    fields = f"DataTime={day:%Y%m%d}000000;a34004-Avg={value},a34004-Flag=N"
    stamp = f"{day + timedelta(days=1):%Y%m%d}000500000"
    return encode_frame("22", "2031", device.password, device.mn, 5, fields, qn=stamp)


def send(port: int, frames: Iterator[bytes]) -> int:
    """Send frames as a device does; how many were answered (9014: data taken)."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        sent = 0
        for one in frames:
            line.sendall(one)
            sent += 1
        answers = b""
        while answers.count(b"CN=9014") < sent:
            answers += line.recv(65536)
        return answers.count(b"CN=9014")


@pytest.fixture
def a_year_received(stand_at: Callable[[str], date]) -> SampleDevice:
    """One city's station has sent the year 2017 through the gateway, with one day over the limit."""
    stand_at("2018-04-16")
    device = next(d for d in ensure_sample_stations(by=SYSTEM) if d.city == CITY)
    days = [date(2017, 1, 1) + timedelta(days=n) for n in range(365)]
    with serving([Listener(protocol="hj212")], by=SYSTEM) as gateway:
        first = frame(device, days[0], "40")
        damaged = first.replace(b"a34004-Avg=40", b"a34004-Avg=41")
        with socket.create_connection(("127.0.0.1", gateway.ports[0]), timeout=30) as line:
            line.sendall(damaged)
        year = (frame(device, day, "83" if day == EXCEEDED else "40") for day in days)
        assert send(gateway.ports[0], year) == 365
        assert send(gateway.ports[0], iter([first])) == 1  # the same frame again is answered …
    return device


def test_a_frame_becomes_a_score_with_its_evidence(a_year_received: SampleDevice) -> None:
    # … and stored once; the damaged one lies in quarantine with its reason and is no observation
    assert Observation.objects.count() == 365
    assert Observation.objects.filter(value=Decimal(41)).count() == 0
    refused = Quarantine.objects.get()
    assert refused.kind == "refused"
    assert "CRC" in refused.reason.upper()

    # the day over the limit is one alert, judged exactly, and one case for the city's monitoring centre with a deadline
    alert = Alert.objects.get()
    assert (alert.value, alert.limit) == (Decimal(83), Decimal(75))
    case = Case.objects.get()
    assert (case.alert, case.region_id, case.is_sample) == (alert, CITY, True)
    assert case.due_on > case.opened_on == date(2018, 4, 16)

    # the year's indicator comes from these rows, and says so; cities without a station are missing, not zero
    assessment = assess(SYSTEM, FRAMEWORK, 2017)
    result = Result.objects.get(assessment=assessment, node="environment.pm25_annual_mean", region=CITY)
    assert (result.value, result.denominator, result.is_sample) == (Decimal("40.1"), 365, True)
    assert [(item["kind"], item["count"]) for item in result.evidence][:1] == [("observations", 365)]
    others = Result.objects.filter(assessment=assessment, node="environment.pm25_annual_mean").exclude(region=CITY)
    assert {(row.value, row.score) for row in others} == {(None, None)}
    assert all(row.missing for row in others)


def test_the_weakest_result_is_supervised_once(a_year_received: SampleDevice) -> None:
    import_values(SYSTEM, FIGURES)
    freeze(SYSTEM, assess(SYSTEM, FRAMEWORK, 2017))
    assess(SYSTEM, FRAMEWORK, 2017)  # judged again: the same digits, so nothing new is opened

    # the item is about the lowest score of all, which lies under the floor of 20 points that the framework states
    item = SupervisionItem.objects.get()
    scores = Result.objects.filter(assessment__year=2017, node=item.source.split(":")[3], score__isnull=False)
    lowest = min(scores, key=lambda row: row.score or 0)
    assert lowest.score is not None
    assert lowest.score < 20
    assert (item.region_id, item.reason["year"], item.state) == (lowest.region_id, 2017, "open")
    assert item.due_on == date(2018, 5, 15)  # twenty working days from 16 April 2018; 28 April was a working Saturday

    # the year's report is built of the frozen rows: the same content again, and the weak city in its figures
    edition = build_edition(SYSTEM, 2017, framework=FRAMEWORK)
    assert build_edition(SYSTEM, 2017, framework=FRAMEWORK).content_hash == edition.content_hash
    assert list(audit.verify()) == []

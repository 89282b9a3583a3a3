"""The terminal's verbs of the sense engine: clear output, JSON where asked, exit codes."""

import json

import pytest
from click.testing import CliRunner, Result

from lingnan.engines.identity.models import Region
from lingnan.engines.sense.models import Device, Observation, Station
from lingnan.engines.sense.protocols import hj212
from lingnan.web.cli import main


def run(*words: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["sense", *words], input=given)


def frame(value: str = "31") -> bytes:
    content = f"DataTime=20180415000000;a34004-Avg={value},a34004-Flag=N"
    return hj212.encode_frame("22", "2031", "123456", "TERMINAL1", 5, content, qn="20180416000500000")


@pytest.fixture
def station(db: None) -> Station:
    city = Region.objects.create(code="440100", name="广州市", name_en="Guangzhou", level="city")
    return Station.objects.create(key="here", name="站", name_en="Station", kind="air", region=city)


def arrive() -> None:
    from lingnan.core import clock
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.sense.decoding import arrival_of
    from lingnan.engines.sense.services.ingest import ingest

    message = hj212.codec.decode(frame())
    ingest([arrival_of(message, peer="127.0.0.1", received_at=clock.now())], by=SYSTEM)


def test_decode_needs_no_database() -> None:
    answer = run("decode", "hj212", given=frame())
    assert json.loads(answer.output)["MN"] == "TERMINAL1"


def test_a_broken_frame_is_one_sentence_and_exit_code_1() -> None:
    answer = run("decode", "hj212", given=frame()[:-5] + b"0\r\n")
    assert answer.exit_code == 1


def test_from_stranger_to_observation(station: Station) -> None:
    arrive()
    (waiting,) = json.loads(run("devices", "--json").output)
    assert (waiting["address"], waiting["approved"]) == ("TERMINAL1", False)
    assert json.loads(run("quarantine", "--json").output)[0]["kind"] == "held"
    assert "1 held frames stored" in run("approve", "TERMINAL1", "--station", "here").output
    assert Device.objects.get().is_approved
    (newest,) = json.loads(run("latest", "--json").output)
    assert (newest["property"], newest["value"], newest["unit"]) == ("environment.pm25", "31", "µg/m³")


def test_verify_says_what_differs_and_ends_with_1(station: Station) -> None:
    arrive()
    run("approve", "TERMINAL1", "--station", "here")
    assert run("verify").exit_code == 0
    Observation.objects.update(value="30")
    assert run("verify").exit_code == 1


def test_an_unknown_station_is_said(station: Station) -> None:
    arrive()
    answer = run("approve", "TERMINAL1", "--station", "nowhere")
    assert answer.exit_code == 1
    assert "nowhere" in answer.output


def test_a_wrong_listener_is_said() -> None:
    answer = run("gateway", "--listen", "hj212")
    assert answer.exit_code == 1
    assert "127.0.0.1:9212" in answer.output

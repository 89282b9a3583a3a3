"""The path of one device: it speaks, waits for approval, is seen at once, exceeds, is handled, and stands in the year.

83 µg/m³ is over the 24-hour limit of 75 (GB 3095-2012, class 2). The year needs its other days to
have a mean (GB 3095-2012, table 4: 324 at least): they come as the station's history, 40 each.
(364·40 + 83) / 365 = 40.117…, which the indicator gives to one decimal.
"""

import socket
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError
from django.test import Client

from lingnan.engines.cases.declare import CASE_TYPES
from lingnan.engines.cases.models import Case
from lingnan.engines.cases.services import take_step
from lingnan.engines.evaluate.models import Result
from lingnan.engines.evaluate.services.assess import assess
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.sense.demonstration import ensure_sample_stations
from lingnan.engines.sense.gateway import Listener, serving
from lingnan.engines.sense.models import Alert, Device, FrameLog, Observation, Quarantine
from lingnan.engines.sense.protocols.hj212 import encode_frame
from lingnan.engines.sense.selectors import evidence, observation_id
from lingnan.engines.sense.services.handing_in import import_history
from lingnan.engines.sense.services.replay import replay_held
from lingnan.engines.sense.services.stations import approve_device
from lingnan.engines.sense.services.verification import differences

pytestmark = pytest.mark.django_db(transaction=True)
STATION, CITY, MN = "sample-440100", "440100", "NEWCOMER440100"
FIRST, EXCEEDED = date(2017, 12, 22), date(2017, 12, 23)
LIVE = f"/sense/live?station={STATION}"


def frame(day: date, value: str) -> bytes:
    fields = f"DataTime={day:%Y%m%d}000000;a34004-Avg={value},a34004-Flag=N"
    stamp = f"{day + timedelta(days=1):%Y%m%d}000500000"
    return encode_frame("22", "2031", "246810", MN, 5, fields, qn=stamp)


def is_held() -> bool:
    """Does the stranger's frame lie in quarantine? (In memory, SQLite refuses to look while the gateway writes.)"""
    try:
        return Quarantine.objects.filter(kind="held").exists()
    except OperationalError:
        return False


def answered(line: socket.socket, sent: bytes) -> bytes:
    line.sendall(sent)
    answer = b""
    while b"\r\n" not in answer:
        answer += line.recv(4096)
    return answer


def test_from_a_strangers_frame_to_the_indicator_of_the_year(
    client: Client, stand_at: Callable[[str], date], person: Callable[..., Actor]
) -> None:
    stand_at("2018-04-16")
    ensure_sample_stations(by=SYSTEM)
    people = {role: person(role, unit="emc-440100", role=role) for role in ("operator", "reviewer")}
    first = frame(FIRST, "40")
    with (
        serving([Listener(protocol="hj212")], by=SYSTEM) as gateway,
        socket.create_connection(("127.0.0.1", gateway.ports[0]), timeout=30) as line,
    ):
        # a stranger is not answered; it appears for approval, and what it sent is held
        line.sendall(first)
        until = time.monotonic() + 10
        while not is_held():
            assert time.monotonic() < until
            time.sleep(0.05)
        newcomer = Device.objects.get(address=MN)
        assert (newcomer.is_approved, Observation.objects.count()) == (False, 0)

        # approved: what it sent while it waited is stored
        device = approve_device(by=SYSTEM, protocol="hj212", address=MN, station=STATION)
        assert replay_held(by=SYSTEM, device=device) == 1
        assert Observation.objects.get().value == Decimal(40)

        # it sends on the same line, is answered, and within a second the live page's question has the value
        before = client.get(LIVE)
        assert b"CN=9014" in answered(line, frame(EXCEEDED, "83"))
        began = time.monotonic()
        seen = client.get(LIVE, headers={"If-None-Match": before["ETag"]})
        assert time.monotonic() - began < 1.0
        assert [one["value"] for one in seen.json()["values"]] == ["83"]
        assert client.get("/sense/live").status_code == 200
        assert b"CN=9014" in answered(line, frame(EXCEEDED, "83"))  # the same again changes nothing
    assert (Observation.objects.count(), FrameLog.objects.count()) == (2, 2)

    # one alert, one case, and the case is handled to its end, which closes the alert
    alert = Alert.objects.get()
    assert (alert.value, alert.limit) == (Decimal(83), Decimal(75))
    case = Case.objects.get(alert=alert)
    while (case := Case.objects.get(pk=case.pk)).state == "open":
        role = CASE_TYPES.get(case.type).step(case.step).role
        take_step(by=people[role], number=case.number, version=case.version, note="已核实并处置")
    assert Alert.objects.get().state == "closed"

    # its history comes as a file; the year's indicator contains all, with the way down to the frame
    others = (date(2017, 1, 1) + timedelta(days=n) for n in range(365))
    lines = [f"environment.pm25,avg_day,{day},40,N" for day in others if day not in (FIRST, EXCEEDED)]
    text = "\n".join(["property,statistic,observed_at,value,flag", *lines])
    assert import_history(by=SYSTEM, station=STATION, text=text).stored == 363
    result = Result.objects.get(
        assessment=assess(SYSTEM, "gd-demo-2017", 2017), node="environment.pm25_annual_mean", region=CITY
    )
    assert (result.value, result.denominator) == (Decimal("40.1"), 365)
    found = evidence(SYSTEM, observation_id(alert.datastream_id, alert.observed_at))
    assert found.frame is not None
    assert found.frame.device == device
    assert bytes(found.frame.raw) == frame(EXCEEDED, "83")
    assert found.entry is not None
    assert list(differences()) == []
    assert list(audit.verify()) == []

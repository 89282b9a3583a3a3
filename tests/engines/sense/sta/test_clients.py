"""Other people's clients, unchanged, against a server of ours as it is run: Granian, its own database, real HTTP."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import frost_sta_client as frost
import istsos4_client as istsos
import pytest
import requests
from geojson import Point

pytestmark = [pytest.mark.once, pytest.mark.slow]
PREPARE = """
import django; django.setup()
from django.core.management import call_command; call_command("migrate", verbosity=0)
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.services.tokens import create_token
Region.objects.create(code="440000", name="广东省", level="province")
print(create_token(by=SYSTEM, scopes=["sense:write"]).secret)
"""
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


@dataclass(frozen=True, kw_only=True)
class Live:
    """A running door and a token for it."""

    url: str
    token: str


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {
        **kept,
        "LINGNAN_DATA": str(tmp_path_factory.mktemp("live")),
        "DJANGO_SETTINGS_MODULE": "lingnan.web.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "LINGNAN_LOG_LEVEL": "ERROR",
    }
    made = subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True, capture_output=True, text=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    log = Path(environment["LINGNAN_DATA"]) / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen([*command, "lingnan.web.wsgi:application"], env=environment, stdout=out, stderr=out)
    try:
        wait(port, server)
        yield Live(url=f"http://127.0.0.1:{port}/sta/v1.1", token=made.stdout.strip())
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not start")


def test_frost_client(live: Live) -> None:
    """Deep insert, nested insert, query with filter, order, expand and pages, update, JSON patch, delete."""
    handler = frost.AuthHandler(username="token", password=live.token)
    service = frost.SensorThingsService(live.url, auth_handler=handler)
    place = frost.Location(
        name="pier", description="pier", encoding_type="application/geo+json", location=Point((113.5, 22.2))
    )
    thing = frost.Thing(name="tide gauge", description="at the pier", properties={"depth": 4}, locations=[place])
    stream = frost.Datastream(
        name="level", description="water level", observation_type=MEASUREMENT,
        unit_of_measurement=frost.UnitOfMeasurement(name="metre", symbol="m", definition="ucum:m"),
        sensor=frost.Sensor(name="radar", description="radar", encoding_type="application/pdf", metadata="none"),
        observed_property=frost.ObservedProperty(name="level", definition="urn:level", description="level"),
    )  # fmt: skip
    thing.datastreams = frost.model.ext.entity_list.EntityList(
        entity_class="frost_sta_client.model.datastream.Datastream", entities=[stream]
    )
    service.create(thing)
    assert isinstance(thing.id, int)
    kept = thing.get_datastreams().query().list().entities[0]
    assert kept.unit_of_measurement.symbol == "m"
    names = []
    for hour in range(5):
        observation = frost.Observation(
            result=hour / 2, phenomenon_time=f"2021-05-01T0{hour}:00:00Z", result_time=f"2021-05-01T0{hour}:00:01Z",
            datastream=frost.Datastream(id=kept.id),
        )  # fmt: skip
        service.create(observation)
        names.append(observation.id)
    found = service.observations().query().filter("result gt 0.5").orderby("phenomenonTime", "desc").top(2).list()
    assert [each.result for each in found] == [2, 1.5, 1]  # three in two pages, which the client follows by itself
    things = (
        service.things()
        .query()
        .filter(f"id eq {thing.id}")
        .expand("Datastreams($expand=Observations),Locations")
        .list()
    )
    (whole,) = things.entities
    assert whole.locations.entities[0].location == Point((113.5, 22.2))
    assert len(whole.datastreams.entities[0].observations.entities) == 5
    one = service.observations().find(names[2])
    assert (one.result, one.get_datastream().id if hasattr(one, "get_datastream") else kept.id) == (1, kept.id)
    thing.name = "tide gauge 2"
    thing.datastreams = thing.locations = None
    service.update(thing)
    service.patch(thing, [{"op": "replace", "path": "/properties/depth", "value": 5}])
    after = service.things().find(thing.id)
    assert (after.name, after.properties) == ("tide gauge 2", {"depth": 5})
    service.delete(one)
    assert service.observations().query().filter(f"Datastream/id eq {kept.id}").count().list().count == 4


def test_frost_client_data_array(live: Live) -> None:
    handler = frost.AuthHandler(username="token", password=live.token)
    service = frost.SensorThingsService(live.url, auth_handler=handler)
    stream = make_stream(live, "array")
    array = frost.model.ext.data_array_value.DataArrayValue()
    components = {array.Property.PHENOMENON_TIME, array.Property.RESULT}
    array.components = components
    array.datastream = frost.Datastream(id=stream)
    for hour in range(3):
        array.add_observation(frost.Observation(result=hour, phenomenon_time=f"2021-05-01T0{hour}:00:00Z",
                                                datastream=array.datastream))  # fmt: skip
    document = frost.model.ext.data_array_document.DataArrayDocument()
    document.add_data_array_value(array)
    service.observations().create(document)
    found = service.observations().query().filter(f"Datastream/id eq {stream}").orderby("phenomenonTime", "asc").list()
    assert [each.result for each in found] == [0, 1, 2]


def make_stream(live: Live, name: str) -> int:
    """A datastream, by plain HTTP."""
    body = {
        "name": name, "description": name, "observationType": MEASUREMENT,
        "unitOfMeasurement": {"name": "m", "symbol": "m", "definition": "m"},
        "Thing": {"name": name, "description": name, "Locations": [
            {"name": name, "description": name, "encodingType": "application/geo+json",
             "location": {"type": "Point", "coordinates": [113, 23]}}]},
        "Sensor": {"name": name, "description": name, "encodingType": "x", "metadata": "m"},
        "ObservedProperty": {"name": name, "definition": name, "description": name},
    }  # fmt: skip
    answer = requests.post(
        f"{live.url}/Datastreams", json=body, headers={"Authorization": f"Bearer {live.token}"}, timeout=30
    )
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["@iot.id"]
    return number


def test_istsos_client(live: Live) -> None:
    """Signs in for a token, deep insert, bulk, pages, patch, delete."""
    with istsos.Client(live.url, username="token", password=live.token) as client:
        place = istsos.Location(name="hill", description="hill", encoding_type="application/geo+json",
                                location={"type": "Point", "coordinates": [113, 23]})  # fmt: skip
        thing = client.post(istsos.Thing(name="mast", description="mast", locations=[place]))
        unit = istsos.UnitOfMeasurement(name="m/s", symbol="m/s", definition="ucum:m/s")
        stream = client.post(
            istsos.Datastream(
                name="wind", description="wind", unit_of_measurement=unit, observation_type=MEASUREMENT,
                thing=thing.iot_id,
                sensor=istsos.Sensor(name="cup", description="cup", encoding_type="x", metadata="none"),
                observed_property=istsos.ObservedProperty(name="wind", description="wind", definition="urn:wind"),
            )
        )  # fmt: skip
        moments = [datetime(2021, 5, 1, hour, tzinfo=UTC) for hour in range(6)]
        news = [istsos.Observation(result=n + 0.5, phenomenon_time=at, datastream=stream.iot_id)
                for n, at in enumerate(moments)]  # fmt: skip
        first = client.post(news[0])
        assert client.bulk_observations(news[1:]) == 5
        found = client.list(
            istsos.Observation, filter=f"Datastream/id eq {stream.iot_id}", orderby="phenomenonTime desc", top=4
        )
        assert [each.result for each in found] == [5.5, 4.5, 3.5, 2.5, 1.5, 0.5]
        kept = client.get(istsos.Datastream, stream.iot_id, expand="Thing,ObservedProperty")
        assert (kept.thing.name, kept.phenomenon_time.end) == ("mast", moments[5])
        client.patch(istsos.Observation(iot_id=first.iot_id, result=9))
        assert client.get(istsos.Observation, first.iot_id).result == 9
        client.delete(istsos.Observation, first.iot_id)
        with pytest.raises(requests.HTTPError):
            client.get(istsos.Observation, first.iot_id)


def test_without_a_token_one_reads_but_does_not_write(live: Live) -> None:
    stream = make_stream(live, "public")
    assert requests.get(f"{live.url}/Datastreams({stream})", timeout=30).status_code == 200
    for headers in ({}, {"Authorization": "Bearer lgn_wrong"}, {"Authorization": "Digest x"}):
        answer = requests.post(
            f"{live.url}/Datastreams({stream})/Observations", json={"result": 1}, headers=headers, timeout=30
        )
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_another_host_name_is_refused_and_other_pages_go_their_way(live: Live) -> None:
    site = live.url.removesuffix("/sta/v1.1")
    assert requests.get(live.url, headers={"Host": "evil.example"}, timeout=30).status_code == 400
    assert requests.get(f"{site}/health", timeout=30).status_code == 200
    assert requests.head(f"{live.url}/Things", timeout=30).text == ""
    options = requests.options(f"{live.url}/Things", timeout=30)
    assert (options.status_code, options.headers["Access-Control-Allow-Origin"]) == (204, "*")

"""Making, changing and removing entities as OGC SensorThings 1.1, clauses 10 to 12, tells it."""

import json

import pytest
from tests.engines.sense.sta.conftest import MEASUREMENT, POINT, UNIT, Sta, location, stream, thing

from lingnan.core.events import heard
from lingnan.engines.identity import audit
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.sense.events import EntityChanged, ObservationsStored
from lingnan.engines.sense.models import FrameLog, Observation, Revision, Station

pytestmark = pytest.mark.django_db
ELSEWHERE = {"type": "Point", "coordinates": [114.0, 22.5]}


def test_a_deep_insert_makes_all_and_links_it(sta: Sta) -> None:
    number = sta.post("Things", thing(properties={"owner": "us"}))
    found = sta.get(
        f"Things({number})?$expand=Locations,HistoricalLocations/Locations,Datastreams($expand=Sensor,ObservedProperty)"
    )
    assert found["properties"] == {"owner": "us"}
    assert found["Locations"][0]["location"] == POINT
    assert [entry["Locations"][0]["name"] for entry in found["HistoricalLocations"]] == ["roof"]
    (made,) = found["Datastreams"]
    assert (made["unitOfMeasurement"], made["observationType"]) == (UNIT, MEASUREMENT)
    assert (made["Sensor"]["metadata"], made["ObservedProperty"]["definition"]) == ("none", "urn:temperature")


def test_a_deep_insert_with_a_fault_leaves_nothing(sta: Sta) -> None:
    broken = thing(Datastreams=[stream(), {**stream("second"), "unitOfMeasurement": None}])
    answer = sta.send("POST", "Things", broken)
    assert answer.status_code == 400
    assert "unitOfMeasurement" in answer.json()["message"]
    for plural in ("Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors", "ObservedProperties"):
        assert sta.get(plural)["value"] == []
    assert not Station.objects.exists()


@pytest.mark.parametrize("absent", ["Sensor", "ObservedProperty", "name", "observationType"])
def test_what_must_be_there_is_named(sta: Sta, absent: str) -> None:
    number = sta.post("Things", {"name": "a", "description": "a"})
    body = {name: value for name, value in stream().items() if name != absent}
    answer = sta.send("POST", f"Things({number})/Datastreams", body)
    assert (answer.status_code, absent in answer.json()["message"]) == (400, True)


def test_location_of_a_new_entity_leads_to_it(sta: Sta) -> None:
    answer = sta.send("POST", "Sensors", {"name": "s", "description": "s", "encodingType": "x", "metadata": {"a": 1}})
    assert sta.client.get(answer.headers["Location"]).json()["metadata"] == {"a": 1}


def test_posting_among_related_entities_links_them(sta: Sta) -> None:
    number = sta.post("Things", {"name": "a", "description": "a"})
    made = sta.post(f"Things({number})/Datastreams", stream())
    assert sta.get(f"Datastreams({made})/Thing")["@iot.id"] == number
    place = sta.post(f"Things({number})/Locations", location())
    assert sta.ids(f"Locations({place})/Things") == [number]


def test_a_thing_that_moves_keeps_its_history(sta: Sta) -> None:
    number = sta.post("Things", thing())
    second = sta.post("Locations", location("harbour", ELSEWHERE))
    assert sta.send("PATCH", f"Things({number})", {"Locations": [{"@iot.id": second}]}).status_code == 200
    assert sta.ids(f"Things({number})/Locations") == [second]
    names = [entry["Locations"][0]["name"] for entry in
             sta.get(f"Things({number})/HistoricalLocations?$expand=Locations&$orderby=time")["value"]]  # fmt: skip
    assert names == ["roof", "harbour"]


def test_only_a_later_entry_of_history_moves_the_thing(sta: Sta) -> None:
    number = sta.post("Things", {"name": "a", "description": "a"})
    early, late = (sta.post("Locations", location(name)) for name in ("early", "late"))
    for at, place in (("2016-01-01T07:00:00Z", late), ("2016-01-01T05:00:00Z", early)):
        body = {"time": at, "Thing": {"@iot.id": number}, "Locations": [{"@iot.id": place}]}
        sta.post("HistoricalLocations", body)
    assert sta.ids(f"Things({number})/Locations") == [late]


def test_the_feature_is_made_from_where_the_thing_stands(sta: Sta) -> None:
    """One feature for one location, another one after the thing moved; the old observation keeps the old one."""
    number = sta.post("Things", thing())
    (made,) = sta.ids(f"Things({number})/Datastreams")
    first = sta.post(f"Datastreams({made})/Observations", {"result": 1, "phenomenonTime": "2020-01-01T00:00:00Z"})
    again = sta.post(f"Datastreams({made})/Observations", {"result": 2, "phenomenonTime": "2020-01-01T01:00:00Z"})
    sta.post(f"Things({number})/Locations", location("harbour", ELSEWHERE))
    moved = sta.post(f"Datastreams({made})/Observations", {"result": 3, "phenomenonTime": "2020-01-01T02:00:00Z"})
    features = [sta.get(f"Observations('{name}')/FeatureOfInterest") for name in (first, again, moved)]
    assert features[0] == features[1]
    assert (features[0]["feature"], features[2]["feature"]) == (POINT, ELSEWHERE)
    # the bounds of both features
    assert sta.get(f"Datastreams({made})")["observedArea"]["coordinates"][0][2] == [114.0, 23.1]
    assert sta.ids(f"FeaturesOfInterest({features[0]['@iot.id']})/Observations") == [first, again]


def test_an_observation_needs_a_feature(sta: Sta) -> None:
    number = sta.post("Things", thing(Locations=[]))
    (made,) = sta.ids(f"Things({number})/Datastreams")
    answer = sta.send("POST", f"Datastreams({made})/Observations", {"result": 1})
    assert (answer.status_code, "Location" in answer.json()["message"]) == (400, True)
    assert not Observation.objects.exists()


@pytest.fixture
def made(sta: Sta) -> int:
    """A datastream."""
    (number,) = sta.ids(f"Things({sta.post('Things', thing())})/Datastreams")
    return int(number)


# each result comes back as it was sent, digit for digit and kind for kind
@pytest.mark.parametrize(
    "result", ["13.10", "-0.50", "7", "0", '"wet"', "true", "false", '{"a": [1, 2.50]}', "[1, 2]", "null", "1e3"]
)
def test_results_of_every_kind(sta: Sta, made: int, result: str) -> None:
    answer = sta.send("POST", f"Datastreams({made})/Observations", f'{{"result": {result}}}')
    text = sta.ask(f"Observations('{answer.json()['@iot.id']}')?$select=result").content.decode()
    expected = {"1e3": "1000"}.get(result, result)
    assert text.replace(" ", "") == f'{{"result":{expected}}}'.replace(" ", "")


def test_times_are_instants_or_intervals_exact_to_the_microsecond(sta: Sta, made: int) -> None:
    cases = {
        "2020-01-01T08:00:00+08:00": "2020-01-01T00:00:00Z",
        "2020-01-01T00:00:00.123456Z": "2020-01-01T00:00:00.123456Z",
        "2020-01-02T00:00:00Z/2020-01-02T01:00:00Z": "2020-01-02T00:00:00Z/2020-01-02T01:00:00Z",
    }
    for given, expected in cases.items():
        body = {"result": 1, "phenomenonTime": given, "resultTime": given.rpartition("/")[2]}
        valid = "2020-01-01T00:00:00Z/2020-02-01T00:00:00Z"
        name = sta.post(f"Datastreams({made})/Observations", {**body, "validTime": valid})
        found = sta.get(f"Observations('{name}')")
        assert found["phenomenonTime"] == expected
        assert found["validTime"] == "2020-01-01T00:00:00Z/2020-02-01T00:00:00Z"
    stream_now = sta.get(f"Datastreams({made})")
    assert stream_now["phenomenonTime"] == "2020-01-01T00:00:00Z/2020-01-02T01:00:00Z"
    assert stream_now["resultTime"] == "2020-01-01T00:00:00Z/2020-01-02T01:00:00Z"


def test_without_a_time_it_is_now_and_twice_is_two(sta: Sta, made: int) -> None:
    names = {sta.post(f"Datastreams({made})/Observations", {"result": 1}) for _ in range(2)}
    assert len(names) == 2


def test_the_same_observation_twice_is_answered_as_such(sta: Sta, made: int) -> None:
    body = {"result": 1.5, "phenomenonTime": "2020-01-01T00:00:00Z", "parameters": {"n": 1}}
    first = sta.post(f"Datastreams({made})/Observations", body)
    again = sta.send("POST", f"Datastreams({made})/Observations", body)
    assert (again.status_code, again.json()["@iot.id"]) == (200, first)
    assert again.json()["@lingnan.duplicateOf"].endswith(f"Observations({first})")
    assert (Observation.objects.count(), FrameLog.objects.count()) == (1, 1)


def test_another_observation_of_the_same_moment_follows_it(sta: Sta, made: int) -> None:
    """A forecast is made again: same time, other result time. Both stand, each under its own name."""
    bodies = [
        {"result": n, "phenomenonTime": "2020-01-01T00:00:00Z", "resultTime": f"2019-12-3{n}T00:00:00Z"} for n in (0, 1)
    ]
    names = [sta.post(f"Datastreams({made})/Observations", body) for body in bodies]
    assert sta.ids(f"Datastreams({made})/Observations?$orderby=resultTime") == names
    assert [sta.get(f"Observations('{name}')")["result"] for name in names] == [0, 1]
    assert sta.get(f"Datastreams({made})/Observations?$count=true")["@iot.count"] == 2


def test_a_request_is_one_batch_with_its_frame_in_the_audit_chain(sta: Sta, made: int) -> None:
    sta.post(f"Datastreams({made})/Observations", {"result": 1.5, "phenomenonTime": "2020-01-01T00:00:00Z"})
    frame = FrameLog.objects.get()
    assert bytes(frame.raw).endswith(b'{"result": 1.5, "phenomenonTime": "2020-01-01T00:00:00Z"}')
    entry = AuditEntry.objects.get(verb="sense.ingest")
    assert entry.after["sha256"] == frame.batch.digest
    assert list(audit.verify()) == []


def test_whoever_listens_hears_after_the_commit(
    sta: Sta, made: int, django_capture_on_commit_callbacks: object
) -> None:
    commits = django_capture_on_commit_callbacks(execute=True)  # type: ignore[operator]
    with heard(ObservationsStored) as stored, heard(EntityChanged) as changed, commits:
        sta.post(f"Datastreams({made})/Observations", {"result": 1, "phenomenonTime": "2020-01-01T00:00:00Z"})
        sta.post("Things", {"name": "b", "description": "b"})
    assert stored[0].keys == ((made, "2020-01-01 00:00:00", 0),)
    assert [(fact.entity, fact.change) for fact in changed] == [("Thing", "made")]


def test_patch_changes_what_is_given_and_put_all(sta: Sta) -> None:
    number = sta.post("Things", {"name": "a", "description": "b", "properties": {"x": 1}})
    assert sta.send("PATCH", f"Things({number})", {"name": "c"}).status_code == 200
    found = sta.get(f"Things({number})")
    assert (found["name"], found["description"], found["properties"]) == ("c", "b", {"x": 1})
    assert sta.send("PUT", f"Things({number})", {"name": "d", "description": "e"}).status_code == 200
    found = sta.get(f"Things({number})")
    assert (found["name"], found["description"], "properties" in found) == ("d", "e", False)
    assert sta.send("PUT", f"Things({number})", {"name": "d"}).status_code == 400


def test_json_patch(sta: Sta) -> None:
    number = sta.post("Things", {"name": "a", "description": "b", "properties": {"x": 1, "list": [1, 2]}})
    operations = [
        {"op": "test", "path": "/properties/x", "value": 1},
        {"op": "add", "path": "/properties/y", "value": 2.5},
        {"op": "remove", "path": "/properties/x"},
        {"op": "replace", "path": "/name", "value": "z"},
        {"op": "copy", "from": "/properties/list/1", "path": "/properties/list/-"},
    ]
    answer = sta.send("PATCH", f"Things({number})", operations, "application/json-patch+json")
    assert answer.status_code == 200, answer.content
    found = sta.get(f"Things({number})")
    assert (found["name"], found["properties"]) == ("z", {"y": 2.5, "list": [1, 2, 2]})
    failed = sta.send(
        "PATCH", f"Things({number})", [{"op": "test", "path": "/name", "value": "q"}], "application/json-patch+json"
    )
    assert failed.status_code == 409


def test_a_corrected_result_keeps_the_old_one_beside_it(sta: Sta, made: int) -> None:
    name = sta.post(f"Datastreams({made})/Observations", {"result": 1.5, "phenomenonTime": "2020-01-01T00:00:00Z"})
    assert sta.send("PATCH", f"Observations('{name}')", {"result": 2.5}).status_code == 200
    assert sta.get(f"Observations('{name}')")["result"] == 2.5
    revision = Revision.objects.get()
    assert (str(revision.old_value), str(revision.new_value)) == ("1.5", "2.5")


def test_a_corrected_time_moves_the_observation_and_its_name_stays(sta: Sta, made: int) -> None:
    names = [sta.post(f"Datastreams({made})/Observations", {"result": n, "phenomenonTime": f"2020-01-0{n}T00:00:00Z"})
             for n in (1, 2, 3)]  # fmt: skip
    assert (
        sta.send("PATCH", f"Observations('{names[0]}')", {"phenomenonTime": "2020-06-01T00:00:00Z"}).status_code == 200
    )
    found = sta.get(f"Observations('{names[0]}')")
    assert (found["phenomenonTime"], found["result"]) == ("2020-06-01T00:00:00Z", 1)
    newest = sta.get(f"Datastreams({made})/Observations?$orderby=phenomenonTime desc&$top=1")["value"][0]
    assert newest["result"] == 1
    assert sta.get(f"Datastreams({made})")["phenomenonTime"] == "2020-01-02T00:00:00Z/2020-06-01T00:00:00Z"
    assert sta.send("DELETE", f"Observations('{names[0]}')", "").status_code == 200
    assert sta.get(f"Datastreams({made})")["phenomenonTime"] == "2020-01-02T00:00:00Z/2020-01-03T00:00:00Z"


def test_removing_the_last_observation_leaves_no_time(sta: Sta, made: int) -> None:
    name = sta.post(f"Datastreams({made})/Observations", {"result": 1})
    assert sta.send("DELETE", f"Observations('{name}')", "").status_code == 200
    assert sta.ask(f"Observations('{name}')").status_code == 404
    assert "phenomenonTime" not in sta.get(f"Datastreams({made})")


def test_removing_a_thing_takes_its_datastreams_with_it_but_not_its_location(sta: Sta, made: int) -> None:
    sta.post(f"Datastreams({made})/Observations", {"result": 1})
    (number,) = sta.ids("Things")
    assert sta.send("DELETE", f"Things({number})", "").status_code == 200
    for plural in ("Things", "Datastreams", "Observations", "HistoricalLocations"):
        assert sta.get(plural)["value"] == []
    for plural in ("Locations", "Sensors", "ObservedProperties", "FeaturesOfInterest"):
        assert len(sta.get(plural)["value"]) == 1
    assert list(audit.verify()) == []


def test_what_hangs_on_nothing_else_goes_with_its_sensor_property_or_feature(sta: Sta, made: int) -> None:
    name = sta.post(f"Datastreams({made})/Observations", {"result": 1})
    feature = sta.get(f"Observations('{name}')/FeatureOfInterest")["@iot.id"]
    assert sta.send("DELETE", f"FeaturesOfInterest({feature})", "").status_code == 200
    assert sta.get("Observations")["value"] == []
    sensor = sta.get(f"Datastreams({made})/Sensor")["@iot.id"]
    assert sta.send("DELETE", f"Sensors({sensor})", "").status_code == 200
    assert sta.get("Datastreams")["value"] == []


def test_an_address_must_be_true_all_the_way(sta: Sta) -> None:
    one, two = (sta.post("Things", thing(name)) for name in ("one", "two"))
    (first,) = sta.ids(f"Things({one})/Datastreams")
    name = sta.post(f"Things({one})/Datastreams({first})/Observations", {"result": 1})
    bad = f"Things({two})/Datastreams({first})/Observations"
    assert sta.ask(f"{bad}('{name}')").status_code == 404
    assert sta.ask(bad).status_code == 404
    assert sta.send("POST", bad, {"result": 1}).status_code == 404
    assert sta.send("PATCH", f"{bad}('{name}')", {"result": 2}).status_code == 404
    assert sta.send("DELETE", f"{bad}('{name}')", "").status_code == 404
    assert (
        sta.send("PATCH", f"Things({one})/Datastreams({first})/Observations('{name}')", {"result": 2}).status_code
        == 200
    )


def test_address_and_body_may_not_name_two_datastreams(sta: Sta) -> None:
    streams = [sta.ids(f"Things({sta.post('Things', thing(name))})/Datastreams")[0] for name in ("one", "two")]
    body = {"result": 1, "Datastream": {"@iot.id": streams[1]}}
    assert sta.send("POST", f"Datastreams({streams[0]})/Observations", body).status_code == 400
    body["Datastream"] = {"@iot.id": streams[0]}
    assert sta.send("POST", f"Datastreams({streams[0]})/Observations", body).status_code == 201


@pytest.mark.parametrize(
    ("path", "body", "word"),
    [
        ("Things", "{", "JSON"),
        ("Things", "[]", "object"),
        ("Things", {"name": 1, "description": ""}, "name"),
        ("Things", {"name": "a", "description": "a", "colour": "red"}, "colour"),
        ("Things", {"name": "a", "description": "a", "properties": "x"}, "properties"),
        ("Things", {"name": "a", "description": "a", "Locations": [{"@iot.id": 99}]}, "Location"),
        ("Locations", {**location(), "location": {"type": "Point", "coordinates": ["x"]}}, "location"),
        ("Locations", {**location(), "encodingType": None}, "encodingType"),
        ("Observations", {"result": 1}, "Datastream"),
        ("Observations", {"result": 1, "Datastream": {"@iot.id": 99}}, "Datastream"),
        ("Observations", '{"result": NaN}', "NaN"),
        ("HistoricalLocations", {"time": "yesterday", "Thing": {"@iot.id": 1}}, "time"),
    ],
)
def test_a_wrong_body_is_said(sta: Sta, path: str, body: object, word: str) -> None:
    answer = sta.send("POST", path, body)
    assert answer.status_code in (400, 404), answer.content
    assert word in answer.json()["message"]


def test_what_devices_sent_is_not_removed_through_this_door(sta: Sta) -> None:
    station = Station.objects.create(key="s", name="站", name_en="S", kind="air", region_id="440000")
    from lingnan.engines.sense.services.things import ensure_thing

    number = ensure_thing(station).pk
    assert sta.send("DELETE", f"Things({number})", "").status_code == 409


def test_a_multi_datastream(sta: Sta) -> None:
    number = sta.post("Things", thing(Datastreams=[]))
    multi = sta.post(
        f"Things({number})/MultiDatastreams",
        {
            "name": "wind", "description": "wind", "multiObservationDataTypes": [MEASUREMENT, MEASUREMENT],
            "unitOfMeasurements": [UNIT, UNIT],
            "Sensor": {"name": "s", "description": "s", "encodingType": "x", "metadata": "m"},
            "ObservedProperties": [{"name": n, "definition": n, "description": n} for n in ("speed", "direction")],
        },
    )  # fmt: skip
    found = sta.get(f"MultiDatastreams({multi})?$expand=ObservedProperties")
    assert [each["name"] for each in found["ObservedProperties"]] == ["speed", "direction"]
    name = sta.post(f"MultiDatastreams({multi})/Observations", {"result": [3.50, 270]})
    assert sta.get(f"Observations('{name}')")["result"] == [3.5, 270]
    assert sta.ids(f"Observations?$filter=MultiDatastream/id eq {multi} and result[1] gt 200") == [name]
    assert sta.get(f"Observations('{name}')/MultiDatastream")["@iot.id"] == multi
    assert sta.ask(f"Observations('{name}')/Datastream").status_code == 404
    assert sta.get("Datastreams")["value"] == []
    for wrong in (3, [1], [1, 2, 3]):
        assert sta.send("POST", f"MultiDatastreams({multi})/Observations", {"result": wrong}).status_code == 400


def test_create_observations_answers_row_by_row(sta: Sta) -> None:
    number = sta.post("Things", thing(Datastreams=[stream("a"), stream("b")]))
    first, second = sta.ids(f"Things({number})/Datastreams")
    feature = sta.post("FeaturesOfInterest", {"name": "f", "description": "f", "encodingType": "application/geo+json",
                                              "feature": ELSEWHERE})  # fmt: skip
    body = [
        {"Datastream": {"@iot.id": first}, "components": ["phenomenonTime", "result", "FeatureOfInterest/id"],
         "dataArray@iot.count": 2,
         "dataArray": [["2010-12-23T10:20:00-07:00", 20, feature], ["2010-12-23T10:21:00-07:00", 30, "no id"]]},
        {"Datastream": {"@iot.id": second}, "components": ["result", "phenomenonTime", "resultTime"],
         "dataArray": [[6.50, "2010-12-23T10:20:00-07:00", None],
                       ["wet", "2010-12-23T10:21:00-07:00", "2011-01-01T00:00:00Z"], [1, "soon", None], [1]]},
    ]  # fmt: skip
    answer = sta.send("POST", "CreateObservations", body)
    assert answer.status_code == 201
    links = answer.json()
    assert ["error" in link for link in links] == [False, True, False, False, True, True]
    found = [sta.client.get(link).json() for link in links if "error" not in link]
    assert [each["result"] for each in found] == [20, 6.5, "wet"]
    assert found[0]["phenomenonTime"] == "2010-12-23T17:20:00Z"
    assert sta.send("POST", "CreateObservations", body).json() == links  # the same again is the same
    assert Observation.objects.count() == 3


def test_batch_with_references_and_groups(sta: Sta) -> None:
    requests = [
        {"id": "t", "method": "post", "url": "Things", "body": {"name": "n", "description": "d"}},
        {"id": "d", "atomicityGroup": "g", "method": "post", "url": "$t/Datastreams", "body": stream()},
        {"id": "l", "atomicityGroup": "g", "method": "post", "url": "Things($t)/Locations", "body": location()},
        {"id": "o", "method": "post", "url": "Observations", "body": {"result": 3.5, "Datastream": {"@iot.id": "$d"}}},
        {"id": "q", "method": "get", "url": "Datastreams($d)/Observations?$select=result"},
        {
            "id": "x",
            "atomicityGroup": "h",
            "method": "post",
            "url": "Things",
            "body": {"name": "gone", "description": "d"},
        },
        {"id": "y", "atomicityGroup": "h", "method": "post", "url": "Things", "body": {}},
        {"id": "z", "method": "get", "url": "Things?$count=true", "dependsOn": ["t"]},
        {"id": "w", "method": "get", "url": "Things", "dependsOn": ["y"]},
    ]
    found = {each["id"]: each for each in sta.send("POST", "$batch", {"requests": requests}).json()["responses"]}
    statuses = {name: each["status"] for name, each in found.items()}
    assert statuses == {"t": 201, "d": 201, "l": 201, "o": 201, "q": 200, "x": 424, "y": 400, "z": 200, "w": 424}, found
    assert found["q"]["body"]["value"] == [{"result": 3.5}]
    assert found["z"]["body"]["@iot.count"] == 1
    assert found["t"]["headers"]["location"].endswith(")")


def test_batch_as_multipart_with_a_changeset(sta: Sta) -> None:
    """The form of SensorThings 1.1, clause 11: a change set whose second request names what the first one made."""
    sensor = json.dumps({"name": "s", "description": "s", "encodingType": "x", "metadata": "m"})
    made = json.dumps({**stream(), "Sensor": {"@iot.id": "$sensor1"}, "Thing": {"name": "t", "description": "t"}})
    body = (
        "--b1\r\nContent-Type: multipart/mixed;boundary=c1\r\n\r\n"
        "--c1\r\nContent-Type: application/http\r\nContent-ID: sensor1\r\n\r\n"
        f"POST /sta/v1.1/Sensors HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\r\n{sensor}\r\n"
        "--c1\r\nContent-Type: application/http\r\nContent-ID: any\r\n\r\n"
        f"POST Datastreams HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{made}\r\n--c1--\r\n"
        "--b1\r\nContent-Type: application/http\r\n\r\nGET Sensors?$select=name HTTP/1.1\r\n\r\n\r\n--b1--"
    )
    answer = sta.send("POST", "$batch", body, "multipart/mixed; boundary=b1")
    text = answer.content.decode()
    assert (answer.status_code, text.count("HTTP/1.1 201"), text.count("HTTP/1.1 200")) == (200, 2, 1), text
    assert '{"name":"s"}' in text
    assert sta.get("Datastreams?$expand=Sensor")["value"][0]["Sensor"]["name"] == "s"

"""The query language, question by question. Each expected list was worked out by hand from the little world below."""

import csv
from urllib.parse import urlsplit

import pytest
from django.test.utils import CaptureQueriesContext
from tests.engines.sense.sta.conftest import Sta, location, stream, thing

pytestmark = pytest.mark.django_db

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}
ROAD = {"type": "LineString", "coordinates": [[0, 5], [3, 9]]}  # 3 and 4 make 5
PLACES = [
    {"type": "Point", "coordinates": [1, 1]},  # 0: inside the square
    {"type": "Point", "coordinates": [2, 1]},  # 1: on its edge
    {"type": "Point", "coordinates": [5, 5]},  # 2: away
    ROAD,  # 3
    SQUARE,  # 4
]
# name, properties
THINGS = [
    ("Alpha", {"floor": 3, "kind": "office", "open": True, "tags": ["a", "b"], "deep": {"list": [{"n": 1}, {"n": 5}]}}),
    ("beta", {"floor": 12, "kind": "lab", "open": False, "tags": ["b"], "deep": {"list": [{"n": 7}]}}),
    ("O'Hara 岭南", {"floor": 7.5, "kind": "office"}),
    ("  trim me ", {"floor": "3", "kind": None}),
    ("omega", None),
]
# result, phenomenonTime, resultTime, validTime, parameters: numbers 0 to 4 in stream 0, 5 to 8 in stream 1
T = "2015-03-0{}T00:00:00Z"
OBSERVATIONS = [
    (0, {"result": 3.2, "phenomenonTime": T.format(1), "resultTime": T.format(2), "parameters": {"n": 1}}),
    (0, {"result": -2.5, "phenomenonTime": T.format(2), "resultTime": T.format(2)}),
    (0, {"result": 7, "phenomenonTime": "2015-03-03T12:34:56.789Z"}),
    (0, {"result": 4.5, "phenomenonTime": T.format(4), "validTime": f"{T.format(4)}/{T.format(6)}"}),
    (0, {"result": 3.2, "phenomenonTime": T.format(5), "resultTime": T.format(6), "resultQuality": {"code": 2}}),
    (1, {"result": "wet", "phenomenonTime": f"{T.format(1)}/{T.format(3)}"}),
    (1, {"result": True, "phenomenonTime": f"{T.format(3)}/{T.format(4)}"}),
    (1, {"result": {"a": 1, "b": [2, 3]}, "phenomenonTime": f"{T.format(4)}/{T.format(5)}"}),
    (1, {"result": 10, "phenomenonTime": f"{T.format(2)}/{T.format(6)}"}),
]


@pytest.fixture
def world(sta: Sta) -> dict[str, list[object]]:
    """Five things, the first two with a datastream each; ids by set, in the order above."""
    made: dict[str, list[object]] = {"Things": [], "Locations": [], "Datastreams": [], "Observations": []}
    for number, (name, properties) in enumerate(THINGS):
        body: dict[str, object] = thing(name, Locations=[location(f"place {number}", PLACES[number])])
        body["Datastreams"] = [stream(f"stream {number}", properties={"n": number})] if number < 2 else []
        made["Things"].append(sta.post("Things", {**body, **({"properties": properties} if properties else {})}))
        made["Locations"] += sta.ids(f"Things({made['Things'][-1]})/Locations")
    for number in (0, 1):
        made["Datastreams"] += sta.ids(f"Things({made['Things'][number]})/Datastreams")
    for number, body in OBSERVATIONS:
        made["Observations"].append(sta.post(f"Datastreams({made['Datastreams'][number]})/Observations", body))
    return made


FILTERS = {
    "Things": [
        ("name eq 'Alpha'", [0]),
        ("name eq 'O''Hara 岭南'", [2]),
        ("name ne 'Alpha'", [1, 2, 3, 4]),
        ("name gt 'a'", [1, 4]),  # by code point: upper case, the blank and O come before a
        ("startswith(name,'A')", [0]),
        ("endswith(name,'eta')", [1]),
        ("substringof('me', name)", [3, 4]),
        ("contains(name, 'me')", [3, 4]),
        ("length(name) eq 5", [0, 4]),
        ("indexof(name,'岭') eq 7", [2]),
        ("substring(name,2) eq 'pha'", [0]),
        ("substring(name,1,2) eq 'et'", [1]),
        ("tolower(name) eq 'alpha'", [0]),
        ("toupper(name) eq 'BETA'", [1]),
        ("trim(name) eq 'trim me'", [3]),
        ("concat(concat(name,'-'),description) eq 'beta-beta'", [1]),
        ("properties/floor gt 3", [1, 2]),
        ("properties/floor eq 3", [0]),  # the text "3" is no number
        ("properties/floor eq '3'", [0, 3]),  # as text both read so
        ("properties/floor in (3, 7.5)", [0, 2]),
        ("properties/kind in ('lab','office')", [0, 1, 2]),
        ("'b' in properties/tags", [0, 1]),
        ("properties/open", [0]),
        ("not properties/open", [1]),  # what has no such property is neither
        ("properties/open eq false", [1]),
        ("properties/kind eq null", [3, 4]),
        ("properties/kind ne null", [0, 1, 2]),
        ("properties/deep/list[1]/n eq 5", [0]),
        ("properties/deep/list[0]/n gt 5", [1]),
        ("properties/tags[0] eq 'b'", [1]),
        ("id eq {0}", [0]),
        ("@iot.id gt {3}", [4]),
        ("id in ({1},{4})", [1, 4]),
        ("Datastreams/id ne null", [0, 1]),
        ("Datastreams/id eq null", [2, 3, 4]),
        ("Datastreams/Observations/result gt 6", [0, 1]),
        ("Datastreams/any(d: d/properties/n eq 1)", [1]),
        ("Datastreams/any(d: d/Observations/any(o: o/result gt 4 and o/result lt 5))", [0]),
        ("Datastreams/all(d: d/properties/n eq 1)", [1, 2, 3, 4]),
        ("Locations/name eq 'place 2'", [2]),
        ("HistoricalLocations/Locations/name eq 'place 3'", [3]),
        ("Datastreams/ObservedProperty/name eq 'stream 1' and properties/kind eq 'lab'", [1]),
        ("st_within(Locations/location, geography'POLYGON((0 0,2 0,2 2,0 2,0 0))')", [0, 4]),
        ("name eq 'Alpha' or name eq 'beta' and properties/open", [0]),
        ("(name eq 'Alpha' or name eq 'beta') and not properties/open", [1]),
        ("true", [0, 1, 2, 3, 4]),
        ("name eq name and 1 eq 1", [0, 1, 2, 3, 4]),
    ],
    "Locations": [
        ("st_within(location, geography'POLYGON((0 0,2 0,2 2,0 2,0 0))')", [0, 4]),
        ("st_intersects(location, geography'POLYGON((0 0,2 0,2 2,0 2,0 0))')", [0, 1, 4]),
        ("geo.intersects(location, geography'POINT(2 1)')", [1, 4]),
        ("st_touches(location, geography'POLYGON((0 0,2 0,2 2,0 2,0 0))')", [1]),
        ("st_contains(location, geography'POINT(1 1)')", [0, 4]),
        ("st_contains(geography'POLYGON((0 0,6 0,6 6,0 6,0 0))', location)", [0, 1, 2, 4]),
        ("st_equals(location, geography'POINT(5 5)')", [2]),
        ("st_disjoint(location, geography'POLYGON((0 0,2 0,2 2,0 2,0 0))')", [2, 3]),
        ("st_crosses(location, geography'LINESTRING(0 9,3 5)')", [3]),
        ("st_overlaps(location, geography'POLYGON((1 1,3 1,3 3,1 3,1 1))')", [4]),
        ("st_relate(location, geography'POLYGON((0 0,2 0,2 2,0 2,0 0))', 'T*F**F***')", [0, 4]),  # = within
        ("geo.distance(location, geography'POINT(5 1)') eq 3", [1, 4]),
        ("geo.distance(location, geography'POINT(5 9)') lt 4", [3]),  # 2 from the road's end
        ("geo.length(location) eq 5", [3]),
        ("geo.length(location) gt 0", [3, 4]),
        ("location/type eq 'Point'", [0, 1, 2]),
        ("location/coordinates[0] ge 2", [1, 2]),
    ],
    "Datastreams": [
        ("phenomenonTime ge 2015-03-01T00:00:00Z", [0, 1]),
        ("phenomenonTime lt 2015-03-06T00:00:00Z", [0, 1]),  # the second ends on that moment, which it does not hold
        ("phenomenonTime lt 2015-03-05T12:00:00Z", [0]),
        ("during(phenomenonTime, 2015-03-01T00:00:00Z/2015-03-05T00:00:00Z)", [0]),
        ("resultTime gt 2015-03-01T12:00:00Z", [0]),
        ("unitOfMeasurement/symbol eq '°C'", [0, 1]),
        ("unitOfMeasurement/name eq 'x'", []),
        ("Thing/properties/floor mul 2 eq 6", [0]),
        ("Thing/name eq 'beta' and Sensor/name eq 'stream 1 sensor'", [1]),
        ("st_within(observedArea, geography'POLYGON((0 0,3 0,3 3,0 3,0 0))')", [0, 1]),
    ],
    "Observations": [
        ("result gt 3.2", [2, 3, 8]),
        ("result ge 3.2", [0, 2, 3, 4, 8]),
        ("result eq 3.2", [0, 4]),
        ("result ne 3.2", [1, 2, 3, 8]),
        ("3 lt result and result lt 4", [0, 4]),
        ("result lt 0", [1]),
        ("result eq -2.5", [1]),
        ("result add 1 eq 8", [2]),
        ("result sub 0.5 eq 4", [3]),
        ("result mul 2 eq 20", [8]),
        ("result div 2 eq 3.5", [2]),
        ("result mod 5 eq 2", [2]),
        ("-result eq 2.5", [1]),
        ("result div 0 eq 1", []),
        ("round(result) eq 3", [0, 4]),
        ("floor(result) eq -3", [1]),
        ("ceiling(result) eq 5", [3]),
        ("round(result) eq -3", [1]),  # a half goes away from 0 (SQL and OData agree)
        ("result eq 'wet'", [5]),
        ("startswith(result,'we')", [5]),
        ("result eq true", [6]),
        ("result/a eq 1", [7]),
        ("result/b[1] eq 3", [7]),
        ("parameters/n eq 1", [0]),
        ("resultQuality/code eq 2", [4]),
        ("resultTime eq null", [2, 3, 5, 6, 7, 8]),
        ("resultTime ne null", [0, 1, 4]),
        ("resultTime gt 2015-03-02T00:00:00Z", [4]),
        ("resultTime le 2015-03-02T08:00:00%2B08:00", [0, 1]),
        ("validTime ne null", [3]),
        ("year(phenomenonTime) eq 2015", [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ("month(phenomenonTime) eq 3 and day(phenomenonTime) eq 3", [2, 6]),
        ("hour(phenomenonTime) eq 12", [2]),
        ("minute(phenomenonTime) eq 34 and second(phenomenonTime) eq 56", [2]),
        ("fractionalseconds(phenomenonTime) gt 0.788 and fractionalseconds(phenomenonTime) lt 0.79", [2]),
        ("date(phenomenonTime) eq 2015-03-04", [3, 7]),
        ("time(phenomenonTime) eq 12:34:56", [2]),
        ("totaloffsetminutes(phenomenonTime) eq 0 and result eq 7", [2]),
        ("phenomenonTime lt now() and result eq 7", [2]),
        ("phenomenonTime gt mindatetime() and phenomenonTime lt maxdatetime() and result eq 7", [2]),
        # instants and intervals, as FROST's published tests of times read them
        ("phenomenonTime lt 2015-03-03T00:00:00Z", [0, 1, 5]),
        ("phenomenonTime gt 2015-03-03T00:00:00Z", [2, 3, 4, 7]),
        ("phenomenonTime ge 2015-03-03T00:00:00Z", [2, 3, 4, 6, 7]),
        ("phenomenonTime eq 2015-03-04T00:00:00Z", [3]),
        ("phenomenonTime eq 2015-03-03T00:00:00Z/2015-03-04T00:00:00Z", [6]),
        ("before(phenomenonTime, 2015-03-03T00:00:00Z)", [0, 1, 5]),
        ("after(phenomenonTime, 2015-03-04T00:00:00Z)", [4]),
        ("meets(phenomenonTime, 2015-03-03T00:00:00Z/2015-03-04T00:00:00Z)", [3, 5, 7]),
        ("during(phenomenonTime, 2015-03-03T00:00:00Z/2015-03-05T00:00:00Z)", [2, 3, 6, 7]),
        ("overlaps(phenomenonTime, 2015-03-03T00:00:00Z/2015-03-04T00:00:00Z)", [2, 6, 8]),
        ("starts(phenomenonTime, 2015-03-02T00:00:00Z)", [1, 8]),
        ("finishes(phenomenonTime, 2015-03-04T00:00:00Z)", [3, 6]),
        ("overlaps(validTime, 2015-03-05T00:00:00Z)", [3]),
        ("phenomenonTime add duration'P1D' ge 2015-03-05T00:00:00Z", [3, 4, 7]),
        ("phenomenonTime sub duration'PT12H' eq 2015-03-03T00:34:56.789Z", [2]),
        ("phenomenonTime sub 2015-03-01T00:00:00Z gt duration'P3D'", [4]),
        ("phenomenonTime gt 2015-03-04T00:00:00Z sub duration'P1D'", [2, 3, 4, 7]),
        ("Datastream/id eq {d0}", [0, 1, 2, 3, 4]),
        ("Datastream/Thing/name eq 'beta'", [5, 6, 7, 8]),
        ("Datastream/Thing/properties/floor eq Datastream/properties/n add 3", [0, 1, 2, 3, 4]),
        ("parameters/n eq Datastream/properties/n add 1", [0]),
        ("st_within(FeatureOfInterest/feature, geography'POINT(2 1)')", [5, 6, 7, 8]),
        ("id eq '{o3}'", [3]),
        ("id gt '{o6}'", [7]),  # by datastream, then time: the last begins on the 2nd, before number 6
    ],
}
CASES = [(plural, text, expected) for plural, cases in FILTERS.items() for text, expected in cases]


def test_every_filter_finds_what_it_should(sta: Sta, world: dict[str, list[object]]) -> None:
    """One world for all questions: making it costs more than asking."""
    wrong = []
    names = {f"o{n}": name for n, name in enumerate(world["Observations"])}
    names |= {f"d{n}": number for n, number in enumerate(world["Datastreams"])}
    for plural, text, expected in CASES:
        ids = world[plural]
        asked = text
        for key, value in [*names.items(), *((str(n), value) for n, value in enumerate(ids))]:
            asked = asked.replace(f"{{{key}}}", str(value))
        answer = sta.client.get(f"/sta/v1.1/{plural}?$filter={asked.replace('+', '%2B')}")
        if answer.status_code != 200:
            wrong.append((plural, asked, answer.status_code, answer.content.decode()[:300]))
            continue
        found = sorted(ids.index(each["@iot.id"]) for each in answer.json()["value"])
        if found != expected:
            wrong.append((plural, asked, found, expected))
    assert wrong == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Things?$orderby=name", [3, 0, 2, 1, 4]),
        ("Things?$orderby=name desc", [4, 1, 2, 0, 3]),
        ("Things?$orderby=properties/floor desc&$filter=properties/floor gt 0", [1, 2, 0]),
        ("Observations?$orderby=result desc&$filter=result gt 0", [8, 2, 3, 0, 4]),
        ("Observations?$orderby=phenomenonTime desc&$filter=Datastream/properties/n eq 0", [4, 3, 2, 1, 0]),
        ("Observations?$orderby=Datastream/Thing/name desc,phenomenonTime", [5, 8, 6, 7, 0, 1, 2, 3, 4]),
        ("Observations?$orderby=resultTime desc,result&$filter=resultTime ne null", [4, 1, 0]),
        ("Locations?$orderby=geo.distance(location, geography'POINT(6 6)')&$top=2", [2, 3]),
    ],
)
def test_order(sta: Sta, world: dict[str, list[object]], question: str, expected: list[int]) -> None:
    plural = question.partition("?")[0]
    assert [world[plural].index(number) for number in sta.ids(question)] == expected


@pytest.mark.parametrize(
    "order",
    ["", *(f"&$orderby={keys}" for keys in ("result", "resultTime desc", "Datastream/id desc,result",
                                            "phenomenonTime desc", "parameters/n,phenomenonTime desc"))],
)  # fmt: skip
@pytest.mark.parametrize("top", [1, 2, 4])
def test_pages_neither_repeat_nor_skip_while_data_arrives(
    sta: Sta, world: dict[str, list[object]], order: str, top: int
) -> None:
    whole = sta.ids(f"Observations?$select=id{order}")
    assert len(whole) == len(OBSERVATIONS)
    seen, address = [], f"/sta/v1.1/Observations?$top={top}&$select=id{order}"
    for round_ in range(20):
        page = sta.client.get(address).json()
        seen += [each["@iot.id"] for each in page["value"]]
        if "@iot.nextLink" not in page:
            break
        if round_ == 0:  # what comes in meanwhile lies before or behind, and shifts nothing
            sta.post(
                f"Datastreams({world['Datastreams'][0]})/Observations", {"result": -9, "phenomenonTime": T.format(9)}
            )
        parts = urlsplit(page["@iot.nextLink"])
        address = f"{parts.path}?{parts.query}"
    assert [name for name in seen if name in whole] == whole
    assert len(seen) == len(set(seen))


def test_expand_with_options_of_its_own(sta: Sta, world: dict[str, list[object]]) -> None:
    found = sta.get(
        "Things?$top=2&$select=name&$expand=Datastreams($select=name;$expand=Observations($filter=result gt 3;"
        "$orderby=result desc;$top=1;$count=true;$select=result),Sensor($select=name)),"
        "Locations($select=name;$count=true)"
    )["value"]
    assert found[0]["name"] == "Alpha"
    (first,) = found[0]["Datastreams"]
    assert (first["Observations"], first["Observations@iot.count"]) == ([{"result": 7}], 4)
    assert first["Sensor"] == {"name": "stream 0 sensor"}
    assert (found[0]["Locations@iot.count"], found[1]["Datastreams"][0]["Observations"]) == (1, [{"result": 10}])
    parts = urlsplit(first["Observations@iot.nextLink"])
    rest = sta.client.get(f"{parts.path}?{parts.query}").json()
    assert [each["result"] for each in rest["value"]] == [4.5]
    assert sta.get("Things?$expand=Datastreams/Observations,Datastreams/Sensor&$top=1")["value"][0]["Datastreams"][0][
        "Sensor"
    ]


def test_the_newest_of_each_is_found_without_looking_at_the_others(sta: Sta, world: dict[str, list[object]]) -> None:
    question = "Things?$expand=Datastreams($expand=Observations($orderby=phenomenonTime desc;$top=1))"
    found = [stream for each in sta.get(question)["value"] for stream in each["Datastreams"]]
    assert [each["Observations"][0]["@iot.id"] for each in found] == [
        world["Observations"][4],
        world["Observations"][7],
    ]
    assert all("Observations@iot.nextLink" in each for each in found)


def test_one_statement_for_each_relation(sta: Sta, world: dict[str, list[object]]) -> None:
    """However many things: the token, the look for unnamed streams, and one for each of the four levels."""
    from django.db import connection

    counts = []
    for top in (1, 5):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            sta.get(f"Things?$top={top}&$expand=Datastreams/Observations,Datastreams/Sensor,Locations")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_counts(sta: Sta, world: dict[str, list[object]]) -> None:
    assert sta.get("Observations?$count=true&$top=1")["@iot.count"] == 9
    assert sta.get("Observations?$count=true&$top=0&$filter=result gt 3.2")["@iot.count"] == 3
    assert sta.get(f"Datastreams({world['Datastreams'][1]})/Observations?$count=true")["@iot.count"] == 4
    assert sta.ask("Things/$count").content == b"5"
    assert sta.ask("Things/$count?$filter=properties/floor gt 3").content == b"2"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Things({t})/name", '{"name":"Alpha"}'),
        ("Things({t})/name/$value", "Alpha"),
        ("Things({t})/properties/floor/$value", "3"),
        ("Things({t})/properties/deep/list/1/n", '{"n":5}'),
        ("Datastreams({d})/Thing/name/$value", "Alpha"),
        ("Observations('{o}')/result/$value", "3.2"),
        ("Observations('{o}')/result", '{"result":3.2}'),
        ("Datastreams({d})/unitOfMeasurement/symbol/$value", "°C"),
    ],
)
def test_properties(sta: Sta, world: dict[str, list[object]], path: str, expected: str) -> None:
    path = path.format(t=world["Things"][0], d=world["Datastreams"][0], o=world["Observations"][0])
    assert sta.ask(path).content.decode() == expected


def test_references_and_forms(sta: Sta, world: dict[str, list[object]]) -> None:
    first = world["Things"][0]
    assert sta.get(f"Things({first})/Datastreams/$ref")["value"][0]["@iot.selfLink"].endswith(
        f"Datastreams({world['Datastreams'][0]})"
    )
    assert sta.get(f"Datastreams({world['Datastreams'][0]})/Thing/$ref")["@iot.selfLink"].endswith(f"Things({first})")
    array = sta.get("Observations?$resultFormat=dataArray&$select=result,phenomenonTime&$count=true")
    assert array["@iot.count"] == 9
    assert [group["components"] for group in array["value"]] == [["phenomenonTime", "result"]] * 2
    assert array["value"][0]["dataArray"][0] == ["2015-03-01T00:00:00Z", 3.2]
    text = sta.ask("Things?$resultFormat=CSV&$select=id,name,properties&$top=1").content.decode("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    kept = [row[name] for name in ("id", "name", "properties/floor", "properties/tags")]
    assert kept == [str(first), "Alpha", "3", '["a","b"]']
    places = sta.get("Things?$resultFormat=GeoJSON&$expand=Locations&$filter=name eq 'beta'")
    assert places["features"][0]["geometry"] == PLACES[1]
    assert sta.ask("Locations?$resultFormat=GeoJSON").headers["Content-Type"] == "application/geo+json"


HOSTILE = [
    ("Things?$filter=" + "(" * 60 + "1 eq 1" + ")" * 60, "deep"),
    ("Things?$filter=" + "not " * 60 + "true", "deep"),
    ("Things?$filter=" + " or ".join(["1 eq 1"] * 500), "parts"),
    ("Things?$filter=name eq '" + "x" * 9000 + "'", "characters"),
    ("Things?$filter=name eq 'a' -- comment", "at character"),
    ("Things?$filter=name eq 'a'; DROP TABLE sense_thing", "cannot read ';"),
    ('Things?$filter=name eq "a"', "cannot read"),
    ("Things?$filter=name eq", "ends where"),
    ("Things?$filter=name", "condition"),
    ("Things?$filter=nme eq 'a'", "nme"),
    ("Things?$filter=foo(name) eq 1", "unknown function foo"),
    ("Things?$filter=length(name,name) eq 1", "arguments"),
    ("Things?$filter=name gt 5", "compared"),
    ("Things?$filter=name eq null and name gt null", "null"),
    ('Things?$filter=properties/a"b eq 1', "cannot read"),
    ("Locations?$filter=st_within(location, geography'POINT(x)')", "WKT"),
    ("Locations?$filter=location eq 1", "st_"),
    ("Observations?$filter=during(phenomenonTime, 2015-03-03T00:00:00Z)", "interval"),
    ("Observations?$filter=phenomenonTime gt 2015-13-03T00:00:00Z", "no time"),
    ("Observations?$filter=phenomenonTime gt duration'1H'", "duration"),
    ("Things?$orderby=Datastreams/name", "to-many"),
    ("Things?$orderby=nme", "nme"),
    ("Things?$select=nme", "nme"),
    ("Things?$expand=Things", "relation"),
    ("Things?$expand=Datastreams(", "parenthesis"),
    ("Things?$expand=" + "/".join(["Datastreams/Thing"] * 6), "deeply"),
    ("Things?$top=-1", "$top"),
    ("Things?$top=a", "$top"),
    ("Things?$skip=1.5", "$skip"),
    ("Things?$count=yes", "$count"),
    ("Things?$limit=1", "$limit"),
    ("Things?$top=1&$top=2", "twice"),
    ("Things?$skiptoken=abc", "$skiptoken"),
    ("Things?$resultFormat=xml", "xml"),
    ("Things?$resultFormat=dataArray", "dataArray"),
]


@pytest.mark.parametrize(("question", "word"), HOSTILE)
def test_what_cannot_be_answered_is_said_with_the_place(sta: Sta, question: str, word: str) -> None:
    answer = sta.ask(question)
    assert answer.status_code == 400, answer.content
    assert word in answer.json()["message"]


GONE = [
    *("Thinks", "Things(99)", "Things('x')", "Things(1)/Foo", "Things/name", "Things(1)/Datastreams(99)"),
    *("Observations('x')", "Observations(1)", "Things(999999999999999999)", f"Observations({'9' * 60})"),
]


@pytest.mark.parametrize("path", GONE)
def test_what_is_not_there_is_404(sta: Sta, path: str) -> None:
    answer = sta.ask(path)
    assert (answer.status_code, answer.json()["code"]) == (404, 404)


def test_values_of_a_filter_are_never_part_of_the_statement(sta: Sta, world: dict[str, list[object]]) -> None:
    for text in ("'; DROP TABLE sense_thing; --", "%s", "%(x)s", "100%", "\\", "\U0001f600"):
        number = sta.post("Things", {"name": text, "description": text, "properties": {text.replace("'", ""): text}})
        quoted = text.replace("'", "''").replace("%", "%25").replace(";", "%3B").replace("\\", "%5C")
        answer = sta.client.get(f"/sta/v1.1/Things?$filter=name eq '{quoted}' and contains(description,'{quoted}')")
        assert [each["@iot.id"] for each in answer.json()["value"]] == [number], answer.content


def test_the_landing_document(public: Sta, db: None) -> None:
    found = public.get("")
    assert {each["name"] for each in found["value"]} == {
        "Things", "Locations", "HistoricalLocations", "Datastreams", "MultiDatastreams", "Sensors",
        "ObservedProperties", "Observations", "FeaturesOfInterest",
    }  # fmt: skip
    assert "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/thing" in found["serverSettings"]["conformance"]
    assert all(public.client.get(each["url"]).status_code == 200 for each in found["value"])

"""One call gives the ranking, one more the evidence of a number; without an account only what is published."""

import pytest
from django.test import Client

from lingnan.engines.evaluate.models import Assessment
from lingnan.engines.evaluate.services.assess import assess, freeze
from lingnan.engines.identity.actor import SYSTEM

pytestmark = pytest.mark.django_db
RANKING = "/api/v1/evaluate/ranking?year=2017"


@pytest.fixture
def computed(some_figures: None) -> Assessment:
    return assess(SYSTEM, "gd-demo-2017", 2017)


def test_what_is_not_published_is_not_there(client: Client, computed: Assessment) -> None:
    assert client.get(RANKING).status_code == 404


def test_ranking_then_evidence(client: Client, computed: Assessment) -> None:
    freeze(SYSTEM, computed)
    found = client.get(f"{RANKING}&node=road_area_per_capita").json()
    shenzhen = next(row for row in found["results"] if row["region"] == "440300")
    # 9.7 m² of road per person in the file of figures, goalposts 0 and 35
    assert (shenzhen["value"], shenzhen["score"]) == ("9.7", "27.7142857143")
    evidence = client.get(shenzhen["evidence"]).json()
    assert evidence["goalposts"] == {"worst": "0", "best": "35"}
    assert evidence["evidence"][0]["kind"] == "value"


def test_every_node_at_once(client: Client, computed: Assessment) -> None:
    freeze(SYSTEM, computed)
    assert len(client.get(f"{RANKING}&node=*").json()["results"]) == 21 * 10  # 21 cities, 1 + 3 + 6 nodes


def test_an_unknown_node_is_named(client: Client, computed: Assessment) -> None:
    freeze(SYSTEM, computed)
    answer = client.get(f"{RANKING}&node=nothing")
    assert answer.status_code == 404
    assert "nothing" in answer.json()["detail"]


def test_definitions_are_public(client: Client, db: None) -> None:
    found = {row["key"]: row for row in client.get("/api/v1/evaluate/indicators").json()}
    assert found["gdp_per_capita"]["factor"] == "10000"
    assert found["co2_per_gdp"]["direction"] == -1

"""Selections and search for machines: the same filters and the same rights as the pages."""

from datetime import date

import pytest
from django.test import Client

from lingnan.engines.plan.indexing import differences, mend
from lingnan.engines.plan.models import Plan, SearchText, Task


@pytest.fixture
def plan(small_plan: Plan) -> Plan:
    Task.objects.update(state="running")
    mend()
    return small_plan


def test_a_selection_is_paged_and_says_how_many(plan: Plan, client: Client) -> None:
    whole = client.get("/api/v1/plan/plans/p/selection").json()
    assert whole["total"] == len(whole["tasks"]) == 2
    second = client.get("/api/v1/plan/plans/p/selection?offset=1&limit=1").json()
    assert second["total"] == 2
    assert second["tasks"] == whole["tasks"][1:]


def test_filters_are_those_of_the_board(plan: Plan, client: Client) -> None:
    found = client.get("/api/v1/plan/plans/p/selection", {"lead": "省经济和信息化委"}).json()
    assert [task["number"] for task in found["tasks"]] == [1]
    assert client.get("/api/v1/plan/plans/p/selection?due=nonsense").json() == {"total": 0, "tasks": []}
    assert client.get("/api/v1/plan/plans/none/selection").status_code == 404


def test_search_gives_the_address_of_what_it_finds(plan: Plan, client: Client) -> None:
    found = client.get("/api/v1/plan/search", {"q": "任务2"}).json()
    assert ("task", "/plan/p/tasks/2") in {(hit["kind"], hit["url"]) for hit in found}
    assert client.get("/api/v1/plan/search", {"q": "不存在的词"}).json() == []


def test_the_public_finds_nothing_of_members(plan: Plan, client: Client) -> None:
    SearchText.objects.update(access="member", day=date(2017, 1, 1))
    assert client.get("/api/v1/plan/search", {"q": "任务2"}).json() == []


def test_mending_writes_only_what_is_out_of_step(plan: Plan) -> None:
    untouched = set(SearchText.objects.filter(task__number=1).values_list("pk", flat=True))
    Task.objects.filter(number=2).update(title="改过的题")  # past its signals
    assert mend() >= 1
    assert differences() == []
    assert SearchText.objects.filter(kind="task", title="改过的题").count() == 1
    assert set(SearchText.objects.filter(task__number=1).values_list("pk", flat=True)) == untouched

"""The pages of a selection: filters combine, views are kept, shared and open first, queries do not grow."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account, Region, Unit
from lingnan.engines.plan.models import Milestone, Plan, Progress, SavedView, Task, TaskUnit
from lingnan.engines.plan.selectors.judged import lit
from lingnan.engines.plan.selectors.selection import by_cities, by_leads, choose

ON = date(2017, 11, 22)


@pytest.fixture
def plan(small_plan: Plan, stand_at: Callable[[str], date]) -> Plan:
    stand_at("2017-11-22")
    Task.objects.update(state="running")
    Region.objects.create(code="440100", name="广州市", level="city", parent_id="440000")
    Unit.objects.create(key="gov-440100", name="广州市人民政府", name_en="Guangzhou", region_id="440100",
                        kind="city_government")  # fmt: skip
    two = Task.objects.get(number=2)
    TaskUnit.objects.create(task=two, order=9, role="cooperating", written="广州市人民政府", unit_id="gov-440100")
    Milestone.objects.filter(task=two).update(due=date(2017, 12, 10))
    Progress.objects.create(task=two, unit_id="gd-land", period="2017Q3", reported_on=date(2017, 10, 12),
                            text="水质自动站已建成", recorded_at="2017-10-12T00:00:00Z")  # fmt: skip
    return small_plan


@pytest.fixture
def office(plan: Plan, someone: Callable[..., Actor], client: Client) -> Client:
    actor = someone("office", unit="gd-office", role="office")
    client.force_login(Account.objects.get(pk=actor.account_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, [1, 2]),
        ({"lead": "省经济和信息化委"}, [1]),
        ({"unit": "gd-fin"}, [2]),
        ({"city": "440100"}, [2]),
        ({"state": "late"}, [1]),
        ({"due": "past"}, [1]),
        ({"due": "30"}, [2]),
        ({"silent": "30"}, [1, 2]),
        ({"silent": "90"}, [1]),
        ({"q": "水质"}, [2]),
        ({"q": "水质", "state": "late"}, []),
        ({"lead": "省国土资源厅", "city": "440100", "due": "30"}, [2]),
    ],
)
def test_filters_combine(plan: Plan, asked: dict[str, str], numbers: list[int]) -> None:
    assert sorted(task.number for task in choose(plan, asked, on=ON)) == numbers


def test_counts_by_unit_and_city(plan: Plan) -> None:
    tasks = lit(plan, on=ON)
    leads = {tally.key: (tally.total, tally.counts["late"]) for tally in by_leads(tasks, plan=plan)}
    assert leads == {"省国土资源厅": (2, 1), "省经济和信息化委": (1, 1)}
    assert [(tally.label.zh, tally.total) for tally in by_cities(tasks)] == [("广州市", 1)]


PAGES = ("/plan/p", "/plan/p/timeline", "/plan/p/timeline?as=dates", "/plan/p/groups", "/plan/search?q=水质")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_for_anybody(plan: Plan, client: Client, address: str, language: str) -> None:
    client.cookies["lang"] = language
    assert client.get(address).status_code == 200
    Task.objects.all().delete()
    assert client.get(address).status_code == 200  # with nothing in it


def test_the_board_finds_through_the_reports(plan: Plan, client: Client) -> None:
    body = client.get("/plan/p?q=水质").content.decode()
    assert "任务2" in body
    assert "任务1" not in body


def test_marks_stand_where_the_text_was_found(plan: Plan, client: Client) -> None:
    assert "<mark>水质</mark>自动站" in client.get("/plan/search?q=水质").content.decode()


@pytest.mark.parametrize("address", ["/plan/p", "/plan/p/timeline", "/plan/p/groups"])
def test_queries_do_not_grow_with_the_plan(office: Client, plan: Plan, address: str) -> None:
    """As many for sixty-two tasks as for two; the furniture around them counts for itself elsewhere."""
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    for number in range(100, 160):
        task = Task.objects.create(plan=plan, number=number, title="题", text="", source_start=0, source_end=0)
        TaskUnit.objects.create(task=task, order=1, role="lead", written="省财政厅", unit_id="gd-fin")
        Milestone.objects.create(task=task, title="节点", written="", due=date(2017, 12, 1))
    with CaptureQueriesContext(connection) as many:
        assert office.get(address).status_code == 200
    assert len(many) <= len(few) + 1  # the rail asks once more where a draft or a reminder waits


def test_a_view_is_kept_shared_and_opens_first(office: Client, plan: Plan, client: Client) -> None:
    kept = {"verb": "save", "name": "逾期的", "page": "board", "query": "state=late", "is_default": "1"}
    assert office.post("/plan/p/views", kept)["Location"] == "/plan/p?state=late"
    view = SavedView.objects.get()
    assert Client().get(f"/plan/views/{view.token}")["Location"] == "/plan/p?state=late"  # anybody who has the link
    assert office.get("/plan/")["Location"] == f"/plan/views/{view.token}"
    assert "逾期的" in office.get("/plan/p?state=late").content.decode()
    office.post("/plan/p/views", {"verb": "default", "view": "0", "page": "board", "query": ""})
    assert office.get("/plan/").status_code == 200
    office.post("/plan/p/views", {"verb": "drop", "view": str(view.pk), "page": "board", "query": ""})
    assert not SavedView.objects.exists()


def test_views_are_a_persons_own(office: Client, plan: Plan, someone: Callable[..., Actor]) -> None:
    office.post("/plan/p/views", {"verb": "save", "name": "甲", "page": "board", "query": ""})
    other = Client()
    actor = someone("fin", unit="gd-fin", role="liaison")
    other.force_login(Account.objects.get(pk=actor.account_id), backend="django.contrib.auth.backends.ModelBackend")
    other.post("/plan/p/views", {"verb": "drop", "view": str(SavedView.objects.get().pk), "page": "board", "query": ""})
    assert SavedView.objects.count() == 1
    assert (
        Client().post("/plan/p/views", {"verb": "save", "name": "x", "page": "board", "query": ""}).status_code == 403
    )

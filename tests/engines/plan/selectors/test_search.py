"""Search over the plan: one contract for SQLite's index and PostgreSQL's; rights; in step with what is written."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from lingnan.engines.identity.actor import PUBLIC, Actor
from lingnan.engines.plan.indexing import differences, kinds, rebuild
from lingnan.engines.plan.models import Decision, Meeting, Plan, Progress, SearchText, SupervisionItem, Task
from lingnan.engines.plan.selectors.search import of_kind, search, tasks_that_hold


@pytest.fixture
def texts(small_plan: Plan) -> Plan:
    one, two = small_plan.tasks.order_by("number")
    one.title, one.text = "智慧水务", "推进PM2.5监测站建设，覆盖率90%。"
    one.save()
    report(two, "水质自动站已建成12座，規劃應用平台（ＲＦＩＤ）上线。", date(2017, 1, 5))
    meeting = Meeting.objects.create(plan=small_plan, title="第一次水利会议", held_on=date(2017, 1, 6))
    Decision.objects.create(meeting=meeting, text="水务数据接入", unit_id="gd-land", due_on=date(2017, 2, 1))
    SupervisionItem.objects.create(
        number="2017-001", source="x", title="水站停运", reason={}, unit_id="gd-fin", opened_on=date(2017, 1, 7),
        due_on=date(2017, 2, 7),
    )  # fmt: skip
    return small_plan


def report(task: Task, text: str, day: date) -> Progress:
    return Progress.objects.create(
        task=task, unit_id="gd-land", period="2016Q4", reported_on=day, text=text, recorded_at="2017-01-05T00:00:00Z"
    )


def found(by: Actor, text: str) -> dict[str, list[str]]:
    return {group.kind: [hit.plain_title for hit in group.found] for group in search(by, text)}


@pytest.mark.parametrize(
    ("text", "kinds_found"),
    [
        ("水", {"task", "progress"}),  # one character
        ("水务", {"task"}),
        ("智慧水务", {"task"}),
        ("务", {"task", "progress"}),  # ends 水务; the report's task is 任务2
        ("试点", {"milestone"}),
        ("水务局", set()),
        ("水站", set()),  # 水质自动站 holds both, not side by side
        ("pm2.5", {"task"}),
        ("ＰＭ２．５", {"task"}),  # full width
        ("PM", {"task"}),  # a word's beginning
        ("90%", {"task"}),
        ("规划应用", {"progress"}),  # the text is traditional
        ("規劃", {"progress"}),  # and so is the question
        ("rfid 水质", {"progress"}),  # both words
        ("rfid 水务", set()),
        ("监测 覆盖率", {"task"}),
        ("。", set()),
        ("'", set()),
        ('水" OR "务', set()),  # `or` is a word like any other, and stands nowhere
    ],
)
def test_what_is_found(texts: Plan, text: str, kinds_found: set[str]) -> None:
    assert set(found(PUBLIC, text)) == kinds_found


def test_meetings_are_for_members_and_supervision_for_its_unit(texts: Plan, someone: Callable[..., Actor]) -> None:
    finance = someone("fin", unit="gd-fin", role="liaison")
    land = someone("land", unit="gd-land", role="liaison")
    office = someone("office", unit="gd-office", role="office")
    assert {"meeting", "decision", "supervision"}.isdisjoint(found(PUBLIC, "水"))
    assert {"meeting", "decision", "supervision"} <= set(found(finance, "水"))
    assert "supervision" not in found(land, "水")
    assert {"meeting", "decision", "supervision"} <= set(found(office, "水"))


def test_what_is_written_is_found_at_once_and_what_is_undone_is_not(texts: Plan) -> None:
    task = Task.objects.get(title="智慧水务")
    task.title = "智慧教育"
    task.save()
    assert "task" not in found(PUBLIC, "水务")
    assert differences() == []
    assert found(PUBLIC, "教育")["task"] == ["智慧教育"]
    with transaction.atomic():
        report(task, "地下管廊", date(2017, 1, 8))
        assert found(PUBLIC, "管廊")
        transaction.set_rollback(True)
    assert found(PUBLIC, "管廊") == {}
    Progress.objects.all().delete()
    assert "progress" not in found(PUBLIC, "水质")


def test_a_rebuilt_index_is_the_one_that_was_kept(texts: Plan) -> None:
    assert differences() == []
    Task.objects.filter(title="智慧水务").update(title="智慧交通")  # past every signal
    assert len(differences()) == 1
    assert rebuild() == SearchText.objects.count()
    assert differences() == []
    assert found(PUBLIC, "交通")["task"] == ["智慧交通"]


def test_titles_come_before_texts_and_new_reports_before_old(texts: Plan) -> None:
    two = texts.tasks.get(number=2)
    two.text = "与智慧水务衔接"
    two.save()
    assert found(PUBLIC, "智慧水务")["task"] == ["智慧水务", "任务2"]
    report(two, "水质站又建成3座", date(2017, 1, 8))
    group = of_kind(PUBLIC, "水质", "progress", counted=True)
    assert [hit.day for hit in group.found] == [date(2017, 1, 8), date(2017, 1, 5)]
    assert group.count == 2


def test_the_place_found_is_marked_and_says_whose_it_is(texts: Plan) -> None:
    hit = of_kind(PUBLIC, "规划应用", "progress").found[0]
    assert [piece.text for piece in hit.text if piece.is_hit] == ["規劃應用"]
    assert hit.unit is not None
    assert hit.unit.zh == "省国土资源厅"


def test_one_query_a_kind(texts: Plan, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(len(kinds())):
        search(PUBLIC, "水")


def test_the_tasks_of_a_text(texts: Plan) -> None:
    held = tasks_that_hold("水质", plan=texts)
    assert held is not None
    assert set(held) == {texts.tasks.get(number=2).pk}
    assert tasks_that_hold("。", plan=texts) is None

"""The database's judgement is that of `lights.judge`: equal over random tasks; its queries do not grow."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from lingnan.engines.plan.lights import ORDER
from lingnan.engines.plan.models import Extension, Milestone, Plan, Progress, Task, TaskUnit
from lingnan.engines.plan.selectors.board import RELATED, row_of
from lingnan.engines.plan.selectors.judged import by_light, judged, lit, rows_of, stale, trouble_first, units_to_chase
from lingnan.engines.plan.selectors.selection import by_leads

ON = date(2017, 11, 22)
NOW = "2017-11-22T00:00:00Z"


def some_task(plan: Plan, number: int, rng: random.Random, parent: Task | None = None) -> Task:
    """A task in any state its life allows, and some that it does not: the judgement must not depend on which."""
    state = rng.choice(
        ["registered", "issued", "running", "running", "running", "running", "claimed", "done", "dropped"]
    )
    task = Task.objects.create(
        plan=plan, parent=parent, number=number, title=f"任务{number}", text="", source_start=0, source_end=0,
        state=state, sign_by=rng.choice([None, ON - timedelta(3), ON, ON + timedelta(3)]),
    )  # fmt: skip
    for n, unit in enumerate(["gd-land", "gd-eic"][: rng.randint(0, 2)]):
        signed = rng.choice([None, ON - timedelta(9), ON - timedelta(9)])
        TaskUnit.objects.create(
            task=task, order=n, role=rng.choice(["lead", "cooperating"]), written=unit,
            unit_id=rng.choice([unit, None]), signed_on=signed,
        )  # fmt: skip
    for n in range(rng.randint(0, 3)):
        due = ON + timedelta(days=rng.choice([-400, -31, -1, 0, 1, 30, 31, 400]))
        met = rng.choice([None, ON - timedelta(40)])
        Milestone.objects.create(
            task=task, title=f"节点{n}", written="", due=due, met_on=met, evidence=rng.choice(["", "文件"])
        )
    for _ in range(rng.randint(0, 3)):
        reported = ON - timedelta(days=rng.randint(0, 300))
        Progress.objects.create(
            task=task, unit_id="gd-land", period=rng.choice(["2017Q1", "2017Q2", "2017Q3"]), reported_on=reported,
            text="", recorded_at=NOW,
        )  # fmt: skip
    if parent is None and rng.random() < 0.2:
        Extension.objects.create(
            task=task, title="节点", unit_id="gd-land", due_before=ON, due_asked=ON + timedelta(30), reason="",
            asked_on=ON, decide_by=ON, state=rng.choice(["asked", "granted", "refused"]),
        )  # fmt: skip
    return task


@pytest.fixture
def many(small_plan: Plan) -> Plan:
    rng = random.Random(20171122)
    for number in range(10, 210):
        task = some_task(small_plan, number, rng)
        if rng.random() < 0.3:
            some_task(small_plan, 1000 + number, rng, parent=task)
    return small_plan


@pytest.mark.parametrize("on", [ON, date(2017, 1, 20), date(2017, 4, 22), date(2020, 1, 1)])
def test_the_database_judges_as_the_reader_of_one_task_does(many: Plan, on: date) -> None:
    found = {row.task_id: row for row in judged(many, on=on)}
    tasks = Task.objects.filter(plan=many, parent=None).prefetch_related(*RELATED)
    assert len(found) == len(tasks) == 202
    for task in tasks:
        row, one = row_of(task, plan=many, on=on), found[task.pk]
        assert (one.state, one.due, one.updated_on) == (row.light.state, row.light.due, row.updated_on), task.number
        assert one.leads == row.leads


@pytest.mark.parametrize("on", [ON, date(2017, 1, 20), date(2020, 1, 1)])
def test_the_database_sorts_and_counts_as_the_list_does(many: Plan, on: date) -> None:
    rows = judged(many, on=on)
    assert list(lit(many, on=on).order_by(*trouble_first()).values_list("pk", flat=True)) == [r.task_id for r in rows]
    assert by_light(lit(many, on=on)) == Counter(row.state for row in rows)
    wrong = {u.unit for r in rows if r.state in {"late", "miss"} for u in r.units if u.role == "lead"} - {""}
    assert units_to_chase(many, on) == len(wrong)


@pytest.mark.parametrize("on", [ON, date(2017, 1, 20)])
def test_groups_are_counted_as_the_rows_would_be(many: Plan, on: date) -> None:
    rows = judged(many, on=on)
    for tally in by_leads(lit(many, on=on), plan=many):
        mine = [row for row in rows if tally.key in row.leads]
        assert {state: count for state, count in tally.counts.items() if count} == Counter(row.state for row in mine)
        assert tally.due == min((row.due for row in mine if row.due and row.state != "miss"), default=None)


def test_every_state_was_tried(many: Plan) -> None:
    states = {row.state for on in (ON, date(2017, 1, 20)) for row in judged(many, on=on)}
    assert states == set(ORDER)


def test_trouble_stands_first(many: Plan) -> None:
    places = [ORDER[row.state] for row in judged(many, on=ON)]
    assert places == sorted(places)


def test_two_queries_for_the_list_and_as_many_for_fifty_rows_as_for_one(
    many: Plan,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        found = judged(many, on=ON)
    for count in (1, 50):
        with django_assert_max_num_queries(len(ROW_QUERIES)):
            assert [row.task_id for row in rows_of(found[:count], plan=many, on=ON)] == [
                row.task_id for row in found[:count]
            ]


# what a page of rows asks for
ROW_QUERIES = ("tasks", "units", "their names", "milestones", "progress", "parts", "their milestones", "extensions")


def test_stale_tasks_are_open_and_silent(many: Plan) -> None:
    silent = stale(judged(many, on=ON), on=ON, days=30)
    assert all(row.state != "done" for row in silent)
    assert all(row.updated_on is None or row.updated_on < ON - timedelta(30) for row in silent)

"""Reminders: by the rule at night, all at once by hand, once a day, one notification a person."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.models import Notification
from lingnan.engines.plan.models import Plan, Reminder
from lingnan.engines.plan.services import work
from lingnan.engines.plan.services.reminders import remind

People = Callable[..., Actor]
Stand = Callable[[str], date]


@pytest.fixture
def issued(small_plan: Plan, someone: People, stand_at: Stand) -> Plan:
    office = someone("office", unit="gd-office", role="office")
    work.issue_plan(by=office, plan_key="p")
    for name, unit in (("land", "gd-land"), ("eic", "gd-eic")):
        actor = someone(name, unit=unit, role="liaison")
        for task in small_plan.tasks.filter(units__unit=unit, units__role="lead"):
            work.sign(by=actor, task_id=task.pk)
            work.report_progress(by=actor, task_id=task.pk, text="推进中", period="2017Q1")
    Notification.objects.all().delete()
    return small_plan


def test_one_notification_a_person_with_every_task_in_it(issued: Plan, stand_at: Stand) -> None:
    on = stand_at("2017-07-03")  # both tasks were due on Friday, 30 June
    assert remind(by=SYSTEM, plan_key="p", on=on) == 2
    told = {row.account.username: row for row in Notification.objects.select_related("account")}
    assert [line["zh"][:9] for line in told["land"].lines] == ["催办：任务 1“任", "催办：任务 2“任"]
    assert told["eic"].lines == []
    assert told["eic"].text == "催办：任务 1“任务1”“完成试点”逾期 3 天"
    assert Reminder.objects.count() == 3
    assert remind(by=SYSTEM, plan_key="p", on=on) == 0
    assert issued.tasks.get(number=2).events.filter(act="remind").count() == 1


def test_at_night_the_rule_says_when(issued: Plan, stand_at: Stand) -> None:
    told = []
    # Thresholds 15, 5 and 1 working days before Friday 30 June 2017 (no holiday is loaded here): 9, 23, 29 June.
    # After it again every five working days: 3 July is the first night it is late, and 1 working day after 30 June.
    for day in ("2017-06-08", "2017-06-09", "2017-06-12", "2017-06-23", "2017-06-26", "2017-06-29", "2017-06-30",
                "2017-07-03", "2017-07-05", "2017-07-06", "2017-07-07"):  # fmt: skip
        if remind(by=SYSTEM, plan_key="p", on=stand_at(day), nightly=True):
            told.append(day)
    assert told == ["2017-06-09", "2017-06-23", "2017-06-29", "2017-07-06"]


def test_a_night_that_was_missed_is_made_up(issued: Plan, stand_at: Stand) -> None:
    assert remind(by=SYSTEM, plan_key="p", on=stand_at("2017-06-13"), nightly=True) == 2  # the 9th was missed
    assert remind(by=SYSTEM, plan_key="p", on=stand_at("2017-06-14"), nightly=True) == 0

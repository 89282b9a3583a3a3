"""A small plan with two tasks and people around it."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.engines.identity.actor import SYSTEM, Actor, actor_of
from lingnan.engines.identity.models import Account, Region, Setting, Unit
from lingnan.engines.identity.services.accounts import create_account
from lingnan.engines.plan.models import Milestone, Plan, Task, TaskUnit

UNITS = {"gd-office": "工作组办公室", "gd-land": "省国土资源厅", "gd-eic": "省经济和信息化委", "gd-fin": "省财政厅"}


@pytest.fixture
def stand_at(db: None) -> Callable[[str], date]:
    """Move the business date."""

    def move(day: str) -> date:
        Setting.objects.update_or_create(key="business_date", defaults={"value": day})
        return date.fromisoformat(day)

    return move


@pytest.fixture
def small_plan(stand_at: Callable[[str], date]) -> Plan:
    """Task 1 led by two units, task 2 by one with another cooperating; it is Monday, 9 January 2017."""
    stand_at("2017-01-09")
    Region.objects.create(code="440000", name="广东省", level="province")
    for key, name in UNITS.items():
        Unit.objects.create(key=key, name=name, name_en=key, region_id="440000",
                            kind="office" if key == "gd-office" else "department")  # fmt: skip
    plan = Plan.objects.create(
        key="p", title="方案", period_from=date(2017, 1, 1), period_to=date(2018, 12, 31), state="adopted",
        original_text="", clean_text="", reading={}, imported_at="2017-01-01T00:00:00Z",
        adopted_at="2017-01-02T00:00:00Z",
    )  # fmt: skip
    for number, leads, cooperating in ((1, ("gd-land", "gd-eic"), ()), (2, ("gd-land",), ("gd-fin",))):
        task = Task.objects.create(
            plan=plan, number=number, title=f"任务{number}", text="原文", source_start=0, source_end=1,
            state_on=date(2017, 1, 9),
        )  # fmt: skip
        for n, key in enumerate((*leads, *cooperating)):
            role = "lead" if key in leads else "cooperating"
            TaskUnit.objects.create(task=task, order=n, role=role, written=UNITS[key], unit_id=key)
        Milestone.objects.create(task=task, title="完成试点", written="2017年6月底前", due=date(2017, 6, 30))
    return plan


@pytest.fixture
def someone(small_plan: Plan) -> Callable[..., Actor]:
    """Somebody of a unit with a role."""

    def make(username: str, *, unit: str, role: str, email: str = "") -> Actor:
        create_account(
            by=SYSTEM, username=username, display_name=username, unit_key=unit, roles=(role,), must_change=False
        )
        Account.objects.filter(username=username).update(email=email)
        return actor_of(Account.objects.select_related("unit").get(username=username))

    return make

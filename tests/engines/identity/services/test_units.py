"""Units keep their history: renamed, merged, split, closed only when nothing is open."""

from collections.abc import Iterator
from datetime import date

import pytest

from lingnan.core import events
from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.engines.identity import holders
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.events import UnitClosed, UnitsSucceeded
from lingnan.engines.identity.holders import Held
from lingnan.engines.identity.models import Account, AuditEntry, Unit
from lingnan.engines.identity.selectors.units import lineage, open_units, successors, unit_named
from lingnan.engines.identity.services.units import (
    add_alias,
    close_unit,
    create_unit,
    load_units,
    merge_units,
    rename_unit,
    split_unit,
)

pytestmark = pytest.mark.usefixtures("units")

PLAN_DAY, TODAY = date(2015, 3, 1), date(2026, 11, 22)
ADMIN = Actor(name="管理员", roles=frozenset({"admin"}))
LIAISON = Actor(name="联络员", roles=frozenset({"liaison"}), unit_key="gd-eic", region_code="440000")


def test_every_government_is_there() -> None:
    kinds = {
        kind: Unit.objects.filter(kind=kind).count() for kind in ("city_government", "county_government", "office")
    }
    assert kinds == {"city_government": 21, "county_government": 122, "office": 1}
    assert Unit.objects.get(pk="gov-440103").parent_id == "gov-440100"


def test_loading_again_changes_nothing() -> None:
    entries = AuditEntry.objects.count()
    assert load_units(by=SYSTEM) == 0
    assert AuditEntry.objects.count() == entries


# the 2018 reform of the province, as the published reform plan has it
REFORM = [
    ("省经济和信息化委", "广东省工业和信息化厅"),
    ("省国土资源厅", "广东省自然资源厅"),
    ("省质监局", "广东省市场监督管理局"),
    ("省卫生计生委", "广东省卫生健康委员会"),
    ("省旅游局", "广东省文化和旅游厅"),
    ("省农业厅", "广东省农业农村厅"),
    ("省环境保护厅", "广东省生态环境厅"),
]


def test_a_name_of_the_plan_finds_its_unit_and_its_successor() -> None:
    for old, now in REFORM:
        unit = unit_named(old, on=PLAN_DAY)
        assert unit is not None, old
        assert unit.valid_to == date(2018, 10, 25), old
        assert successors(unit, on=PLAN_DAY) == [unit]
        assert now in [u.name for u in successors(unit, on=date(2019, 1, 1))], old


def test_a_name_that_nobody_bears_is_none() -> None:
    assert unit_named("省魔法厅", on=PLAN_DAY) is None


def test_open_units_change_with_the_day() -> None:
    before, after = (set(open_units(day).values_list("pk", flat=True)) for day in (PLAN_DAY, TODAY))
    assert "gd-eic" in before - after
    assert "gd-iit" in after - before


def test_a_new_unit_is_checked() -> None:
    create_unit(by=ADMIN, key="gd-new", name="广东省新厅", kind="department", region_code="440000", aliases=("省新厅",))
    found = unit_named("省新厅", on=TODAY)
    assert found is not None
    assert found.key == "gd-new"
    for change in (
        {"key": "gd-new"},
        {"name": "广东省新厅"},
        {"kind": "x"},
        {"region_code": "990000"},
        {"key": "GD 1"},
    ):
        wanted = {"key": "gd-other", "name": "广东省另一厅", "kind": "department", "region_code": "440000", **change}
        with pytest.raises(Invalid):
            create_unit(by=ADMIN, **wanted)  # type: ignore[arg-type]
    assert not Unit.objects.filter(name="广东省另一厅").exists()


def test_a_liaison_officer_may_not_manage_units() -> None:
    with pytest.raises(NotAllowed, match="系统管理员"):
        add_alias(by=LIAISON, unit_key="gd-eic", name="省经信")


def test_a_rename_moves_people_and_tells_the_others(django_capture_on_commit_callbacks: object) -> None:
    person = Account.objects.create(username="zhang", display_name="张", unit_id="gd-education")
    with events.heard(UnitsSucceeded) as facts, django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        rename_unit(by=ADMIN, unit_key="gd-education", new_key="gd-edu2", new_name="广东省教育和青年厅",
                    on=date(2026, 1, 1), source="试")  # fmt: skip
    person.refresh_from_db()
    old = Unit.objects.get(pk="gd-education")
    assert person.unit_id == "gd-edu2"
    assert old.valid_to == date(2026, 1, 1)
    assert [u.key for u in successors(old, on=TODAY)] == ["gd-edu2"]
    assert [(f.before, f.after, f.kind) for f in facts] == [(("gd-education",), ("gd-edu2",), "renamed")]
    assert AuditEntry.objects.filter(verb="identity.unit_renamed", about="identity.unit:gd-education").exists()


def test_a_merger_and_a_split() -> None:
    merge_units(
        by=ADMIN, unit_keys=("gd-science", "gd-education"), into_key="gd-education", on=date(2026, 1, 1), source="试"
    )
    assert [u.key for u in successors("gd-science", on=TODAY)] == ["gd-education"]
    split_unit(by=ADMIN, unit_key="gd-police", into_keys=("gd-finance", "gd-hrss"), on=date(2026, 1, 1), source="试")
    assert {u.key for u in successors("gd-police", on=TODAY)} == {"gd-finance", "gd-hrss"}
    with pytest.raises(Invalid, match="还没到"):
        merge_units(by=ADMIN, unit_keys=("gd-finance",), into_key="gd-hrss", on=date(2999, 1, 1), source="试")
    with pytest.raises(Invalid, match="承接单位之中"):
        split_unit(by=ADMIN, unit_key="gd-finance", into_keys=("gd-hrss",), heir_key="gd-drc", on=TODAY, source="试")
    with pytest.raises(Conflict, match="终止"):
        merge_units(by=ADMIN, unit_keys=("gd-science",), into_key="gd-hrss", on=TODAY, source="试")
    with pytest.raises(Invalid, match="两个以上"):
        split_unit(by=ADMIN, unit_key="gd-finance", into_keys=("gd-hrss",), on=TODAY, source="试")


def test_lineage_shows_what_came_before_and_after() -> None:
    unit = Unit.objects.get(pk="gd-eic")
    assert "gd-iit" in {step.after_id for step in lineage(unit)}
    assert {step.before_id for step in lineage(Unit.objects.get(pk="gd-iit"))} >= {"gd-eic"}


@pytest.fixture
def open_work() -> Iterator[list[Held]]:
    held = [Held(title="任务 3 时空信息云平台", url="/plan/x/tasks/3")]
    holders.register_holder(lambda key: held if key == "gd-land" else [])
    yield held
    holders.HOLDERS.pop()


def test_a_unit_with_open_work_is_not_closed(open_work: list[Held]) -> None:
    with pytest.raises(Conflict, match="任务 3 时空信息云平台"):
        close_unit(by=ADMIN, unit_key="gd-land", on=date(2017, 1, 1), source="试")
    assert Unit.objects.get(pk="gd-land").valid_to == date(2018, 10, 25)
    open_work.clear()
    with events.heard(UnitClosed):
        close_unit(by=ADMIN, unit_key="gd-land", on=date(2017, 1, 1), source="试")
    assert Unit.objects.get(pk="gd-land").valid_to == date(2017, 1, 1)

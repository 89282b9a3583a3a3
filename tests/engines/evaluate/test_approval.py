"""The ladder, step by step, on a city of two counties."""

from dataclasses import replace

import pytest

from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.evaluate import approval
from lingnan.engines.evaluate.approval import CHAINS, Entry, Level, State

CITY = Entry(key="city", level=Level.CITY, unit="gov", covers=frozenset({"a", "b", "c"}))
EAST = Entry(key="east", level=Level.COUNTY, unit="gov-e", covers=frozenset({"a", "b"}), whole="city")
WEST = Entry(key="west", level=Level.COUNTY, unit="gov-w", covers=frozenset({"c"}), whole="city")


def climbed(entry: Entry, levels: int, parts: tuple[Entry, ...] = ()) -> Entry:
    """Handed in and passed by the first so many levels, each time by somebody else."""
    entry = approval.submit(entry, who="clerk", parts=parts)
    for number, level in enumerate(CHAINS[entry.level][:levels]):
        entry = approval.approve(entry, level=level, unit=str(level), who=f"p{number}")
    return entry


def test_a_value_climbs_level_by_level() -> None:
    entry = climbed(CITY, 0)
    for level in (Level.DEPARTMENT, Level.INSTITUTION, Level.OFFICE):
        assert entry.waits_for is level
        entry = approval.approve(entry, level=level, unit="u", who=f"of {level}")
    assert entry.state is State.APPROVED
    assert entry.waits_for is None


def test_no_level_is_skipped() -> None:
    with pytest.raises(Conflict, match="还没有经过省直部门审核，不能越级；现在等省直部门审核"):
        approval.approve(climbed(CITY, 0), level=Level.OFFICE, unit="u", who="o")
    with pytest.raises(Conflict, match="本级已审核过"):
        approval.approve(climbed(CITY, 1), level=Level.DEPARTMENT, unit="u", who="o")
    with pytest.raises(Conflict, match="不归本级审核"):
        approval.approve(climbed(CITY, 0), level=Level.CITY, unit="u", who="o")
    with pytest.raises(Conflict, match="没有等待审核"):
        approval.approve(CITY, level=Level.DEPARTMENT, unit="u", who="o")


def test_nobody_judges_what_they_did_themselves() -> None:
    with pytest.raises(Conflict, match="同一个人"):
        approval.approve(climbed(CITY, 0), level=Level.DEPARTMENT, unit="u", who="clerk")
    with pytest.raises(Conflict, match="同一个人"):
        approval.approve(climbed(CITY, 1), level=Level.INSTITUTION, unit="u", who="p0")


def test_a_value_sent_back_climbs_from_the_bottom() -> None:
    with pytest.raises(Invalid, match="哪里不对"):
        approval.send_back(climbed(CITY, 2), level=Level.OFFICE, reason=" ")
    entry = approval.send_back(climbed(CITY, 2), level=Level.OFFICE, reason="与佐证不符")
    assert (entry.state, entry.approvals) == (State.RETURNED, ())
    assert approval.submit(entry, who="clerk").waits_for is Level.DEPARTMENT


def test_the_reporter_takes_back_only_what_nobody_passed() -> None:
    assert approval.recall(climbed(CITY, 0)).state is State.DRAFT
    with pytest.raises(Conflict, match="省直部门已审核通过"):
        approval.recall(climbed(CITY, 1))


def test_a_figure_waits_for_all_its_parts() -> None:
    with pytest.raises(Conflict, match="还有 1 个下级数没有审核通过，不能汇总：gov-w"):
        approval.submit(CITY, who="c", parts=(climbed(EAST, 1), climbed(WEST, 0)))
    assert approval.submit(CITY, who="c", parts=(climbed(EAST, 1), climbed(WEST, 1))).state is State.SUBMITTED


def test_parts_neither_overlap_nor_leave_a_gap() -> None:
    again = replace(climbed(WEST, 1), key="again", covers=frozenset({"b", "c"}))
    with pytest.raises(Conflict, match="重叠，会重复计算：b"):
        approval.submit(CITY, who="c", parts=(climbed(EAST, 1), again))
    with pytest.raises(Conflict, match="没有人填报：c"):
        approval.submit(CITY, who="c", parts=(climbed(EAST, 1),))
    closed = approval.close(WEST)
    assert approval.submit(CITY, who="c", parts=(climbed(EAST, 1), closed)).state is State.SUBMITTED


def test_a_withdrawal_names_what_stands_on_the_approval() -> None:
    with pytest.raises(Conflict, match="上面已有 1 步：评价机构（institution）已审核通过"):
        approval.withdraw(climbed(CITY, 2), level=Level.DEPARTMENT)
    city = climbed(CITY, 1, parts=(climbed(EAST, 1), climbed(WEST, 1)))
    with pytest.raises(Conflict, match="上面已有 2 步：市（gov）已据此汇总上报；省直部门（department）已审核通过"):
        approval.withdraw(climbed(EAST, 1), level=Level.CITY, whole=city)
    returned = approval.send_back(city, level=Level.INSTITUTION, reason="县区数有误")
    freed = approval.withdraw(climbed(EAST, 1), level=Level.CITY, whole=returned)
    assert (freed.state, freed.waits_for) == (State.SUBMITTED, Level.CITY)


def test_a_recut_keeps_the_territory() -> None:
    merged = Entry(key="new", level=Level.COUNTY, unit="gov-n", covers=EAST.covers | WEST.covers, whole="city")
    assert {entry.state for entry in approval.recut([EAST, climbed(WEST, 1)], [merged])} == {State.SUPERSEDED}
    with pytest.raises(Invalid, match="范围相同"):
        approval.recut([EAST], [merged])
    with pytest.raises(Invalid, match="互不重叠"):
        approval.recut([EAST, WEST], [merged, replace(merged, key="twice")])
    city = climbed(CITY, 0, parts=(climbed(EAST, 1), climbed(WEST, 1)))
    with pytest.raises(Conflict, match="市（gov）已据此汇总上报"):
        approval.recut([climbed(EAST, 1), climbed(WEST, 1)], [merged], whole=city)


def test_a_closed_unit_leaves_what_was_approved() -> None:
    assert approval.close(climbed(EAST, 0)).state is State.CLOSED
    assert approval.close(climbed(EAST, 1)).state is State.APPROVED
    with pytest.raises(Conflict, match="不再填报"):
        approval.close(approval.close(EAST))

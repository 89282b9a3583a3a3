"""The real plan text, converted characters and readings in brackets included, against tables drawn up by others."""

import csv
from pathlib import Path

import pytest

from lingnan.engines.plan.reading import PlanReading, read_document
from lingnan.engines.plan.reading.cleaning import clean

pytestmark = pytest.mark.shared

# Counted by hand in the text: 21 members of the workgroup, tasks （一） to （二十四）.
MEMBERS = [
    "省经济和信息化委",
    "省发展改革委",
    "省教育厅",
    "省科技厅",
    "省公安厅",
    "省民政厅",
    "省财政厅",
    "省人力资源社会保障厅",
    "省国土资源厅",
    "省环境保护厅",
    "省住房城乡建设厅",
    "省交通运输厅",
    "省水利厅",
    "省农业厅",
    "省商务厅",
    "省卫生计生委",
    "省质监局",
    "省食品药品监管局",
    "省旅游局",
    "省金融办",
    "省科学院",
]


@pytest.fixture(scope="module")
def seed(shared_dir: Path) -> PlanReading:
    return read_document(shared_dir / "seed" / "guangdong-smart-city-plan-2015-2017.txt")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data" / "evaluation" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_front_matter(seed: PlanReading) -> None:
    assert seed.title == "广东省促进智慧城市健康发展工作方案(2015-2017年)"
    assert seed.period is not None
    assert (seed.period.start.isoformat(), seed.period.end.isoformat()) == ("2015-01-01", "2017-12-31")
    assert list(seed.members) == MEMBERS
    assert [task.number for task in seed.tasks] == list(range(1, 25))


def test_members_and_leads_are_all_known(seed: PlanReading) -> None:
    assert [each.name for each in seed.members_resolved if each.status != "known"] == []
    assert {each.status for task in seed.tasks for each in task.resolved} == {"known", "collective"}
    by_name = {each.name: each for each in seed.members_resolved}
    # 2018-10: the commission for economy and information became the department of industry and information technology.
    assert [unit.name for unit in by_name["省经济和信息化委"].today] == ["广东省工业和信息化厅"]
    assert [unit.key for unit in by_name["省质监局"].today] == ["gd-market"]


def test_indicator_systems_are_those_of_the_table(seed: PlanReading, shared_dir: Path) -> None:
    expected: dict[int, list[str]] = {}
    for row in rows(shared_dir, "seed_evaluation_systems.csv"):
        # The text itself writes 视屏 where the table has the right word.
        expected.setdefault(int(row["task_no"]), []).append(row["system_zh"].replace("视频", "视屏"))
    assert {task.number: list(task.indicator_systems) for task in seed.tasks if task.indicator_systems} == expected


def test_leads_are_those_of_the_table(seed: PlanReading, shared_dir: Path) -> None:
    for row in rows(shared_dir, "seed_evaluation_systems.csv"):
        task = seed.tasks[int(row["task_no"]) - 1]
        assert ";".join(task.lead) == row["lead"]
        assert ";".join(task.cooperating) == row["cooperating"]


def test_dates_are_those_of_the_table(seed: PlanReading) -> None:
    # seed_dated_commitments.csv, tasks 1, 6 and 8; the last day that keeps each by the calendar.
    found = {
        task.number: [(d.text, str(d.due), d.kind) for d in task.deadlines] for task in seed.tasks if task.deadlines
    }
    assert found == {
        1: [("2015年1月", "2015-01-31", "once")],
        6: [("2015-2017年", "2017-12-31", "continuous")],
        8: [("2015年", "2015-12-31", "once"), ("2016年底前", "2016-12-31", "by")],
    }


def test_every_task_shows_its_exact_source(seed: PlanReading) -> None:
    for task in seed.tasks:
        source = seed.original[task.source.start : task.source.end]
        assert source.startswith("(")
        assert clean(source).text == task.text


def test_real_brackets_stay_and_readings_go(seed: PlanReading) -> None:
    words = "".join(task.text for task in seed.tasks)
    assert all(kept in words for kept in ("(2015-2017年)", "(RFID)", "(含中医院机构)", "(试行)"))
    assert not any(mark in seed.clean for mark in "āáǎàēéěèīíǐìōóǒòūúǔù")

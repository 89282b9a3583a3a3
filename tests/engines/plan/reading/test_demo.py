"""The plan shipped with the project says the same as the real text, in other words."""

from importlib.resources import files
from pathlib import Path

import pytest

from lingnan.engines.plan.reading import PlanReading, TaskReading, read_document

SEED = "guangdong-smart-city-plan-2015-2017.txt"


@pytest.fixture(scope="module")
def demo() -> PlanReading:
    return read_document((files("lingnan") / "data/demo/plan-2015-2017.txt").read_bytes(), name="plan-2015-2017.txt")


def facts(task: TaskReading) -> tuple[object, ...]:
    # The real text writes 视屏 for 视频 (twice); the project's own text has the right word.
    systems = tuple(name.replace("视屏", "视频") for name in task.indicator_systems)
    dates = {(d.due, d.kind) for d in task.deadlines}
    return task.number, task.lead, task.cooperating, systems, dates


def test_demo_stands_alone(demo: PlanReading) -> None:
    assert len(demo.members) == 21
    assert [task.number for task in demo.tasks] == list(range(1, 25))
    assert sum(len(task.indicator_systems) for task in demo.tasks) == 21
    assert demo.period is not None
    assert (demo.period.start.year, demo.period.end.year) == (2015, 2017)


@pytest.mark.shared
def test_demo_and_real_text_agree(demo: PlanReading, shared_dir: Path) -> None:
    seed = read_document(shared_dir / "seed" / SEED)
    assert demo.members == seed.members
    assert [facts(task) for task in demo.tasks] == [facts(task) for task in seed.tasks]
    assert [b.number for b in demo.basis] == [b.number for b in seed.basis]

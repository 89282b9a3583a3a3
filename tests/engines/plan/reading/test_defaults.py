"""Sentences that rule more than one task: the first named leads, units that every task needs."""

import pytest

from lingnan.engines.plan.reading.document import read_text

PLAN = """某市工作方案（2025年）
一、任务
{above}
（一）甲事。（市教育局、市财政局{inside}）
（二）乙事。（市水务局牵头，市林业局配合）
（三）丙事。（市商务局、市工信局按职责分工负责）
{below}
"""
COUNTIES = "各县（市、区）人民政府"
# Without a default all lead where nobody 牵头; with one, the first named does and the others cooperate.
PLAIN = [(("市教育局", "市财政局"), ()), (("市水务局",), ("市林业局",)), (("市商务局", "市工信局"), ())]
FIRST_LEADS = [(("市教育局",), ("市财政局",)), (("市水务局",), ("市林业局",)), (("市商务局",), ("市工信局",))]


def _read(above: str = "", inside: str = "", below: str = "") -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    reading = read_text(PLAN.format(above=above, inside=inside, below=below))
    return [(task.lead, task.cooperating) for task in reading.tasks]


def _with(
    unit: str, base: list[tuple[tuple[str, ...], tuple[str, ...]]]
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(lead, (*others, unit)) for lead, others in base]


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("inside", "，列第一位者为牵头单位，下同"),
        ("inside", "。排在第一位的为牵头单位，下同"),
        ("inside", "；位列首位的为牵头单位，以下同"),
        ("above", "（注：责任单位中排在首位的为牵头单位。）"),
        ("above", "以下任务责任单位列第一位的为牵头单位，其他为配合单位。"),
        ("above", "（各项任务排在第一位的部门为牵头部门，以下均同）"),
        ("below", "注：有多个责任单位的，排在首位的为牵头单位。"),
        ("below", "备注：责任单位排名第一的为牵头单位，负责牵头抓总。"),
    ],
)
def test_the_first_named_leads(where: str, words: str) -> None:
    assert _read(**{where: words}) == FIRST_LEADS


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("above", f"（以下各项任务均需{COUNTIES}落实，不再逐一列出。）"),
        ("above", f"以下任务除明确由市直部门单独负责外，均涉及{COUNTIES}，不再单独列出。"),
        ("above", f"{COUNTIES}为以下各项任务的责任单位，不再逐项列出。"),
        ("above", f"以下工作均需{COUNTIES}配合落实，不再重复列出。"),
        ("inside", f"负责。各项任务均由{COUNTIES}具体落实，不再列出"),
        ("below", f"以上各项任务均需{COUNTIES}落实，不再一一列出。"),
    ],
)
def test_units_that_every_task_needs_cooperate(where: str, words: str) -> None:
    assert _read(**{where: words}) == _with(COUNTIES, PLAIN)


def test_who_is_named_in_a_clause_keeps_the_role_it_has_there() -> None:
    words = f"，{COUNTIES}。以下任务均需{COUNTIES}落实，不再一一列出"
    assert _read(inside=words) == [(("市教育局", "市财政局", COUNTIES), ()), *_with(COUNTIES, PLAIN)[1:]]


def test_two_defaults_in_one_sentence() -> None:
    words = "说明：责任单位排第一位的为牵头单位；以下任务均需各区人民政府落实，不再一一列出。"
    assert _read(above=words) == _with("各区人民政府", FIRST_LEADS)

"""Labels of fields in the words that offices use: every one gives its value the same role, whatever parts the fields."""

import pytest

from lingnan.engines.plan.reading import read_clause

LEAD = "牵头单位 牵头部门 主办单位 牵头责任单位 主责部门 第一责任单位 总牵头单位 责任牵头单位 牵头 牵头处室 牵头科室"
COOPERATE = (
    "配合单位 协办单位 参与部门 责任单位 其他责任单位 共同责任单位 次责单位 会办单位 协同单位 相关单位 配合 实施单位"
)
WHEN = "完成时限 时间进度 进度安排 办结时限 时间节点 计划完成时间 拟完成时间 截止日期 工作进度 年限 实施期限 目标时限"
ALONE = "责任单位 负责单位 承办单位 责任处室 责任主体 任务分工 落实单位 主管单位 建设单位 责任区县 责任股室"
PERSON = "责任领导 分管领导 责任人 联系人 包联领导 分管副市长 具体责任人 联系电话"
PARTED = ("；", "\n", "，", "  ", "。")


@pytest.mark.parametrize("by", PARTED)
@pytest.mark.parametrize("label", LEAD.split())
def test_labels_of_leaders(label: str, by: str) -> None:
    said = read_clause(f"{label}：市甲局{by}配合单位：市乙局、市丙局")
    assert (said.lead, said.cooperating) == (("市甲局",), ("市乙局", "市丙局"))


@pytest.mark.parametrize("by", PARTED)
@pytest.mark.parametrize("label", COOPERATE.split())
def test_labels_of_those_beside_a_leader(label: str, by: str) -> None:
    said = read_clause(f"牵头单位：市甲局{by}{label}：市乙局、市丙局")
    assert (said.lead, said.cooperating) == (("市甲局",), ("市乙局", "市丙局"))


@pytest.mark.parametrize("by", PARTED)
@pytest.mark.parametrize("label", WHEN.split())
def test_labels_of_time(label: str, by: str) -> None:
    said = read_clause(f"牵头单位：市甲局{by}{label}：2025年6月底")
    assert (said.lead, said.when) == (("市甲局",), "2025年6月底")


@pytest.mark.parametrize("label", ALONE.split())
def test_labels_that_let_all_lead(label: str) -> None:
    assert read_clause(f"{label}：市甲局、市乙局").lead == ("市甲局", "市乙局")


@pytest.mark.parametrize("label", PERSON.split())
def test_persons_are_no_units(label: str) -> None:
    said = read_clause(f"{label}：周某；责任单位：市甲局")
    assert (said.lead, said.cooperating) == (("市甲局",), ())

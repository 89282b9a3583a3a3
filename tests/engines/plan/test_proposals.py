"""A promised number as it is offered to the office: its name, its value; a date before it is no value."""

import pytest

from lingnan.engines.plan.proposals import target_of


@pytest.mark.parametrize(
    ("words", "name", "target"),
    [
        ("覆盖率不低于90%", "覆盖率", "≥ 90%"),
        ("2016年底前校园网覆盖率不低于90%", "校园网覆盖率", "≥ 90%"),
        ("到2017年，全省接入率达到85%", "接入率", "85%"),
        ("2017年6月底前建成基站3万个", "建成基站", "3万个"),
        ("2016年上半年平均办理时限控制在5天以内", "平均办理时限", "≤ 5天"),
    ],
)
def test_a_date_before_the_promise_is_not_its_number(words: str, name: str, target: str) -> None:
    found = target_of(words, {"found": "number", "written": words, "due": None}, {"start": 0, "end": len(words)})
    assert (found.kind, found.title, found.target, found.written) == ("indicator", name, target, words)

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lingnan.core.errors import Invalid
from lingnan.rules import load_file

GOOD = """\
rule: limits
label: {zh: 限值, en: Limits}
values_schema:
  type: object
  required: [day]
  properties: {day: {type: number}}
editions:
  - edition: First
    in_force_from: 2012-01-01
    in_force_to: 2026-03-01
    source: GB 0000-2012
    clause: table 1
    confidence: read
    values: {day: 2.2, steps: [1, 2.50], days: {open: 2015-01-02}}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "limits.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_numbers_come_in_exactly_and_unchangeable(tmp_path: Path) -> None:
    (rule_set,) = load_file(write(tmp_path, GOOD))
    assert rule_set.number("day") == Decimal("2.2")
    assert str(rule_set.numbers("steps")[1]) == "2.50"
    assert rule_set.text("days", "open") == "2015-01-02"
    assert (rule_set.in_force_from, rule_set.in_force_to) == (date(2012, 1, 1), date(2026, 3, 1))
    with pytest.raises(TypeError):
        rule_set.values["day"] = 3  # type: ignore[index] # the fault under test


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("clause: table 1", "clausula: table 1", r"limits\.yaml:8.*clausula"),
        ("confidence: read", "confidence: sure", r"limits\.yaml:13.*'sure' is not one of"),
        ("day: 2.2", "day: viel", r"limits\.yaml:14.*'viel' is not of type 'number'"),
        ("day: 2.2, ", "", r"limits\.yaml:14.*'day' is a required property"),
        ("2012-01-01", "2012-13-01", r"limits\.yaml:9.*2012-13-01"),
        ("2026-03-01", "2011-03-01", r"limits\.yaml:10.*does not lie after"),
        ("    clause: table 1", "    clause: table 1\n    clause: table 2", r"limits\.yaml:13.*stands twice"),
        ("rule: limits", "rule: [limits", r"limits\.yaml:\d+"),
        (GOOD, "- a list\n", "不是规则文件"),
        (GOOD, "", "不是规则文件"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        load_file(write(tmp_path, GOOD.replace(old, new, 1)))


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("confidence: read", "confidence: sure").replace("in_force_from: 2012-01-01", "in_force_from: 1")
    with pytest.raises(Invalid) as caught:
        load_file(write(tmp_path, text))
    assert len(caught.value.faults) == 2

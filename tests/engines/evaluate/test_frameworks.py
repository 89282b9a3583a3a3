"""A framework is data: dated, checked when read, and kept whole with every assessment."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lingnan import rules
from lingnan.core.errors import Invalid, NotFound
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.frameworks import Framework
from lingnan.engines.evaluate.frameworks.reading import FOLDER

pytestmark = pytest.mark.django_db  # an office may have adopted editions of its own

KEY = "gd-demo-2017"


def test_the_weights_of_every_edition_add_up_to_100() -> None:
    for edition in frameworks.editions(KEY):
        assert sum(leaf.weight for leaf in edition.leaves) == Decimal(100)


def test_the_edition_is_chosen_by_the_year_judged() -> None:
    assert [frameworks.of_year(KEY, year).edition for year in (2015, 2017, 2018)] == ["2015-A", "2015-A", "2018-A"]


def test_before_the_first_edition_there_is_none() -> None:
    with pytest.raises(NotFound, match="2015-A"):
        frameworks.of_year(KEY, 2014)


def test_an_unknown_framework_names_those_that_are() -> None:
    with pytest.raises(NotFound, match=KEY):
        frameworks.of_year("gd-2099", 2017)


def test_a_kept_tree_reads_back_as_the_same_framework() -> None:
    edition = frameworks.of_year(KEY, 2017)
    assert Framework.from_json(edition.as_json()) == edition


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weight: 30\n", "weight: 31\n", "应为 31"),
        ("best: 35\n", "best: 0\n", "两个目标值相同"),
        ("worst: 0\n              best: 35", "worst: 35\n              best: 0", "方向相反"),
        ("- key: economy", "- key: infrastructure", "出现两次"),
    ],
)
def test_a_wrong_tree_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    shutil.copy(FOLDER / "framework.schema.json", tmp_path)
    text = (FOLDER / f"{KEY}.yaml").read_text(encoding="utf-8").replace(old, new, 1)
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    with rules.RULES.swapped(*rules.load_file(tmp_path / "wrong.yaml")), pytest.raises(Invalid) as error:
        frameworks.of_year(KEY, 2017)
    assert any(said in str(fault.reason) for fault in error.value.faults)


def test_an_edition_in_force_until_a_day_does_not_hold_that_day() -> None:
    first = frameworks.edition(KEY, "2015-A")
    assert first.in_force_to == date(2018, 1, 1)
    assert frameworks.of_year(KEY, 2018).edition != first.edition

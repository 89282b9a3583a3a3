"""Scales other than goalposts: points by hand, bonus and veto on the parent, the same in the intervals."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.frameworks import Framework, Node, check, scales
from lingnan.engines.evaluate.frameworks.tree import node_from_json, node_json
from lingnan.engines.evaluate.scoring import points, score_region
from lingnan.engines.evaluate.uncertainty import rank_intervals

pytestmark = pytest.mark.django_db  # an office may have adopted editions of its own

ROWS = {
    "piecewise": {"kind": "piecewise", "points": [[0, 0], [60, 60], [80, 100]]},
    "bands": {"kind": "bands", "edges": [60, 80], "points": [0, 60, 100]},
    "yes_no": {"kind": "yes_no"},
    "bonus": {"kind": "bonus", "each": 2, "most": 5, "ceiling": 100},
    "veto": {"kind": "veto", "ceiling": 59, "at_least": 1},
}


def leaf(key: str, kind: str, weight: int) -> Node:
    """A leaf without goalposts."""
    return Node(
        key=key, label=Label(zh=key, en=key), weight=Decimal(weight), scale=scales.from_row(ROWS[kind]),
        goalpost_source="本测试",
    )  # fmt: skip


def framework(*leaves: Node) -> Framework:
    """The demonstration's framework with these leaves under one domain instead of its own."""
    domain = Node(key="domain", label=Label(zh="领域", en="Domain"), weight=Decimal(100), children=leaves)
    base = frameworks.edition("gd-demo-2017", "2015-A")
    return replace(base, root=replace(base.root, children=(domain,)), _by_key={})


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("piecewise", "70", Fraction(80)),  # half-way between 60→60 and 80→100
        ("piecewise", "-3", Fraction(0)),
        ("bands", "79.99", Fraction(60)),
        ("bands", "80", Fraction(100)),  # an edge belongs to the band that it begins
        ("yes_no", "1", Fraction(100)),
        ("yes_no", "0", Fraction(0)),
    ],
)
def test_points(kind: str, value: str, expected: Fraction) -> None:
    assert points(Decimal(value), leaf("a", kind, 100)) == expected


def test_a_bonus_adds_to_the_mean_up_to_its_most() -> None:
    found = framework(leaf("a", "bands", 100), leaf("extra", "bonus", 0))
    assert score_region(found, {"a": Decimal(70), "extra": Decimal(2)})["domain"].points == 64  # 60 + 2 × 2
    assert score_region(found, {"a": Decimal(70), "extra": Decimal(9)})["domain"].points == 65  # at most 5
    assert score_region(found, {"a": Decimal(90), "extra": Decimal(9)})["domain"].points == 100  # never over 100
    assert score_region(found, {"a": Decimal(70)})["domain"].points == 60  # missing adds nothing


def test_a_veto_is_stronger_than_a_bonus() -> None:
    found = framework(leaf("a", "bands", 100), leaf("extra", "bonus", 0), leaf("accident", "veto", 0))
    values = {"a": Decimal(90), "extra": Decimal(2), "accident": Decimal(1)}
    assert score_region(found, values)["domain"].points == 59
    assert score_region(found, {**values, "accident": Decimal(0)})["domain"].points == 100
    assert score_region(found, {"a": Decimal(90)})["domain"].points == 100  # what is not known does not strike


def test_only_a_bonus_gives_no_score() -> None:
    found = framework(leaf("a", "bands", 100), leaf("extra", "bonus", 0))
    assert score_region(found, {"extra": Decimal(2)})["domain"].points is None


def test_intervals_use_the_same_scales() -> None:
    """B is a band above A whatever the weights; a veto throws C, who has the best value, behind both."""
    found = framework(leaf("a", "bands", 100), leaf("accident", "veto", 0))
    found = replace(found, interval=replace(found.interval, value_swing=Decimal(0), draws=200))
    values = {
        "a": {"A": Decimal(70), "B": Decimal(85), "C": Decimal(99)},
        "accident": {"A": Decimal(0), "B": Decimal(0), "C": Decimal(1)},
    }
    assert rank_intervals(found, values, ["A", "B", "C"]) == {"A": (2, 2), "B": (1, 1), "C": (3, 3)}


@pytest.mark.parametrize("kind", ROWS)
def test_what_an_assessment_keeps_gives_the_scale_back(kind: str) -> None:
    node = leaf("a", kind, 0)
    assert node_from_json(node_json(node)) == node


@pytest.mark.parametrize("kind", ROWS)
def test_every_scale_is_said_in_both_languages(kind: str) -> None:
    how = leaf("a", kind, 0).how
    assert how
    assert how.zh != how.en


def test_a_tree_with_a_weight_in_the_wrong_place_is_refused_by_name() -> None:
    faults = [str(fault) for fault in check(framework(leaf("a", "bands", 90), leaf("extra", "bonus", 10)))]
    assert len(faults) == 1
    assert "extra" in faults[0]
    assert "只有加分和一票限制不占权重" in faults[0]


def test_an_unknown_scale_says_what_there_is() -> None:
    with pytest.raises(Invalid, match="piecewise、bands、yes_no、bonus、veto"):
        scales.from_row({"kind": "curve"})

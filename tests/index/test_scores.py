"""One run of a chain as engines call it: scores, ranks, missing children, bonus and veto."""

from decimal import Decimal

import pytest

from lingnan.core.errors import Invalid
from lingnan.index import (
    Aggregate,
    Bands,
    Bonus,
    Chain,
    Element,
    Goalposts,
    Normalise,
    Tree,
    Veto,
    YesNo,
    score,
)

SCORING = Chain(normalise=Normalise(method="scoring"))


def two_pillars() -> Tree:
    posts = Goalposts(worst=0, best=10)
    return Tree(
        elements=(
            Element(code="index"),
            Element(code="p", parent="index", weight=3),
            Element(code="q", parent="index", weight=1),
            Element(code="a", parent="p", weight=1, scoring=posts),
            Element(code="b", parent="p", weight=1, scoring=posts),
            Element(code="c", parent="q", weight=1, scoring=posts),
        )
    )


def test_weights_are_shared_among_the_children_present() -> None:
    # p: a=40 alone as b is missing; q: 80; index = (3·40 + 80)/4 = 50 by hand
    result = score({"u": {"a": 4, "b": None, "c": 8}}, two_pillars(), SCORING)
    assert result.score("u", "p") == 40
    assert result.score("u") == 50


def test_a_unit_without_data_has_no_score_no_rank_and_is_named() -> None:
    result = score({"u": {"a": 4, "b": 6, "c": 8}, "empty": {}}, two_pillars(), SCORING)
    assert result.score("empty") is None
    assert result.rank("empty") is None
    assert result.warnings == ("单位 empty 没有任何数据",)


def test_equal_units_share_the_smallest_rank() -> None:
    cells = {"a": 4, "b": 6, "c": 8}
    result = score({"u": cells, "v": cells, "w": {"a": 1, "b": 1, "c": 1}}, two_pillars(), SCORING)
    assert [result.rank(unit) for unit in "uvw"] == [1, 1, 3]


def test_an_unknown_indicator_is_named_with_its_unit() -> None:
    with pytest.raises(Invalid, match=r"u\.nonsense"):
        score({"u": {"nonsense": 1}}, two_pillars(), SCORING)


def test_infinite_values_are_refused() -> None:
    with pytest.raises(Invalid, match=r"u\.a"):
        score({"u": {"a": float("inf")}}, two_pillars(), SCORING)


def test_a_zero_in_a_geometric_mean_is_named() -> None:
    chain = Chain(normalise=Normalise(method="scoring"), aggregate=Aggregate(methods=("gmean",)))
    with pytest.raises(Invalid, match="p 的 gmean 只能用正数：a 在 u 是 0"):
        score({"u": {"a": 0, "b": 6, "c": 8}}, two_pillars(), chain)


def bonus_and_veto() -> Tree:
    return Tree(
        elements=(
            Element(code="index"),
            Element(code="a", parent="index", scoring=Bands(edges=(60,), points=(50, 90))),
            Element(code="open", parent="index", scoring=YesNo()),
            Element(code="pilot", parent="index", scoring=Bonus(each=2, most=5)),
            Element(code="incident", parent="index", scoring=Veto(at_least=1, ceiling=Decimal("59.9"))),
        )
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"a": 60, "open": 1, "pilot": 0, "incident": 0}, 95.0),  # (90 + 100)/2
        ({"a": 59.99, "open": 0, "pilot": 2, "incident": 0}, 29.0),  # 25 + 4
        ({"a": 60, "open": 1, "pilot": 9, "incident": None}, 100.0),  # 95 + 5, nothing known of incidents
        ({"a": 60, "open": 1, "pilot": 9, "incident": 1}, 59.9),  # the veto is stronger
    ],
)
def test_bonus_adds_and_veto_caps(cells: dict[str, float | None], expected: float) -> None:
    assert score({"u": cells}, bonus_and_veto(), SCORING).score("u") == expected


def test_goalposts_make_years_comparable() -> None:
    alone = score({"u": {"a": 4, "b": 6, "c": 8}}, two_pillars(), SCORING).score("u")
    beside = score({"u": {"a": 4, "b": 6, "c": 8}, "v": {"a": 10, "b": 10, "c": 10}}, two_pillars(), SCORING)
    assert beside.score("u") == alone


def test_a_rule_that_would_not_be_used_is_an_error() -> None:
    with pytest.raises(Invalid, match="有评分规则"):
        score({"u": {"a": 4}}, two_pillars(), Chain())

"""A tree says everything that is wrong with it, by name."""

import pytest

from lingnan.core.errors import Invalid
from lingnan.index import Element, Tree


def test_levels_are_counted_from_the_bottom() -> None:
    tree = Tree(
        elements=(
            Element(code="i"),
            Element(code="p", parent="i"),
            Element(code="a", parent="p"),
            Element(code="b", parent="i"),  # an indicator straight below the index
        )
    )
    assert {element.code: element.level for element in tree.elements} == {"i": 3, "p": 2, "a": 1, "b": 1}
    assert tree.children == {"p": ("a",), "i": ("p", "b")}
    assert tree.codes == ("a", "b", "p", "i")


def test_a_cycle_is_shown_as_a_path() -> None:
    with pytest.raises(Invalid, match="上级关系成环：a → b → c → a"):
        Tree(elements=tuple(Element(code=c, parent=p) for c, p in (("a", "b"), ("b", "c"), ("c", "a"), ("i", None))))


def test_an_unknown_parent_and_a_double_code_are_both_told() -> None:
    with pytest.raises(Invalid) as caught:
        Tree(elements=(Element(code="i"), Element(code="a", parent="nobody"), Element(code="a", parent="i")))
    assert [fault.reason for fault in caught.value.faults] == ["上级“nobody”不在表中", "编码重复"]


def test_two_tops_are_named() -> None:
    with pytest.raises(Invalid, match="i、j"):
        Tree(elements=(Element(code="i"), Element(code="j")))


@pytest.mark.parametrize(
    ("adding", "weights", "said"),
    [
        ("share", (0.5, 0.4), "下级权重之和是 0.9，应为 1"),
        ("percent", (50, 60), "下级权重之和是 110，应为 100"),
        ("points", (4, 5), "下级权重之和是 9，应为 8"),
    ],
)
def test_weights_that_do_not_add_up_name_parent_and_sum(adding: str, weights: tuple[float, float], said: str) -> None:
    with pytest.raises(Invalid, match=f"i：{said}"):
        Tree(
            elements=(
                Element(code="i", weight=8),
                Element(code="a", parent="i", weight=weights[0]),
                Element(code="b", parent="i", weight=weights[1]),
            ),
            adding=adding,  # type: ignore[arg-type]
        )


def test_ten_tenths_are_one() -> None:
    # 0.1 ten times is 0.9999999999999999 in binary; as written it is 1
    tenths = tuple(Element(code=f"a{n}", parent="i", weight=0.1) for n in range(10))
    assert Tree(elements=(Element(code="i"), *tenths), adding="share").weights["a0"] == 0.1


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_weight_is_zero_or_positive(weight: float) -> None:
    with pytest.raises(Invalid, match="权重"):
        Tree(elements=(Element(code="i"), Element(code="a", parent="i", weight=weight)))


def test_weights_that_are_all_zero_are_refused() -> None:
    with pytest.raises(Invalid, match="i：下级权重之和为 0"):
        Tree(elements=(Element(code="i"), Element(code="a", parent="i", weight=0)))


def test_a_direction_is_one_or_minus_one() -> None:
    with pytest.raises(Invalid, match="方向是 2"):
        Tree(elements=(Element(code="i"), Element(code="a", parent="i", direction=2)))


def test_effective_weights_multiply_along_the_branch() -> None:
    tree = Tree(
        elements=(
            Element(code="i"),
            Element(code="p", parent="i", weight=3),
            Element(code="q", parent="i", weight=1),
            Element(code="a", parent="p", weight=1),
            Element(code="b", parent="p", weight=4),
            Element(code="c", parent="q"),
        )
    )
    # by hand: 3/4·1/5, 3/4·4/5, 1/4·1
    assert tree.effective_weights() == pytest.approx({"i": 1, "p": 0.75, "q": 0.25, "a": 0.15, "b": 0.6, "c": 0.25})


def test_removing_the_last_child_removes_the_parent() -> None:
    tree = Tree(
        elements=(
            Element(code="i"),
            Element(code="p", parent="i"),
            Element(code="a", parent="p"),
            Element(code="b", parent="i"),
        )
    )
    assert [element.code for element in tree.without("a").elements] == ["i", "b"]
    with pytest.raises(Invalid, match="没有指标了"):
        tree.without("i")


def test_a_hundred_thousand_elements_in_a_row_are_one_walk() -> None:
    """A chain of parents as deep as the table is long: linear, or this would take hours."""
    many = tuple(Element(code=f"e{n}", parent=f"e{n - 1}" if n else None) for n in range(100_000))
    assert Tree(elements=many).height == 100_000
    ring = (*many[1:], Element(code="e0", parent="e99999"))
    with pytest.raises(Invalid, match="上级关系成环"):
        Tree(elements=ring)

"""Planned twice or not: measured on pairs of our own writing, half of them written for measuring only."""

from pathlib import Path

import pytest
import yaml

from lingnan.core.likeness import Piece, Pool, bare_name, is_same_name

PAIRS = yaml.safe_load((Path(__file__).parent / "pairs.yaml").read_text(encoding="utf-8"))


def judged(which: str) -> list[tuple[bool, bool]]:
    """Each pair: planned twice, and found so, the second texts of all pairs being the pool."""
    pool = Pool([Piece(key=str(n), text=pair["b"]) for n, pair in enumerate(PAIRS)])
    return [
        (pair["same"], str(n) in {found.key for found in pool.like(Piece(key="x", text=pair["a"]))})
        for n, pair in enumerate(PAIRS)
        if pair["set"] == which
    ]


@pytest.mark.parametrize("which", ["tune", "held"])
def test_precision_and_recall(which: str) -> None:
    pairs = judged(which)
    right = sum(same and found for same, found in pairs)
    precision = right / sum(found for _, found in pairs)
    recall = right / sum(same for same, _ in pairs)
    assert precision >= 0.85, (which, pairs)
    assert recall >= 0.85, (which, pairs)


def test_the_right_text_stands_first_among_all() -> None:
    """Two of the texts say nearly the same; but for those, every pair finds its partner among 32 texts."""
    pool = Pool([Piece(key=str(n), text=pair["b"]) for n, pair in enumerate(PAIRS)])
    twice = [(str(n), pair["a"]) for n, pair in enumerate(PAIRS) if pair["same"]]
    first = [key for key, text in twice if (hits := pool.like(Piece(key="x", text=text))) and hits[0].key == key]
    assert len(first) >= len(twice) - 2


def test_the_reason_is_the_words_the_systems_and_the_units_that_both_have() -> None:
    there = Piece(key="t", text="建设智慧城市时空信息云平台", names=("时空信息云平台",), units=frozenset({"gd-land"}))
    here = Piece(key="p", text="省级时空信息云平台升级", names=("省级时空信息云平台",), units=frozenset({"gd-land"}))
    (found,) = Pool([there, here]).like(here)
    assert (found.key, found.names, found.units) == ("t", ("省级时空信息云平台",), ("gd-land",))
    assert "时空信息云平台" in found.words


def test_a_shared_unit_alone_is_no_likeness() -> None:
    units = frozenset({"gd-police"})
    pool = Pool([Piece(key="t", text="推广居民健康卡", units=units)])
    assert pool.like(Piece(key="p", text="采购电梯维保", units=units), least=0.01) == []


def test_set_phrases_say_nothing() -> None:
    pool = Pool([Piece(key="t", text="加快推进全省智慧城市建设工作，有关部门配合")])
    assert pool.like(Piece(key="p", text="有关部门加快推进智慧城市建设，落实工作任务"), least=0.01) == []


def test_empty_texts_are_like_nothing() -> None:
    assert Pool([]).like(Piece(key="p", text="")) == []
    assert Pool([Piece(key="a", text="。。")]).like(Piece(key="p", text="，")) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("省级时空信息云平台", "智慧城市时空信息云平台", True),
        ("“居民健康卡”", "居民健康卡", True),
        ("水资源监控管理信息平台", "水资源监控平台", True),
        ("信息平台", "旅游管理信息平台", False),
        ("网络安全预警监测系统", "空气质量预警系统", False),
    ],
)
def test_one_system_under_two_names(one: str, other: str, same: bool) -> None:
    assert is_same_name(one, other) is same


def test_a_name_without_its_owner() -> None:
    assert bare_name("广东省统一水资源平台") == "水资源平台"
    assert bare_name("省") == "省"

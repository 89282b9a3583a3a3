"""Replicates: recorded, replayed bit by bit, and refused with file, line and column where they make no sense."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lingnan.core.errors import Invalid
from lingnan.index import Aggregate, Chain, Element, Normalise, Screen, Tree, dataset, run
from lingnan.index.arrays import Dataset
from lingnan.index.replay import read_replicates, read_weights, write_replicates, write_scores, write_weights
from lingnan.index.replicates import N_MINMAX, N_ZSCORE, Variant, Workbench, changed
from lingnan.index.sensitivity import monte_carlo
from lingnan.index.settings import Settings

Asem = tuple[Dataset, Tree, Settings]


def weights_file(folder: Path, tree: Tree, rows: str = "") -> Path:
    path = folder / "weights.csv"
    write_weights(path, {"w1": tree.weights, "w2": {**tree.weights, "Social": 3.0}}, tree)
    path.write_text(path.read_text() + rows)
    return path


def replicates_file(folder: Path, rows: str, header: str = "rep,winmax,norm,weight_set,agg") -> Path:
    path = folder / "replicates.csv"
    path.write_text(f"{header}\n{rows}")
    return path


def test_a_replicate_is_the_chain_with_those_settings(tmp_path: Path, asem: Asem) -> None:
    data, tree, settings = asem
    sets = read_weights(weights_file(tmp_path, tree), tree)
    rows = "1,2,n_minmax,w2,a_amean\n2,5,n_zscore,w1,a_gmean\n"
    names, made = read_replicates(replicates_file(tmp_path, rows), settings.chain, sets)
    assert names == ("1", "2")
    scores = Workbench(data=data, tree=tree).scores(settings.chain, made.variants)
    one = run(
        data, tree.with_weights(sets["w2"]), replace(changed(settings.chain, "treat.winmax", 2), normalise=N_MINMAX)
    )
    two = run(data, tree, replace(settings.chain, normalise=N_ZSCORE, aggregate=Aggregate(methods=("gmean",))))
    assert scores.values[:, 0].tolist() == one.aggregated.column("Index").tolist()
    assert scores.values[:, 1].tolist() == two.aggregated.column("Index").tolist()
    assert scores.nominal.tolist() == run(data, tree, settings.chain).aggregated.column("Index").tolist()


def test_recorded_replicates_replay_bit_by_bit(tmp_path: Path, asem: Asem) -> None:
    data, tree, settings = asem
    assert settings.plan is not None
    made, scores = monte_carlo(Workbench(data=data, tree=tree), settings.chain, replace(settings.plan, draws=200))
    names = tuple(str(n) for n in range(1, 201))
    write_replicates(tmp_path / "replicates.csv", made, names)
    write_weights(tmp_path / "weights.csv", made.weight_sets, tree)
    write_scores(tmp_path / "scores.csv", scores, names)
    assert (tmp_path / "replicates.csv").read_text().startswith("rep,winmax,norm,weight_set,agg\n1,")
    sets = read_weights(tmp_path / "weights.csv", tree)
    names, read = read_replicates(tmp_path / "replicates.csv", settings.chain, sets)
    again = Workbench(data=data, tree=tree).scores(settings.chain, read.variants)
    assert again.values.tobytes() == scores.values.tobytes()
    write_scores(tmp_path / "again.csv", again, names)
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "scores.csv").read_bytes()


def test_a_score_does_not_depend_on_its_neighbours(asem: Asem) -> None:
    data, tree, settings = asem
    assert settings.plan is not None
    bench = Workbench(data=data, tree=tree)
    made, scores = monte_carlo(bench, settings.chain, replace(settings.plan, draws=50))
    for place in (0, 17, 49):
        alone = bench.scores(settings.chain, made.variants[place : place + 1])
        assert alone.values[:, 0].tobytes() == scores.values[:, place].tobytes()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,5,n_minmax,w9,a_amean", "第 2 行“weight_set”列：权重文件里没有第“w9”组"),
        ("1,5,n_minmax,,a_amean", "第 2 行“weight_set”列：没有写用哪一组权重"),
        ("1,5,n_rank,w1,a_amean", "第 2 行“norm”列：没有方法“n_rank”（n_minmax、n_zscore）"),
        ("1,5,n_minmax,w1,a_hmean", "第 2 行“agg”列：没有方法“a_hmean”（a_amean、a_gmean）"),
        ("1,-1,n_minmax,w1,a_amean", "第 2 行“winmax”列：“-1”不是 0 或正整数"),
        ("1,2.5,n_minmax,w1,a_amean", "“2.5”不是 0 或正整数"),
        ("1,5,n_minmax,w1,a_amean\n1,4,n_minmax,w1,a_amean", "rep 重复：1"),
    ],
)
def test_a_replicate_that_makes_no_sense_is_named(tmp_path: Path, asem: Asem, row: str, said: str) -> None:
    _, tree, settings = asem
    sets = read_weights(weights_file(tmp_path, tree), tree)
    with pytest.raises(Invalid) as caught:
        read_replicates(replicates_file(tmp_path, row + "\n"), settings.chain, sets)
    assert said in "; ".join(map(str, caught.value.faults))


@pytest.mark.parametrize("header", ["rep,winmax,norm,weight_set", "rep,winmax,norm,weight_set,agg,mood", "winmax,norm"])
def test_columns_must_be_the_five(tmp_path: Path, asem: Asem, header: str) -> None:
    with pytest.raises(Invalid, match=r"replicates\.csv 第 1 行"):
        read_replicates(replicates_file(tmp_path, "", header), asem[2].chain, {})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("w3,LPI,1,1\n", "第 w3 组缺少 58 个权重"),
        ("w1,LPI,1,1\n", "第 w1 组里“LPI”重复"),
        ("w1,nobody,1,1\n", "指标树里没有“nobody”"),
        ("w3,LPI,2,1\n", "LPI 在第 1 级，不是 2"),
        ("w3,LPI,1,-1\n", "“-1”不是 0 或正数"),
    ],
)
def test_weight_sets_are_whole(tmp_path: Path, asem: Asem, row: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_weights(weights_file(tmp_path, asem[1], row), asem[1])
    assert said in "; ".join(map(str, caught.value.faults))


def small() -> tuple[Dataset, Tree]:
    tree = Tree(elements=(Element(code="i"), Element(code="a", parent="i"), Element(code="b", parent="i")))
    return dataset({"u": {"a": 1, "b": 9}, "v": {"a": 2, "b": 3}, "w": {"a": 30, "b": 4}}, tree), tree


def test_a_replicate_with_a_value_that_a_geometric_mean_cannot_take_is_empty_and_named() -> None:
    """As in the reference, where such a replicate stops and leaves NA for every unit; the others are not touched."""
    data, tree = small()
    chain = Chain(normalise=Normalise(low=1))
    zero = Chain(normalise=Normalise(), aggregate=Aggregate(methods=("gmean",)))
    scores = Workbench(data=data, tree=tree).scores(chain, [Variant(chain=chain), Variant(chain=zero)])
    assert np.isnan(scores.values[:, 1]).all()
    assert not np.isnan(scores.values[:, 0]).any()
    assert scores.failed == {1: "i 的 gmean 只能用正数：a 在 u 是 0"}


def test_leaving_an_element_out_equals_the_smaller_tree() -> None:
    data, tree = small()
    scores = Workbench(data=data, tree=tree).scores(Chain(), [Variant(chain=Chain(), drop="a")])
    assert scores.values[:, 0].tolist() == [100.0, 0.0, pytest.approx(100 / 6)]


def test_other_settings_are_recorded_by_name_and_replayed(tmp_path: Path, asem: Asem) -> None:
    from lingnan.index.vary import plan_of

    data, tree, settings = asem
    rows: list[dict[str, Any]] = [
        {"setting": "treat.skewness", "range": [1.5, 2.5]},
        {"setting": "impute", "options": [{"method": "mean"}, {"method": "group_mean", "group": "GDP_group"}]},
        {"setting": "drop", "options": ["", "Social", "LPI"]},
        {"setting": "aggregate.methods", "options": [["amean"], ["gmean", "amean", "amean"]]},
        {"setting": "normalise", "options": ["n_minmax", {"method": "percentile_rank"}]},
    ]
    plan = plan_of({"draws": 30, "vary": rows}, settings.chain)
    made, scores = monte_carlo(Workbench(data=data, tree=tree), settings.chain, plan)
    names = tuple(str(n) for n in range(1, 31))
    write_replicates(tmp_path / "r.csv", made, names)
    _, read = read_replicates(tmp_path / "r.csv", settings.chain, {})
    again = Workbench(data=data, tree=tree).scores(settings.chain, read.variants)
    assert again.values.tobytes() == scores.values.tobytes()
    assert len(scores.failed) < 30


def test_settings_that_fit_badly_leave_their_replicates_empty_and_say_why() -> None:
    data, tree = small()
    nobody = Chain(screen=Screen(method="zeros", nonzero=1.0), normalise=Normalise(method="fraction_of_maximum"))
    less = Tree(elements=tuple(replace(each, direction=-1) for each in tree.elements))
    scores = Workbench(data=data, tree=less).scores(Chain(), [Variant(chain=nobody), Variant(chain=Chain())])
    assert scores.failed == {0: "a：调整方向后的最大值是 -1，不能求与最大值之比"}
    assert not np.isnan(scores.values[:, 1]).any()


def test_an_unknown_element_cannot_be_left_out() -> None:
    data, tree = small()
    with pytest.raises(Invalid, match="没有这些元素：z"):
        Workbench(data=data, tree=tree).scores(Chain(), [Variant(chain=Chain(), drop="z")])


def test_a_study_over_a_range_keeps_few_tables(asem: Asem) -> None:
    data, tree, settings = asem
    bench = Workbench(data=data, tree=tree)
    variants = [Variant(chain=changed(settings.chain, "treat.skewness", 1.5 + n / 200)) for n in range(100)]
    bench.scores(settings.chain, variants)
    assert len(bench._treated._kept) == 64

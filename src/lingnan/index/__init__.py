"""Composite indices: from raw values to scores, ranks and their uncertainty. Plain Python and NumPy, no Django.

    from lingnan.index import Chain, Element, Goalposts, Normalise, Tree, score
    tree = Tree(elements=(
        Element(code="index"),
        Element(code="speed", parent="index", weight=2, scoring=Goalposts(worst=0, best=50)),
        Element(code="pm25", parent="index", weight=1, scoring=Goalposts(worst=75, best=15)),
    ))
    result = score({"gz": {"speed": 40, "pm25": 33}}, tree, Chain(normalise=Normalise(method="scoring")))
    result.score("gz")        # 76.67, the index of gz
    result.rank("gz")         # 1

Definitions with worked examples: docs/evaluation/index-engine.md.
"""

from lingnan.index.arrays import Dataset, Table, ranks
from lingnan.index.chain import Aggregate, Chain, Denominate, Impute, Normalise, Screen, Treat, Weigh, chain_of
from lingnan.index.intervals import RankIntervals, rank_intervals
from lingnan.index.scores import Result, Run, dataset, run, score
from lingnan.index.scoring import Bands, Bonus, Goalposts, Piecewise, Scoring, Veto, YesNo
from lingnan.index.sensitivity import RankSpread
from lingnan.index.tree import Element, Tree
from lingnan.index.vary import Plan, Vary

__all__ = [
    "Aggregate",
    "Bands",
    "Bonus",
    "Chain",
    "Dataset",
    "Denominate",
    "Element",
    "Goalposts",
    "Impute",
    "Normalise",
    "Piecewise",
    "Plan",
    "RankIntervals",
    "RankSpread",
    "Result",
    "Run",
    "Scoring",
    "Screen",
    "Table",
    "Treat",
    "Tree",
    "Vary",
    "Veto",
    "Weigh",
    "YesNo",
    "chain_of",
    "dataset",
    "rank_intervals",
    "ranks",
    "run",
    "score",
]

"""Frameworks: trees of weighted nodes, kept as dated rule-sets."""

from lingnan.engines.evaluate.frameworks.reading import check, edition, editions, known, of_year
from lingnan.engines.evaluate.frameworks.tree import HUNDRED, INDEX, INDEX_LABEL, Framework, Interval, Json, Node

__all__ = [
    "HUNDRED",
    "INDEX",
    "INDEX_LABEL",
    "Framework",
    "Interval",
    "Json",
    "Node",
    "check",
    "edition",
    "editions",
    "known",
    "of_year",
]

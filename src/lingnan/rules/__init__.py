"""Rules are dated data: limits, breakpoints, weights, deadlines, each with its edition, its dates and its source.

    from lingnan import rules
    tables = rules.in_force("hj633", on=date(2026, 2, 28))   # HJ 633-2012
    judged = tables.judge(value, clause="4.3")                # the value and which edition made it

A plain package: it works in a notebook, without Django.
"""

from lingnan.rules.book import RULES, RuleBook, add_folder, edition, editions, in_force
from lingnan.rules.editions import Judged, RuleSet, Value
from lingnan.rules.loading import load_file

__all__ = [
    "RULES",
    "Judged",
    "RuleBook",
    "RuleSet",
    "Value",
    "add_folder",
    "edition",
    "editions",
    "in_force",
    "load_file",
]

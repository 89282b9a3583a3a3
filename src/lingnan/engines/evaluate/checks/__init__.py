"""General checks on tables of values: declared with severity and advice, plain arithmetic, no city and no year named.

>>> from lingnan.engines.evaluate.checks import CHECKS
>>> CHECKS.get("ratio_summed").severity.value
'error'
"""

from lingnan.engines.evaluate.checks.declare import CHECKS, Cannot, Check, Finding, Outcome, Report, Severity
from lingnan.engines.evaluate.checks.facts import Facts, shipped_facts
from lingnan.engines.evaluate.checks.run import run_checks
from lingnan.engines.evaluate.checks.table import Cell, Table

__all__ = [
    "CHECKS", "Cannot", "Cell", "Check", "Facts", "Finding", "Outcome", "Report", "Severity", "Table",
    "run_checks", "shipped_facts",
]  # fmt: skip

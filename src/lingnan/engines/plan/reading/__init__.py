"""Reading plan documents: plain Python, from a file to tasks with their responsible units.

    reading = read_document(Path("plan.docx"))            # or bytes with name="plan.docx"; txt, docx, html, pdf, ofd, xlsx
    reading.tasks[0].lead, reading.tasks[0].source        # names as written; place in reading.original
    read_clause("省教育厅牵头，财政厅配合").cooperating      # ('省财政厅',)
    resolve_unit("省经济和信息化委", on=date(2015, 1, 1))   # the unit of that day, and what it is today
    compare(old, new)                                     # tasks kept, changed, new, dropped, with reasons
    to_json(reading)                                      # what `lingnan plan parse --json` prints

Everything returned is a frozen dataclass (result.py). What cannot be read is refused with lingnan.core.errors.Invalid,
whose faults name file, line or sentence, and what was expected. No Django, no database.
"""

from lingnan.engines.plan.reading.clauses import read_clause
from lingnan.engines.plan.reading.defaults import Defaults
from lingnan.engines.plan.reading.difference import TaskChange, compare
from lingnan.engines.plan.reading.document import read_document, read_text
from lingnan.engines.plan.reading.output import clause_json, to_json
from lingnan.engines.plan.reading.result import (
    Basis,
    Deadline,
    Doubt,
    Finding,
    Period,
    PlanReading,
    ResolvedUnit,
    Responsibility,
    Span,
    TaskReading,
    UnitRef,
)
from lingnan.engines.plan.reading.units import resolve_unit, unit_book

__all__ = [
    "Basis", "Deadline", "Defaults", "Doubt", "Finding", "Period", "PlanReading", "ResolvedUnit", "Responsibility", "Span", "TaskChange", "TaskReading",
    "UnitRef", "clause_json", "compare", "read_clause", "read_document", "read_text", "resolve_unit", "to_json", "unit_book",
]  # fmt: skip

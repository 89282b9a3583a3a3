"""The reading as plain values for JSON: the shape that `lingnan plan parse --json` promises."""

from typing import Any

from lingnan.engines.plan.reading.result import (
    Doubt,
    PlanReading,
    ResolvedUnit,
    Responsibility,
    Span,
    TaskReading,
    UnitRef,
)

Json = dict[str, Any]  # Any: values of JSON


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end}


def _ref(ref: UnitRef) -> Json:
    return {"key": ref.key, "name": ref.name}


def _unit(unit: ResolvedUnit) -> Json:
    return {
        "name": unit.name,
        "status": unit.status,
        "then": _ref(unit.then) if unit.then else None,
        "today": [_ref(each) for each in unit.today],
        "suggestions": [_ref(each) for each in unit.suggestions],
    }


def _doubt(doubt: Doubt) -> Json:
    return {"code": doubt.code, "message": doubt.message, "source": _span(doubt.at) if doubt.at else None}


def task_json(task: TaskReading) -> Json:
    """One task of the reading."""
    return {
        "number": task.number,
        "numeral": task.numeral,
        "path": list(task.path),
        "title": task.title,
        "text": task.text,
        "lead": list(task.lead),
        "cooperating": list(task.cooperating),
        "when": task.when,
        "deadlines": [
            {
                "text": each.text,
                "due": each.due.isoformat() if each.due else None,
                "kind": each.kind,
                "source": _span(each.at) if each.at else None,
            }
            for each in task.deadlines
        ],
        "indicator_systems": list(task.indicator_systems),
        "findings": [{"kind": each.kind, "text": each.text, **_span(each.at)} for each in task.findings],
        "clause": task.clause,
        "source": _span(task.source),
        "resolved": [_unit(each) for each in task.resolved],
        "uncertain": [_doubt(each) for each in task.doubts],
    }


def to_json(reading: PlanReading) -> Json:
    """The whole reading; places are character offsets into the original document text."""
    period = reading.period
    return {
        "title": reading.title,
        "issuer": reading.issuer,
        "document_number": reading.number,
        "issued_on": reading.issued_on.isoformat() if reading.issued_on else None,
        "period": {
            "from": period.start.isoformat() if period else None,
            "to": period.end.isoformat() if period else None,
        },
        "basis": [{"title": each.title, "number": each.number} for each in reading.basis],
        "members": list(reading.members),
        "members_resolved": [_unit(each) for each in reading.members_resolved],
        "defaults": list(reading.defaults),
        "tasks": [task_json(each) for each in reading.tasks],
        "uncertain": [_doubt(each) for each in reading.doubts],
    }


def clause_json(said: Responsibility) -> Json:
    return {"lead": list(said.lead), "cooperating": list(said.cooperating), "when": said.when}

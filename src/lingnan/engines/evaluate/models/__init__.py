"""Indicator values with their origin, assessments with every score they gave, and how values are collected."""

from lingnan.engines.evaluate.models.assessments import Assessment, Result
from lingnan.engines.evaluate.models.collection import (
    Assignment,
    Entry,
    EntryAct,
    EntryEvidence,
    Extension,
    Round,
    RoundAct,
    RoundWindow,
)
from lingnan.engines.evaluate.models.frameworks import FrameworkEdition
from lingnan.engines.evaluate.models.opinions import Objection, Panel, Rating, Survey, SurveyEstimate
from lingnan.engines.evaluate.models.values import IndicatorValue, QualityFlag, ValueFile

__all__ = [
    "Assessment", "Assignment", "Entry", "EntryAct", "EntryEvidence", "Extension", "FrameworkEdition", "IndicatorValue",
    "Objection", "Panel", "QualityFlag", "Rating", "Result", "Round", "RoundAct", "RoundWindow", "Survey",
    "SurveyEstimate", "ValueFile",
]  # fmt: skip

"""Indicator values with their origin, and assessments with every score they gave."""

from lingnan.engines.evaluate.models.assessments import Assessment, Result
from lingnan.engines.evaluate.models.values import IndicatorValue, QualityFlag, ValueFile

__all__ = ["Assessment", "IndicatorValue", "QualityFlag", "Result", "ValueFile"]

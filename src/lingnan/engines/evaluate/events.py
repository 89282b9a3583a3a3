"""Facts that the evaluate engine announces after its rows are written."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class WeakResult:
    """The weakest result of an assessment lies under the floor: the plan engine opens a supervision item for it.

    `assessment` is its row's id, `score` and `floor` are points of 100, `unit_key` the unit answerable for the
    indicator; `url` is the evidence page, `is_sample` says that the value rests on sample data.
    """

    assessment: int
    framework: str
    year: int
    indicator: str
    indicator_name: str
    region: str
    region_name: str
    score: Decimal
    floor: Decimal
    unit_key: str
    url: str
    is_sample: bool = False
    indicator_name_en: str = ""
    region_name_en: str = ""


@dataclass(frozen=True, kw_only=True)
class AssessmentFrozen:
    """An assessment was published and will not change any more."""

    assessment: int
    framework: str
    year: int

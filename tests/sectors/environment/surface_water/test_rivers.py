from decimal import Decimal

import pytest

from lingnan import rules
from lingnan.core.errors import Invalid
from lingnan.sectors.environment.rulebook import SURFACE_WATER_ASSESSMENT, SURFACE_WATER_LIMITS
from lingnan.sectors.environment.surface_water.rivers import river_quality, small_river_quality

LIMITS = rules.edition(SURFACE_WATER_LIMITS, "GB 3838-2002")
ASSESSMENT = rules.edition(SURFACE_WATER_ASSESSMENT, "环办〔2011〕22号")


@pytest.mark.parametrize(
    ("good", "middling", "bad", "word"),
    [
        (18, 2, 0, "优"),  # 90 % exactly
        (15, 5, 0, "良好"),  # 75 % exactly
        (15, 0, 5, "良好"),  # three quarters good: the bad quarter is not asked for
        (14, 3, 3, "轻度污染"),  # 70 % good, 15 % bad
        (10, 6, 4, "中度污染"),  # 20 % bad exactly
        (10, 2, 8, "重度污染"),  # 40 % bad exactly
    ],
)
def test_a_river_is_judged_by_shares(good: int, middling: int, bad: int, word: str) -> None:
    classes = ["II"] * good + ["IV"] * middling + ["劣V"] * bad
    assert river_quality(classes, limits=LIMITS, assessment=ASSESSMENT).quality == word


def test_shares_need_five_sections() -> None:
    assert river_quality(["II"] * 5, limits=LIMITS, assessment=ASSESSMENT).quality == "优"
    assert river_quality(["II"] * 4, limits=LIMITS, assessment=ASSESSMENT).quality is None
    assert river_quality([], limits=LIMITS, assessment=ASSESSMENT).good is None


def test_a_short_river_is_judged_by_mean_concentrations() -> None:
    sections = [{"COD": Decimal(10)}, {"COD": Decimal(40), "DO": None}]  # mean 25: class IV
    quality = small_river_quality(sections, limits=LIMITS, assessment=ASSESSMENT)
    assert (quality.water_class, quality.quality) == ("IV", "轻度污染")


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(Invalid, match="VI"):
        river_quality(["VI"], limits=LIMITS, assessment=ASSESSMENT)

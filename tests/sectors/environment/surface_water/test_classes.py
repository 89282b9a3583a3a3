from decimal import Decimal

import pytest

from lingnan import rules
from lingnan.core.errors import Invalid
from lingnan.sectors.environment.rulebook import SURFACE_WATER_ASSESSMENT, SURFACE_WATER_LIMITS
from lingnan.sectors.environment.surface_water.classes import SectionQuality, item_class, section_quality

LIMITS = rules.edition(SURFACE_WATER_LIMITS, "GB 3838-2002")
ASSESSMENT = rules.edition(SURFACE_WATER_ASSESSMENT, "环办〔2011〕22号")


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("COD", "15", "I"),  # I and II share the limit: the better class is meant
        ("COD", "15.01", "III"),
        ("Cr6", "0.0505", "V"),  # II, III and IV share 0.05
        ("DO", "7.5", "I"),  # oxygen: the more the better
        ("DO", "7.499", "II"),
        ("DO", "1.99", "劣V"),
        ("pH", "6", "I"),
        ("pH", "5.99", "劣V"),
        ("pH", "9", "I"),
        ("oil", "0.050", "I"),
    ],
)
def test_an_item_has_the_best_class_that_it_keeps(item: str, value: str, expected: str) -> None:
    assert item_class(item, Decimal(value), limits=LIMITS) == expected


def test_cold_water_holds_less_oxygen_and_may_be_class_one_by_saturation() -> None:
    assert item_class("DO", Decimal("6.9"), limits=LIMITS, oxygen_saturation=Decimal(90)) == "I"
    assert item_class("DO", Decimal("6.9"), limits=LIMITS, oxygen_saturation=Decimal("89.9")) == "II"


@pytest.mark.parametrize(("item", "value"), [("COD", "-1"), ("gold", "1")])
def test_what_is_no_reading_is_refused(item: str, value: str) -> None:
    with pytest.raises(Invalid, match=item if item == "COD" else "gold"):
        item_class(item, Decimal(value), limits=LIMITS)


def section(**values: str | None) -> SectionQuality:
    named = {name.replace("_N", "-N"): None if value is None else Decimal(value) for name, value in values.items()}
    return section_quality(named, limits=LIMITS, assessment=ASSESSMENT)


def test_the_worst_item_decides_and_says_how_far_it_is_over() -> None:
    quality = section(DO="4.0", COD="14", CODMn="20", NH3_N="1.5")
    assert (quality.water_class, quality.quality) == ("劣V", "重度污染")
    # 20 / 6 − 1 = 2.333…, 1.5 / 1.0 − 1 = 0.5; oxygen is too low, yet has no times over
    assert quality.times_over == {"CODMn": Decimal("2.33"), "NH3-N": Decimal("0.50")}


def test_coliforms_and_nitrogen_are_reported_but_do_not_judge_a_section() -> None:
    quality = section(COD="14", fecal_coliform="99999", TN_lake="9")
    assert (quality.water_class, dict(quality.reported_only)) == ("I", {"fecal_coliform": "劣V", "TN_lake": "劣V"})


def test_what_was_not_measured_judges_nothing() -> None:
    assert section(COD="14", DO=None).per_item == {"COD": "I"}
    assert section(DO=None).water_class is None

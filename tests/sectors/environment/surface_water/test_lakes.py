from decimal import Decimal

import pytest

from lingnan import rules
from lingnan.core.errors import Invalid
from lingnan.sectors.environment.rulebook import SURFACE_WATER_ASSESSMENT
from lingnan.sectors.environment.surface_water.lakes import TrophicState, trophic_state

ASSESSMENT = rules.edition(SURFACE_WATER_ASSESSMENT, "环办〔2011〕22号")
# With every parameter at 1 the logarithm is nothing and TLI_j is 10 a: the table's own constants.
ONES = dict.fromkeys(("chla", "TP", "TN", "SD", "CODMn"), "1")


def state(**changes: str | None) -> TrophicState:
    named = {**ONES, **changes}
    values = {item: None if value is None else Decimal(value) for item, value in named.items()}
    return trophic_state(values, assessment=ASSESSMENT)


def test_at_one_each_index_is_ten_times_its_constant() -> None:
    result = state()
    assert result.per_item["TP"] == Decimal("94.36")
    # 25×0.2663 + 94.36×0.1879 + 54.53×0.1790 + 51.18×0.1834 + 1.09×0.1834, by hand 43.734932
    assert result.tli == Decimal("43.735")
    assert result.level == "中营养"


def test_clear_water_lowers_the_index() -> None:
    assert state(SD="0.5").per_item["SD"] > state(SD="2").per_item["SD"]


def test_without_all_five_there_is_no_index() -> None:
    result = state(SD=None)
    assert (result.tli, result.level, result.missing) == (None, None, ("SD",))


@pytest.mark.parametrize(("item", "value"), [("chla", "0"), ("TP", "-1")])
def test_what_has_no_logarithm_is_refused(item: str, value: str) -> None:
    with pytest.raises(Invalid, match=item):
        state(**{item: value})
    with pytest.raises(Invalid, match="COD"):
        state(COD="1")

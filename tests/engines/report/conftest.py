"""The real figures judged and frozen for two years."""

import pytest

from lingnan.engines.evaluate.models import Assessment
from lingnan.engines.evaluate.services.assess import assess, freeze
from lingnan.engines.identity.actor import SYSTEM

KEY = "gd-demo-2017"


@pytest.fixture
def frozen(some_figures: None, city_layer: None) -> Assessment:
    """2016 and 2017 judged and frozen."""
    freeze(SYSTEM, assess(SYSTEM, KEY, 2016))
    return freeze(SYSTEM, assess(SYSTEM, KEY, 2017))

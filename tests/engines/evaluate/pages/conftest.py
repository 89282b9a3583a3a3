"""Three years judged, the last two published, with the map of the cities loaded."""

import pytest

from lingnan.engines.evaluate.models import Assessment
from lingnan.engines.evaluate.services.assess import assess, freeze
from lingnan.engines.identity.actor import SYSTEM

KEY = "gd-demo-2017"


@pytest.fixture
def published(some_figures: None, city_layer: None) -> Assessment:
    """2016 and 2017 published, 2015 computed only; 2017 tried under the edition of 2018 too."""
    assess(SYSTEM, KEY, 2015)
    freeze(SYSTEM, assess(SYSTEM, KEY, 2016))
    last = freeze(SYSTEM, assess(SYSTEM, KEY, 2017))
    freeze(SYSTEM, assess(SYSTEM, KEY, 2017, edition="2018-A"))
    return last

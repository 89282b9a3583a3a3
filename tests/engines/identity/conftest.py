"""Regions and units as an installation has them."""

import pytest

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.services.regions import load_regions
from lingnan.engines.identity.services.units import load_units


@pytest.fixture
def regions(db: None) -> None:
    load_regions(by=SYSTEM)


@pytest.fixture
def units(regions: None) -> None:
    load_units(by=SYSTEM)

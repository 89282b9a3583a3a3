"""The page of a city shows what is open about it, to those who may see it."""

import pytest

from lingnan.engines.evaluate.notes import notes_about
from lingnan.engines.evaluate.services.assess import assess
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.services.units import load_units
from lingnan.engines.plan.models import SupervisionItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def weak(some_figures: None, django_capture_on_commit_callbacks: object) -> SupervisionItem:
    """Yunfu's carbon dioxide per unit of GDP is the weakest result of 2017 that a unit answers for."""
    from lingnan.engines.identity.models import Setting

    Setting.objects.create(key="business_date", value="2018-04-16")
    load_units(by=SYSTEM)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assess(SYSTEM, "gd-demo-2017", 2017)
    return SupervisionItem.objects.get()


def test_the_item_stands_beside_its_indicator(weak: SupervisionItem) -> None:
    (note,) = notes_about(SYSTEM, "445300")
    assert (note.indicator, note.due, note.light) == ("co2_per_gdp", weak.due_on, "warn")
    assert note.url == f"/plan/supervision/{weak.number}"


def test_other_cities_and_the_public_see_none(weak: SupervisionItem) -> None:
    assert notes_about(SYSTEM, "440100") == []
    assert notes_about(PUBLIC, "445300") == []


def test_a_closed_item_is_gone(weak: SupervisionItem) -> None:
    SupervisionItem.objects.update(state="closed")
    assert notes_about(SYSTEM, "445300") == []

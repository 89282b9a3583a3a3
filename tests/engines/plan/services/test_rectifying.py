"""Weak results of a frozen year become proposals; the office decides; the year after shows whether it helped."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.engines.evaluate.models import Assessment, Result
from lingnan.engines.evaluate.selectors.assessments import read
from lingnan.engines.evaluate.selectors.weak import weak_results
from lingnan.engines.evaluate.services.assess import assess, freeze
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.models import Region, Unit
from lingnan.engines.plan.models import RectificationProposal, SupervisionItem
from lingnan.engines.plan.selectors.rectifying import rectifications
from lingnan.engines.plan.services.rectifying import accept, decline, propose

KEY = "gd-demo-2017"
pytestmark = pytest.mark.django_db


@pytest.fixture
def year(some_figures: None, stand_at: Callable[[str], date]) -> Assessment:
    """2015 to 2017 frozen on the real figures; it is spring 2018."""
    stand_at("2018-04-16")
    for key, name in (
        ("gd-drc", "省发展改革委"),
        ("gd-housing", "省住房城乡建设厅"),
        ("gd-environment", "省环境保护厅"),
    ):
        Unit.objects.get_or_create(key=key, defaults={"name": name, "kind": "department", "region_id": "440000"})
    for each in (2015, 2016):
        freeze(SYSTEM, assess(SYSTEM, KEY, each))
    return freeze(SYSTEM, assess(SYSTEM, KEY, 2017))


def test_what_is_weak_is_told_with_its_reason(year: Assessment) -> None:
    """By hand over the stored rows: under the floor, or falling 2015 > 2016 > 2017 by five points together."""
    expected = set()
    rows = Result.objects.filter(assessment__framework=KEY, node__in=["co2_per_gdp", "road_area_per_capita"])
    scores = {(row.node, row.region_id, row.assessment.year): row.score for row in rows.select_related("assessment")}
    for node, region, when in scores:
        first, second, last = (scores[node, region, each] for each in (2015, 2016, 2017))
        assert first is not None
        assert second is not None
        assert last is not None
        if when == 2017 and (last < 20 or (first > second > last and first - last >= 5)):
            expected.add((node, region))
    found = weak_results(SYSTEM, read(year))
    assert {(weak.result.node.key, weak.result.region) for weak in found} == expected
    assert len(expected) >= 2
    yunfu = next(weak for weak in found if weak.result.region == "445300")
    assert "低于底线 20 分" in yunfu.reasons[0].zh
    assert yunfu.url == f"/evaluate/evidence/{year.pk}/co2_per_gdp/445300"


def test_proposed_once_and_not_what_has_its_item(year: Assessment) -> None:
    many = propose(by=SYSTEM, assessment=year.pk)
    assert many == RectificationProposal.objects.count() > 0
    assert propose(by=SYSTEM, assessment=year.pk) == 0


def test_history_is_not_proposed(year: Assessment) -> None:
    assert propose(by=SYSTEM, assessment=Assessment.objects.get(year=2015).pk) == 0


def test_accepting_opens_the_item_and_declining_wants_a_reason(year: Assessment) -> None:
    propose(by=SYSTEM, assessment=year.pk)
    first, second = RectificationProposal.objects.order_by("pk")[:2]
    kept = accept(by=SYSTEM, number=first.pk)
    assert kept.item is not None
    assert kept.item.source == first.source
    assert kept.item.reason["url"] == first.url
    assert kept.item.unit_id == first.unit_id
    with pytest.raises(Conflict):
        decline(by=SYSTEM, number=first.pk, reason="晚了")
    with pytest.raises(Invalid):
        decline(by=SYSTEM, number=second.pk, reason="  ")
    assert decline(by=SYSTEM, number=second.pk, reason="口径变化所致").state == "declined"
    with pytest.raises(NotAllowed):
        accept(by=PUBLIC, number=second.pk)
    assert SupervisionItem.objects.count() == 1


def test_the_year_after_shows_whether_it_helped(year: Assessment) -> None:
    """The next year is put in by hand: one city above the floor again, every other result as it was."""
    propose(by=SYSTEM, assessment=year.pk)
    before = rectifications(SYSTEM)
    assert {each.outcome for each in before} == {""}
    low = next(each for each in before if each.score is not None and each.score < 20)
    after = Assessment.objects.create(
        framework=KEY,
        edition="2018-A",
        year=2018,
        run=1,
        state="frozen",
        tree=year.tree,
        settings={},
        content_hash="x",
        computed_at=year.computed_at,
        computed_by="试",
    )
    Result.objects.create(
        assessment=after,
        node=low.row.indicator,
        region=Region.objects.get(pk=low.row.region_id),
        score=Decimal("31.5"),
        weight=Decimal(10),
    )
    found = {each.row.pk: each for each in rectifications(SYSTEM)}
    assert found[low.row.pk].outcome == "mended"
    assert found[low.row.pk].change == Decimal("31.5") - low.score  # type: ignore[operator]
    assert sum(bool(each.outcome) for each in found.values()) == 1


def test_the_page(client: Client, year: Assessment, django_assert_max_num_queries: object) -> None:
    propose(by=SYSTEM, assessment=year.pk)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        page = client.get("/plan/rectification").content.decode()
    assert "没有待定的整改建议" in page  # nobody is signed in: nothing of the office's is shown
    assert client.post("/plan/rectification", {"number": "1", "act": "accept"}).status_code in {302, 403}
    assert SupervisionItem.objects.count() == 0

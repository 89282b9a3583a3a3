"""The page of findings: trouble first, filtered by check, each value a click from its evidence."""

import pytest
from django.test import Client
from tests.engines.evaluate.pages.test_pages import body

from lingnan.engines.evaluate.models import IndicatorValue, QualityFlag
from lingnan.engines.evaluate.selectors.checks import checked
from lingnan.engines.evaluate.services.assess import assess, freeze
from lingnan.engines.identity.actor import PUBLIC, SYSTEM

pytestmark = pytest.mark.django_db


def test_what_the_checks_find_in_the_stored_figures(client: Client, figures: None) -> None:
    freeze(SYSTEM, assess(SYSTEM, "gd-demo-2017", 2015))
    found = checked(SYSTEM)
    # README of the data, fault 1: 87 city-years; they are errors, so they stand first, the worst before all
    assert {row.check.key for row in found.rows[:87]} == {"parts"}
    assert found.rows[0].number == IndicatorValue.objects.get(indicator="gdp", region_id="441800", period="2009").pk
    # the flags on the values say the same as the page
    marking = {(row.number, row.check.key) for row in found.rows if row.check.marks_values}
    assert set(QualityFlag.objects.values_list("value_id", "check_key")) == marking
    # the public reads findings of the published year and no other
    assert {row.finding.period for row in checked(PUBLIC).rows} == {"2015"}
    # the filter: fault 5, the deposits of one city in 2015, one click from the value
    page = body(client, "/evaluate/checks?check=own_step&q=deposits")
    number = IndicatorValue.objects.get(indicator="deposits_year_end", region_id="440300", period="2015").pk
    assert f"/evaluate/values/{number}" in page
    assert "高 78%" in page
    assert "缺少比较序列" in page


def test_without_values_the_page_says_so(client: Client, cities: list[str]) -> None:
    assert "0 处可疑" in body(client, "/evaluate/checks")
    client.cookies["lang"] = "en"
    assert "0 doubtful places" in body(client, "/evaluate/checks")

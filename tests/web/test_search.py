"""The search box over the real divisions and units: names, former names, short names, initials."""

import pytest
from django.test import Client

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.services.regions import load_regions
from lingnan.engines.identity.services.units import load_units
from lingnan.shell.search import Hit
from lingnan.web.search import find_cities, find_indicators, find_units, fits, initials, units_named

pytestmark = pytest.mark.django_db


class Office:
    """A visitor to whom the registered rights say yes or no; here only the public question is asked."""

    name, account_id, unit_name, is_public = "", None, "", True


def titles(hits: object) -> list[str]:
    return [str(hit.title) for hit in hits]  # type: ignore[attr-defined]


def test_initials_are_those_one_would_type() -> None:
    assert initials("清远市") == "qys"
    assert fits("qy", "清远市")
    assert not fits("yq", "清远市")
    assert not fits("清 远", "清远市")


def test_a_city_is_found_by_name_initials_english_and_code() -> None:
    load_regions(by=SYSTEM)
    for text in ("清远", "qys", "441800"):
        assert titles(find_cities(Office(), text)) == ["清远市"]
    assert Hit(title="清远市", url="/evaluate/cities/441800", note="441800") in list(find_cities(Office(), "清远"))


def test_a_unit_is_found_by_its_short_and_former_names() -> None:
    load_regions(by=SYSTEM)
    load_units(by=SYSTEM)
    # 经济和信息化委 became 工业和信息化厅 in 2018; the box must lead from either name and from the short one
    assert any("工业和信息化厅" in unit.name for unit in units_named("经济和信息化委"))
    assert any("经济和信息化委" in unit.name for unit in units_named("经信委"))


def test_the_public_gets_no_link_that_it_may_not_open() -> None:
    load_regions(by=SYSTEM)
    load_units(by=SYSTEM)
    assert [hit for hit in find_units(Office(), "环境保护厅") if "/manage/" in hit.url] == []


def test_indicators_are_found_in_both_languages() -> None:
    zh, en = list(find_indicators(Office(), "道路")), list(find_indicators(Office(), "road"))
    assert zh
    assert {hit.url for hit in zh} & {hit.url for hit in en}
    assert all(isinstance(hit.title, Label) for hit in zh)


def test_nothing_breaks_on_an_empty_house_or_odd_text(client: Client) -> None:
    for text in ("清远", "%", "'; --", "𠮷", "x" * 500):
        assert client.get("/search", {"q": text, "format": "json"}).status_code == 200

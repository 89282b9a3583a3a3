"""The tree has the divisions that the ministry lists, and old codes find their present region."""

from datetime import date

import pytest

from lingnan.core.errors import NotFound
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.models import AuditEntry, Region, RegionEvent
from lingnan.engines.identity.selectors.regions import children_of, history_of, path_to, resolve_code
from lingnan.engines.identity.services.regions import load_regions

pytestmark = pytest.mark.usefixtures("regions")


def test_the_counts_are_those_of_the_ministry() -> None:
    # 民政部 2024: Guangdong has 21 prefecture-level cities and 122 counties and districts; towns as in the 2024 list.
    counts = {level: Region.objects.filter(level=level).count() for level in ("province", "city", "county", "town")}
    assert counts == {"province": 1, "city": 21, "county": 122, "town": 1757}
    assert RegionEvent.objects.count() == 341 + 39 + 3


def test_dongguan_and_zhongshan_have_towns_directly() -> None:
    assert {r.level for r in children_of("441900")} == {"town"}
    assert {r.level for r in children_of("442000")} == {"town"}
    assert {r.level for r in children_of("440100")} == {"county"}
    assert len(children_of("440100")) == 11  # Guangzhou has had eleven districts since 2014


def test_a_missing_point_stays_missing() -> None:
    towns = Region.objects.filter(level="town")
    assert towns.exclude(longitude=None).count() == 1285
    assert towns.filter(longitude=None, latitude=None).count() == 472
    assert not Region.objects.filter(longitude=0).exists()


def test_cities_have_english_names() -> None:
    assert Region.objects.get(pk="441500").name_en == "Shanwei"
    assert not Region.objects.filter(level="city", name_en="").exists()


def test_loading_again_changes_nothing() -> None:
    entries = AuditEntry.objects.count()
    assert load_regions(by=SYSTEM) == 0
    assert AuditEntry.objects.count() == entries


def test_loading_mends_a_changed_row() -> None:
    Region.objects.filter(pk="440103").update(name="x")
    assert load_regions(by=SYSTEM) == 1
    assert Region.objects.get(pk="440103").name == "荔湾区"


def test_the_public_may_not_load() -> None:
    with pytest.raises(Exception, match="只有"):
        load_regions(by=PUBLIC)


OLD_CODES: list[tuple[str, date | None, list[str]]] = [
    ("440183", None, ["增城区"]),  # 增城市 became a district in 2014
    ("440116", None, ["黄埔区"]),  # 萝岗 went into 黄埔 in 2014
    ("440116", date(2010, 5, 1), ["黄埔区"]),
    ("440102", None, ["越秀区"]),  # 东山 went into 越秀 in 2005
    ("440107", date(1987, 1, 1), ["天河区"]),  # codes of 天河 and 芳村 were exchanged in 1988
    ("440107", date(1995, 1, 1), ["荔湾区"]),  # 芳村 went into 荔湾 in 2005
    ("440203", date(2001, 1, 1), ["浈江区"]),  # 浈江 and 武江 exchanged codes in 2003
    ("440203", date(2010, 1, 1), ["武江区"]),
    ("440203", None, ["武江区"]),
    ("440125", date(1990, 1, 1), ["增城区"]),  # county, then city under two codes, then district
    ("442924", date(1982, 1, 1), ["高州市"]),  # 高州县 of 湛江地区
    ("440582", None, ["潮阳区", "潮南区"]),  # split in 2003
    ("442500", date(1985, 1, 1), ["惠州市"]),  # 惠阳地区 became the city in 1988
    ("440183000000", None, ["增城区"]),  # twelve digits
    ("4401", None, ["广州市"]),
    ("440106", None, ["天河区"]),
]


def test_an_old_code_means_a_present_region() -> None:
    for code, on, names in OLD_CODES:
        assert sorted(r.name for r in resolve_code(code, on=on).regions) == sorted(names), (code, on)


def test_an_old_code_that_left_the_province_says_where_it_went() -> None:
    result = resolve_code("442121", on=date(1986, 1, 1))  # 琼山县 went to Hainan in 1988
    assert result.regions == ()
    assert "460021" in result.remark


def test_an_unknown_code_says_so_and_a_foreign_one_is_refused() -> None:
    assert resolve_code("440999").regions == ()
    assert resolve_code("440999").remark
    with pytest.raises(NotFound, match="44"):
        resolve_code("110101")


def test_the_history_of_a_region_names_its_changes() -> None:
    told = [(event.year, event.new) for event in history_of("440118")]
    assert (2014, "增城区") in told
    assert (1993, "增城市") in told


def test_the_path_leads_from_the_province_down() -> None:
    assert [r.name for r in path_to("440103001")] == ["广东省", "广州市", "荔湾区", "沙面街道"]

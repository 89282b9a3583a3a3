"""How many counties the province had, against the numbers its yearbooks print."""

import pytest

from lingnan.engines.evaluate.collect.places import Change, Place, places_at
from lingnan.engines.identity.sources import changes, divisions


def guangdong(year: int) -> list[Place]:
    present = {each.code: each.name for each in divisions() if each.level == "county"}
    known = [
        Change(year=each.year, kind=each.kind, old=each.codes[0], old_name=each.old, new=each.codes[1])
        for each in changes()
        if each.codes[0] or each.codes[1]
    ]
    return places_at(year, present=present, changes=known)


# 广东统计年鉴, administrative divisions at the end of the year: 121 until 2013, 119 after the mergers of 2014
# (萝岗 into 黄埔, 茂港 into 电白), 121 with 龙华 and 坪山 (2016/17), 122 with 光明 (2018)
@pytest.mark.parametrize(("year", "count"), [(2010, 121), (2013, 121), (2014, 119), (2017, 121), (2018, 122)])
def test_the_province_had_as_many_counties_as_its_yearbook_says(year: int, count: int) -> None:
    assert len(guangdong(year)) == count


def test_a_division_is_known_by_its_name_and_code_of_the_period() -> None:
    before = {place.name: place for place in guangdong(2013)}
    assert before["萝岗区"] == Place(code="440116", name="萝岗区", city="440100", today=("440112",))
    assert before["增城市"].today == ("440118",)
    assert before["电白县"].today == before["茂港区"].today == ("440904",)
    assert "光明区" not in {place.name for place in guangdong(2017)}


def test_no_division_is_lost_or_doubled() -> None:
    for year in (2005, 2013, 2017):
        codes = [place.code for place in guangdong(year)]
        assert len(codes) == len(set(codes))
        assert all(place.today for place in guangdong(year))

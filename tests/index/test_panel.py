"""Years: gaps filled along time with their source, one scale for all years, trends."""

import numpy as np
import pytest

from lingnan.core.errors import Invalid
from lingnan.index import Element, Normalise, Table, Tree
from lingnan.index.panel import impute_panel, normalise_panel, trends

TREE = Tree(elements=(Element(code="i"), Element(code="a", parent="i")))


def year(**cells: float | None) -> Table:
    values = np.array([[np.nan if value is None else value] for value in cells.values()])
    return Table(units=tuple(cells), codes=("a",), values=values)


PANEL = {2015: year(u=1.0, v=10.0), 2016: year(u=None, v=None), 2017: year(u=None, v=30.0), 2018: year(u=None)}


def test_the_newest_earlier_value_with_its_year() -> None:
    filled, carried = impute_panel(PANEL)
    assert [filled[y].value("u", "a") for y in sorted(filled)] == [1, 1, 1, 1]
    assert filled[2016].value("v", "a") == 10
    assert (carried[0].unit, carried[0].year, carried[0].from_years) == ("u", 2016, (2015,))


def test_not_further_back_than_allowed() -> None:
    filled, _ = impute_panel(PANEL, most_years=1)
    assert filled[2016].value("u", "a") == 1
    assert filled[2017].value("u", "a") is None


def test_on_the_line_between_two_years() -> None:
    filled, carried = impute_panel(PANEL, how="linear")
    assert filled[2016].value("v", "a") == 20
    assert next(each for each in carried if each.unit == "v").from_years == (2015, 2017)


def test_settings_without_effect_and_single_years_are_refused() -> None:
    with pytest.raises(Invalid, match="linear 不用这个设置"):
        impute_panel(PANEL, how="linear", most_years=2)
    with pytest.raises(Invalid, match="只有一年"):
        impute_panel({2015: PANEL[2015]})


def test_one_scale_for_all_years() -> None:
    panel = {2015: year(u=0.0, v=10.0), 2016: year(u=5.0, v=20.0)}
    scaled, _ = normalise_panel(panel, TREE, Normalise())
    assert [scaled[y].column("a").tolist() for y in (2015, 2016)] == [[0, 50], [25, 100]]


def test_trends_by_hand() -> None:
    panel = {2015: year(u=100.0, v=1.0), 2016: year(u=None, v=None), 2017: year(u=121.0, v=None)}
    u, v = trends(panel, "a")
    assert (u.slope, u.years) == (10.5, 2)
    assert u.growth == pytest.approx(0.1)  # 1.1² = 1.21
    assert (v.slope, v.growth, v.last) == (None, None, 1.0)

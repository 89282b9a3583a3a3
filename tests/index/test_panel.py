"""Years: gaps filled along time with their source, one scale for all years, trends."""

from pathlib import Path

import numpy as np
import pytest

from lingnan.core.errors import Invalid
from lingnan.index import Chain, Denominate, Element, Impute, Normalise, Table, Tree, dataset, run
from lingnan.index.arrays import Dataset
from lingnan.index.panel import impute_panel, normalise_panel, trends
from lingnan.index.settings import read_settings
from lingnan.index.tables import read_data, read_tree

ROOT = Path(__file__).resolve().parents[2]
ASEM, CHAIN = ROOT / "src/lingnan/data/asem", ROOT / "examples/index/asem-chain.toml"

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


META = """iCode,Level,Parent,Weight,Direction,Type,Denominator
a,1,I,1,1,Indicator,pop
I,2,,1,1,Aggregate,
pop,,,,,Denominator,
"""
DATA = """uCode,Time,pop,a
u,2016,10,20
v,2016,10,40
u,2017,20,
v,2017,10,50
"""


def years_read(tmp_path: Path, time: int | None) -> tuple[Dataset, Tree]:
    (tmp_path / "iMeta.csv").write_text(META)
    (tmp_path / "iData.csv").write_text(DATA)
    tree, kinds = read_tree(tmp_path / "iMeta.csv")
    return read_data(tmp_path / "iData.csv", tree, kinds, time=time), tree


def test_a_year_is_filled_from_the_others_each_by_its_own_denominator(tmp_path: Path) -> None:
    data, tree = years_read(tmp_path, 2017)
    chain = Chain(denominate=Denominate(method="named"), impute=Impute(method="panel"))
    done = run(data, tree, chain)
    assert done.denominated.value("u", "a") is None
    assert done.imputed.value("u", "a") == 2.0  # 20 / 10, of 2016
    assert [(each.unit, each.value) for each in done.filled] == [("u", 2.0)]


def test_the_year_must_be_said_and_be_there(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="有 2 年的数据（2016—2017）"):
        years_read(tmp_path, None)
    with pytest.raises(Invalid, match="没有 2020 年的数据；有：2016、2017"):
        years_read(tmp_path, 2020)


def test_one_year_alone_cannot_be_filled_from_others() -> None:
    with pytest.raises(Invalid, match="panel 需要多年的数据"):
        run(dataset({"u": {"a": 1}}, TREE), TREE, Chain(impute=Impute(method="panel")))


@pytest.mark.shared
def test_every_year_of_the_asem_panel_has_its_index(shared_dir: Path) -> None:
    """2018 of the panel is the single-year table: the same index, to the last digit."""
    tree, kinds = read_tree(ASEM / "asem_iMeta.csv")
    settings = read_settings(CHAIN)
    single = run(read_data(ASEM / "asem_iData.csv", tree, kinds), tree, settings.chain).aggregated
    for year in range(2018, 2023):
        data = read_data(shared_dir / "data/evaluation/asem/asem_iData_panel.csv", tree, kinds, time=year)
        scores = run(data, tree, settings.chain).aggregated
        assert len(scores.units) == 51
        if year == 2018:
            assert {u: scores.value(u, "Index") for u in single.units} == {
                u: single.value(u, "Index") for u in single.units
            }

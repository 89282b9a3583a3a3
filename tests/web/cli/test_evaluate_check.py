"""`lingnan evaluate check`: knows three forms by their header, needs no database, exit 1 on an error."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lingnan.web.cli import main

LONG = "city_code,city,year,indicator,value,unit,source,flag\n"


def write(folder: Path, text: str, name: str = "t.csv") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_an_error_is_shown_first_and_fails(tmp_path: Path) -> None:
    gdp = {2010: 100, 2011: 105, 2012: 1100000, 2013: 115, 2014: 120}
    rows = "".join(f"440100,广州市,{year},gdp,{value},100 million CNY,x,\n" for year, value in gdp.items())
    result = CliRunner().invoke(main, ["evaluate", "check", write(tmp_path, LONG + rows)])
    assert result.exit_code == 1
    assert result.output.splitlines()[1].strip().startswith("error")
    assert "unit_slip" in result.output
    assert "广州市 2012" in result.output
    assert "缺少比较序列" in result.output


def test_a_clean_file_passes(tmp_path: Path) -> None:
    rows = "".join(f"440100,广州市,{2010 + n},land_area,7434,km2,x,\n" for n in range(5))
    result = CliRunner().invoke(main, ["evaluate", "check", write(tmp_path, LONG + rows)])
    assert result.exit_code == 0, result.output
    assert "0 findings" in result.output


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("d.csv", "city_code,city,year,day_of_year,pm25_ug_m3\n440100,广州市,2014,1,98.1\n", 1),
        ("c.csv", "city_code,city,date,confirmed_cum,deaths_cum\n440100,广州市,2020-01-20,,0\n", 2),
        ("n_2019.csv", "city_code,city,unit_level,county_en,employed_persons\n440100,广州市,county,Tianhe,5\n", 1),
    ],
)
def test_forms_are_known_by_their_header(tmp_path: Path, name: str, text: str, values: int) -> None:
    result = CliRunner().invoke(main, ["evaluate", "check", "--json", write(tmp_path, text, name)])
    (document,) = json.loads(result.output)
    assert document["values"] == values
    states = {each["check"]: each["state"] for each in document["checks"]}
    assert set(states.values()) <= {"found", "not_found", "cannot"}
    # whatever cannot be checked says why
    assert all(each["cannot"] for each in document["checks"] if each["state"] == "cannot")


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n1,2\n", LONG + "440100,广州市,2017,gdp,abc,x,y,\n", LONG + "440100,广州市,17,gdp,1,x,y,\n"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    result = CliRunner().invoke(main, ["evaluate", "check", write(tmp_path, text)])
    assert result.exit_code == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "t.csv" in result.output

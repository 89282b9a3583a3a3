"""A file of values is taken in whole or refused whole, with file, line and column named."""

from pathlib import Path

import pytest
from tests.engines.evaluate.conftest import FIGURES

from lingnan.core.errors import Invalid, NotAllowed
from lingnan.engines.evaluate.models import IndicatorValue, QualityFlag, ValueFile
from lingnan.engines.evaluate.services.observations import MOST_BYTES, import_content, import_values
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.models import AuditEntry

pytestmark = pytest.mark.django_db
HEAD = "city_code,city,year,indicator,value,unit,source,flag\n"
GOOD = "440100,广州市,2017,gdp,21503.15,100 million CNY,trial,\n"


def refused(text: str | bytes) -> Invalid:
    with pytest.raises(Invalid) as error:
        import_content(SYSTEM, name="值.csv", content=text if isinstance(text, bytes) else text.encode())
    assert IndicatorValue.objects.count() == ValueFile.objects.count() == AuditEntry.objects.count() == 0
    return error.value


def test_real_figures_arrive_exactly_as_written(figures: None) -> None:
    # grep of the file: 440500,汕头市,2007,gdp,…; the text of the value column must come back digit by digit
    with FIGURES.open(encoding="utf-8") as file:
        line = next(line for line in file if line.startswith("440500,汕头市,2007,gdp,")).split(",")
    kept = IndicatorValue.objects.get(indicator="gdp", region_id="440500", period="2007")
    assert str(kept.value) == line[4]
    assert IndicatorValue.objects.count() == 8458


def test_flags_are_raised_on_the_way_in(figures: None) -> None:
    flag = QualityFlag.objects.get(
        value__indicator="road_area_per_capita", value__region_id="441800", value__period="2007", check_key="jump"
    )
    assert "96%" in flag.text_zh


def test_the_same_file_again_changes_nothing(figures: None) -> None:
    assert import_values(SYSTEM, FIGURES).new == 0
    assert IndicatorValue.objects.count() == 8458


def test_a_missing_column_is_named(cities: list[str]) -> None:
    error = refused("city_code,city,year,value,unit,source\n" + GOOD)
    assert "第 1 行缺少列 indicator" in error.reason


@pytest.mark.parametrize(
    ("row", "where", "reason"),
    [
        (GOOD.replace("21503.15", "约2万"), "值.csv 第 3 行“value”列", "应为数字"),
        (GOOD.replace("440100", "450100"), "值.csv 第 3 行“city_code”列", "没有代码"),
        (GOOD.replace("广州市", "南宁市"), "值.csv 第 3 行“city”列", "440100 是广州市"),
        (GOOD.replace("2017", "二〇一七"), "值.csv 第 3 行“year”列", "不是年份"),
        (GOOD.replace(",gdp,", ",gnp,"), "值.csv 第 3 行“indicator”列", "没有指标"),
        (GOOD.replace("100 million CNY", "10 thousand CNY"), "值.csv 第 3 行“unit”列", "单位是"),
        (GOOD.replace("2017", "2016"), "值.csv 第 3 行", "与第 2 行重复"),
        (GOOD.replace("trial", ""), "值.csv 第 3 行“source”列", "没有写来源"),
        ("440100,广州市\n", "值.csv 第 3 行", "列数"),
    ],
)
def test_one_wrong_row_refuses_the_file(cities: list[str], row: str, where: str, reason: str) -> None:
    error = refused(HEAD + GOOD.replace("2017", "2016") + row)
    assert [(str(fault.where), reason in str(fault.reason)) for fault in error.faults] == [(where, True)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        (b"PK\x03\x04rest", "不是 CSV"),
        (HEAD.encode(), "只有表头"),
        ((HEAD + GOOD).encode("gbk"), "UTF-8"),
        (b"x" * (MOST_BYTES + 1), "最多 32 MB"),
    ],
)
def test_a_wrong_file_is_refused(cities: list[str], content: bytes, said: str) -> None:
    assert said in str(refused(content))


def test_an_empty_value_is_missing_not_zero(cities: list[str]) -> None:
    import_content(SYSTEM, name="值.csv", content=(HEAD + GOOD.replace("21503.15", "")).encode())
    kept = IndicatorValue.objects.get()
    assert (kept.value, kept.missing) == (None, "not_reported")


def test_another_number_under_the_same_vintage_is_refused(cities: list[str]) -> None:
    import_content(SYSTEM, name="值.csv", content=(HEAD + GOOD).encode())
    with pytest.raises(Invalid, match="与库里的不同"):
        import_content(SYSTEM, name="值2.csv", content=(HEAD + GOOD.replace("21503.15", "21504")).encode())


def test_a_revision_is_a_new_vintage_beside_the_old(cities: list[str]) -> None:
    import_content(SYSTEM, name="值.csv", content=(HEAD + GOOD).encode())
    import_content(SYSTEM, name="值2.csv", content=(HEAD + GOOD.replace("trial", "census 2020")).encode())
    assert IndicatorValue.objects.count() == 2


def test_the_public_may_not_import(cities: list[str]) -> None:
    with pytest.raises(NotAllowed):
        import_values(PUBLIC, Path(FIGURES))

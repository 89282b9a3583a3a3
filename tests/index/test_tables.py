"""Bad tables: the file, the line and the column are named, and everything wrong is told at once."""

from pathlib import Path

import numpy as np
import pytest

from lingnan.core.errors import Invalid
from lingnan.index import Chain, Denominate, Impute, Normalise, Table, run
from lingnan.index.arrays import Dataset
from lingnan.index.tables import read_data, read_tree, write_table, written

META = """iCode,Level,Parent,Weight,Direction,Type,Target,Denominator
a,1,I,1,1,Indicator,,
b,1,I,2,-1,Indicator,,pop
I,2,,1,1,Aggregate,,
pop,,,,,Denominator,,
region,,,,,Group,,
"""
DATA = """uCode,uName,region,pop,a,b
u1,One,x,10,1,5
u2,Two,x,20,2,NA
u3,Three,y,30,,6
"""


def read(tmp_path: Path, data: str = DATA, meta: str = META) -> Dataset:
    (tmp_path / "iMeta.csv").write_text(meta, encoding="utf-8")
    (tmp_path / "iData.csv").write_text(data, encoding="utf-8")
    tree, kinds = read_tree(tmp_path / "iMeta.csv")
    return read_data(tmp_path / "iData.csv", tree, kinds)


def told(error: Invalid) -> str:
    return "; ".join(map(str, error.faults))


def test_empty_and_na_are_missing_never_zero(tmp_path: Path) -> None:
    table = read(tmp_path).table
    assert table.value("u3", "a") is None
    assert table.value("u2", "b") is None
    assert table.value("u1", "b") == 5


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("u1,One,x,10,1,5", "u1,One,x,10,1,5.o", "iData.csv 第 2 行“b”列：“5.o”不是数字"),
        ("u2,Two,x,20,2,NA", "u2,Two,x,20,inf,NA", "iData.csv 第 3 行“a”列：“inf”不是有限的数字"),
        ("u2,Two", "u1,Two", "iData.csv 第 3 行“uCode”列：单位编码“u1”重复（已在第 2 行）"),
        ("u3,Three", ",Three", "iData.csv 第 4 行“uCode”列：单位编码是空的"),
        ("u3,Three,y,30,,6", "u3,Three,y,30,6", "iData.csv 第 4 行：有 5 格，第一行有 6 格"),
        ("pop,a,b", "pop,a,c", "iData.csv 第 1 行：缺少列：b"),
        ("pop,a,b", "pop,b,b", "iData.csv 第 1 行：列名重复：b"),
        ("uCode,uName", "unit,uName", "iData.csv 第 1 行：缺少列：uCode"),
        (DATA, "", "iData.csv：空文件"),
        (DATA[DATA.index("u1") :], "", "iData.csv：没有一个单位"),
    ],
)
def test_bad_data_names_file_line_and_column(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(tmp_path, data=DATA.replace(old, new))
    assert said in told(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a,1,I,1,1,Indicator", "a,1,I,x,1,Indicator", "iMeta.csv 第 2 行“Weight”列：“x”不是数字"),
        ("a,1,I,1,1,Indicator", "a,1,I,,1,Indicator", "iMeta.csv 第 2 行“Weight”列：是空的"),
        ("a,1,I,1,1,Indicator", "a,1,J,1,1,Indicator", "iMeta.csv 第 2 行（a）：上级“J”不在表中"),
        ("b,1,I,2", "a,1,I,2", "iMeta.csv 第 3 行“iCode”列：编码“a”重复（已在第 2 行）"),
        ("a,1,I,1,1,Indicator", "a,1,I,1,3,Indicator", "iMeta.csv 第 2 行“Direction”列：3（只能是 1 或 -1）"),
        ("a,1,I,1,1,Indicator", "a,1,I,1,1,Indikator", "iMeta.csv 第 2 行“Type”列：“Indikator”不是类型"),
        ("I,2,,1,1", "I,2,I,1,1", "上级关系成环：I → I"),
        ("I,2,,1,1", "I,1,,1,1", "级次 1 不低于上级 I 的 1"),
        ("iCode,Level", "code,Level", "iMeta.csv 第 1 行：缺少列：iCode"),
        ("a,1,I,1,1,Indicator", "a,1.5,I,1,1,Indicator", "iMeta.csv 第 2 行“Level”列：1.5 不是整数"),
        ("region,,,,,Group,,\n", "region,,,,,Group,,\nP,2,I,1,1,Aggregate,,\n", "级次 2 不低于上级 I 的 2"),
    ],
)
def test_bad_indicator_tables_name_file_line_and_column(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(tmp_path, meta=META.replace(old, new))
    assert said in told(caught.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        read(tmp_path, data=DATA.replace("10,1,5", "10,one,five").replace("20,2", "20,two"))
    assert len(caught.value.faults) == 3


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="没有这个文件"):
        read_tree(tmp_path / "nowhere.csv")
    (tmp_path / "gbk.csv").write_bytes("编码".encode("gbk"))
    with pytest.raises(Invalid, match="UTF-8"):
        read_tree(tmp_path / "gbk.csv")


def test_a_zero_denominator_names_unit_and_column(tmp_path: Path) -> None:
    data = read(tmp_path, data=DATA.replace("u1,One,x,10", "u1,One,x,0"))
    tree, _ = read_tree(tmp_path / "iMeta.csv")
    with pytest.raises(Invalid, match=r"u1\.pop：分母是 0，不能计算 b"):
        run(data, tree, Chain(denominate=Denominate(method="named")))


def test_group_means_stay_within_the_group(tmp_path: Path) -> None:
    data = read(tmp_path)
    tree, _ = read_tree(tmp_path / "iMeta.csv")
    done = run(data, tree, Chain(impute=Impute(method="group_mean", group="region")))
    assert done.imputed.value("u2", "b") == 5  # u1 is the only peer in x
    assert done.imputed.value("u3", "a") is None  # nobody in y has it
    with pytest.raises(Invalid, match="没有分组列“country”；可选：region"):
        run(data, tree, Chain(impute=Impute(method="group_mean", group="country")))


def test_a_constant_indicator_is_left_out_by_name_or_refused(tmp_path: Path) -> None:
    data = read(tmp_path, data=DATA.replace("10,1,5", "10,2,5").replace("30,,6", "30,2,6"))
    tree, _ = read_tree(tmp_path / "iMeta.csv")
    done = run(data, tree, Chain())
    assert done.warnings == ("指标 a 所有单位的值都是 2，分不出高低，不计入上级",)
    assert done.aggregated.value("u1", "I") == 100  # b alone; 5 is the best where less is better
    with pytest.raises(Invalid, match="a：所有单位的值都是 2"):
        run(data, tree, Chain(normalise=Normalise(constant="refuse")))


@pytest.mark.parametrize(
    ("value", "text"),
    [(2 / 3, "0.666666666666667"), (-0.0, "0"), (1e-20, "1e-20"), (123456789.125, "123456789.125")],
)
def test_numbers_have_fifteen_significant_digits(value: float, text: str) -> None:
    assert written(value) == text


def test_units_with_commas_and_gaps_are_written_as_they_are_read(tmp_path: Path) -> None:
    values = np.array([[1.0, np.nan], [-0.0, 1 / 3], [5e-324, 1e300]])
    write_table(tmp_path / "t.csv", Table(units=("a,b", 'c"d', "e"), codes=("x", "y"), values=values))
    text = (tmp_path / "t.csv").read_text(encoding="utf-8")
    assert text == 'uCode,x,y\n"a,b",1,\n"c""d",0,0.333333333333333\ne,4.94065645841247e-324,1e+300\n'


def test_the_sentence_names_the_file_once(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        read(tmp_path, data=DATA.replace("10,1,5", "10,one,5"))
    assert str(caught.value) == "iData.csv：第 2 行“a”列：“one”不是数字（缺失请留空或写 NA）"

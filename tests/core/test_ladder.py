from pathlib import Path

import pytest

from lingnan.core.errors import Invalid
from lingnan.core.ladder import RULES, RUNGS, grade, read


def written(folder: Path, **changes: str) -> Path:
    marks = {**dict.fromkeys(RULES, "done"), **changes}
    path = folder / "QUALITY.yaml"
    path.write_text("".join(f"{key}: {mark}\n" for key, mark in marks.items()), encoding="utf-8")
    return path


def test_a_sector_stands_where_the_first_work_is_left(tmp_path: Path) -> None:
    assert grade(read(written(tmp_path))) == 4
    assert grade(read(written(tmp_path, pages_open="{todo: 尚无页面}"))) == 1
    assert grade(read(written(tmp_path, readme="{todo: 未写}"))) == 0
    assert grade(read(written(tmp_path, benchmark="{exempt: 只有参数，没有数据}"))) == 4


@pytest.mark.parametrize(
    ("key", "mark", "said"),
    [
        ("readme", "yes", "True"),
        ("readme", "todo", "不是标注"),
        ("readme", "{todo: ''}", "不是标注"),
        ("shine", "done", "没有这条规则"),
    ],
)
def test_a_wrong_mark_is_named(tmp_path: Path, key: str, mark: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read(written(tmp_path, **{key: mark}))


def test_a_rule_left_out_is_named(tmp_path: Path) -> None:
    path = tmp_path / "QUALITY.yaml"
    path.write_text("readme: done\n")
    with pytest.raises(Invalid) as caught:
        read(path)
    assert len(caught.value.faults) == len(RULES) - 1


def test_the_rungs_are_numbered_from_below() -> None:
    assert [rung.number for rung in RUNGS] == [1, 2, 3, 4]
    assert len(RULES) == sum(len(rung.rules) for rung in RUNGS)

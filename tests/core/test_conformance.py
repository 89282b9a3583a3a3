"""The rules of shared/data/CASES.md for recognising, comparing and surviving case files."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from lingnan.core.conformance import KINDS, CaseKind, differences, document_cases, line_cases, parse, walk
from lingnan.web.cli.conformance import command, load_kinds


def _square(case: dict[str, int]) -> dict[str, int]:
    return {"square": case["n"] * case["n"], "extra": 1}


@pytest.fixture
def squares() -> Iterator[None]:
    load_kinds()  # before the store is swapped: a module registers only once
    lines = CaseKind(names=("squares.jsonl",), load=line_cases(), run=_square)
    document = CaseKind(names=("squares.json",), load=document_cases("cases", expects=("square",)), run=_square)
    with KINDS.swapped({"squares.jsonl": lines, "squares.json": document}):
        yield


def _write(folder: Path, name: str, *cases: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(case if isinstance(case, str) else json.dumps(case) for case in cases), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("expected", "got", "equal"),
    [
        ("14.42", 14.4249, True),  # half a unit of the last digit written: 0.005
        ("14.42", 14.4251, False),
        ("14.420", "14.42", True),
        ("14.420", "14.421", False),
        ("0012345678", "12345678", False),  # a name, not a number
        ("AA", "aa", False),  # strings exactly
        ("1", True, False),
        ("true", True, True),
        ("null", None, True),
        ("null", 0, False),
        ("[1, 2]", [2, 1], False),  # lists in order
        ("[1]", [1, 2], False),
        ('{"a": 1}', {"a": 1, "b": 2}, True),  # got may have more keys
        ('{"a": 1, "note": "x", "raw": "y", "body_hex": "z"}', {"a": 1}, True),
        ('{"a": null}', {}, True),
        ('{"a": 0}', {}, False),
        ("1e400", 1, False),
        ("3", 3.4, True),  # half a unit of the last digit written is 0.5
    ],
)
def test_compares_as_the_case_is_written(expected: str, got: object, equal: bool) -> None:
    """The written digits decide the tolerance; a string that is no JSON stands for itself."""
    try:
        wanted = parse(expected)
    except ValueError:
        wanted = expected
    assert (not list(differences(wanted, got))) is equal


@pytest.mark.usefixtures("squares")
def test_walks_folders_and_judges_each_case(tmp_path: Path) -> None:
    _write(tmp_path, "a/squares.jsonl", {"id": "one", "n": 2, "expect": {"square": 4}}, {"n": 3})
    _write(tmp_path, "b/squares.json", json.dumps({"cases": [{"id": "x", "n": 2, "square": 5}]}))
    _write(tmp_path, "notes.txt", "hello")
    known = [report for report in walk(tmp_path) if report.known]
    assert [report.name for report in known] == ["a/squares.jsonl", "b/squares.json"]
    assert [(result.id, result.passed) for report in known for result in report.results] == [
        ("one", True),
        ("line-2", None),
        ("x", False),
    ]


@pytest.mark.usefixtures("squares")
def test_run_never_sees_what_is_expected(tmp_path: Path) -> None:
    path = _write(tmp_path, "squares.json", json.dumps({"cases": [{"id": "x", "n": 2, "square": 4, "why": "y"}]}))
    (case,) = document_cases("cases", expects=("square",))(path)
    assert case.input == {"id": "x", "n": 2, "why": "y"}  # type: ignore[union-attr]


@pytest.mark.usefixtures("squares")
def test_hostile_content_is_named_with_its_line_and_the_walk_goes_on(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "squares.jsonl",
        "{broken",
        "[1]",
        "[" * 100_000,
        '{"n": NaN}',
        '{"n": ' + "9" * 5000 + "}",
        {"id": "text", "n": "x", "expect": {"square": 4}},
        {"id": "good", "n": 2, "expect": {"square": 4}},
    )
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "squares.json").write_bytes(b"\xff\xfe\x00")
    os.mkfifo(tmp_path / "pipe")
    lines, deep = (report for report in walk(tmp_path) if report.known)
    assert [fault.where for fault in lines.faults] == [f"squares.jsonl:{number}" for number in range(1, 6)]
    assert [(result.id, result.passed) for result in lines.results] == [("text", False), ("good", True)]
    assert len(deep.faults) == 1


@pytest.mark.usefixtures("squares")
def test_terminal_prints_a_line_per_file_and_exits_by_the_result(tmp_path: Path) -> None:
    _write(tmp_path, "squares.jsonl", {"id": "one", "n": 2, "expect": {"square": 4}})
    _write(tmp_path, "other.json", "{}")
    done = CliRunner().invoke(command, [str(tmp_path)])
    assert done.stdout.splitlines() == ["squares.jsonl 1/1", "not known: 1", "  other.json"]
    assert done.exit_code == 0
    _write(tmp_path, "squares.jsonl", {"id": "one", "n": 2, "expect": {"square": 5}})
    failed = CliRunner().invoke(command, [str(tmp_path)])
    assert "  one: square: expected 5, got 4" in failed.stdout
    assert failed.exit_code == 1


@pytest.mark.usefixtures("squares")
def test_json_prints_one_object_a_line_and_nothing_else(tmp_path: Path) -> None:
    _write(
        tmp_path, "squares.jsonl", {"id": "e\ud800", "n": 2, "expect": {"square": 4}}, "{broken", {"id": "n", "n": 3}
    )
    _write(tmp_path, "other.json", "{}")
    done = CliRunner().invoke(command, [str(tmp_path), "--json"])
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["file"], line["passed"]) for line in lines] == [("squares.jsonl", True), ("squares.jsonl", None)]
    assert lines[1]["got"] == {"square": 9, "extra": 1}
    assert "squares.jsonl:2" in done.stderr
    assert done.exit_code == 1


def test_exits_1_where_no_case_was_recognised(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, [str(tmp_path)]).exit_code == 1


def test_every_shared_protocol_case_passes(shared_dir: Path) -> None:
    done = CliRunner().invoke(command, [str(shared_dir / "data" / "protocols"), "--json"])
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines if line["passed"] is not True] == []
    assert done.exit_code == 0

"""`lingnan index`: the files that come out, the same bytes again, and errors as one sentence with exit code 1."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lingnan.web.cli import main

ROOT = Path(__file__).resolve().parents[3]
ASEM = ROOT / "src/lingnan/data/asem"
INPUTS = [
    *("--data", str(ASEM / "asem_iData.csv")),
    *("--meta", str(ASEM / "asem_iMeta.csv")),
    *("--settings", str(ROOT / "examples/index/asem-chain.toml")),
]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["index", *arguments])


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_run_writes_every_step(tmp_path: Path) -> None:
    result = call("run", *INPUTS, "--out", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "68.3837  CHE  Switzerland" in result.output
    steps = ("raw", "denominated", "imputed", "screened", "treated", "normalised", "aggregated", "ranks")
    assert {path.name for path in tmp_path.iterdir()} == {*(f"{step}.csv" for step in steps), "run.json"}
    assert {len(rows(tmp_path / f"{step}.csv")[0]) for step in steps[:6]} == {1 + 49}
    header, *body = rows(tmp_path / "aggregated.csv")
    assert (header[0], header[1], header[-1], len(header), len(body)) == ("uCode", "LPI", "Index", 1 + 60, 51)
    log = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert log["settings"]["treat"] == {
        "method": "winsorise",
        "winmax": 5,
        "otherwise": "log_ct",
        "skewness": 2.0,
        "kurtosis": 3.5,
    }
    flights = next(each for each in log["treated"] if each["code"] == "Flights")
    assert (flights["done"], flights["high"]) == ("winsorise", ["MLT"])
    assert len(log["inputs"]["data"]["sha256"]) == 64


def test_a_study_and_its_replay_are_the_same_bytes(tmp_path: Path) -> None:
    result = call("sensitivity", *INPUTS, "-n", "20", "--out", str(tmp_path / "study"), "--json")
    assert result.exit_code == 0, result.output
    effects = json.loads(result.output)["effects"]
    assert [each["setting"] for each in effects] == ["treat.winmax", "normalise", "weights", "aggregate"]
    recorded = [
        "--replicates",
        str(tmp_path / "study/replicates.csv"),
        "--weights",
        str(tmp_path / "study/weights.csv"),
    ]
    for name in ("first.csv", "second.csv"):
        assert call("replay", *INPUTS, *recorded, "--out", str(tmp_path / name)).exit_code == 0
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "study/scores.csv").read_bytes()
    header = rows(tmp_path / "first.csv")[0]
    assert header[:3] == ["uCode", "Nominal", "r_1"]
    assert len(header) == 2 + 20 * 6
    run_dir = tmp_path / "run"
    assert call("run", *INPUTS, "--out", str(run_dir)).exit_code == 0
    index = {row[0]: row[-1] for row in rows(run_dir / "aggregated.csv")[1:]}
    assert {row[0]: row[1] for row in rows(tmp_path / "first.csv")[1:]} == index


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--data", "uCode,LPI\nAUT,4\n", "缺少列：Flights"),
        ("--meta", "iCode,Level\nLPI,1\n", "缺少列：Parent、Weight、Direction、Type"),
        ("--settings", "[treat]\nmethod = 'none'\nwinmax = 3\n", "treat.winmax：方法 none 不用这个设置"),
        ("--settings", "[treat\n", "不是 TOML"),
        ("--settings", "winmax = 3\n", "winmax：应写在某一节里"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_one(tmp_path: Path, option: str, text: str, said: str) -> None:
    (tmp_path / "bad").write_text(text, encoding="utf-8")
    arguments = list(INPUTS)
    arguments[arguments.index(option) + 1] = str(tmp_path / "bad")
    result = call("run", *arguments, "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()

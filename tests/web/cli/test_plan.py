"""`lingnan plan` in the terminal, as a program of its own: without Django and without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DEMO = ROOT / "src/lingnan/data/demo/plan-2015-2017.txt"
# Runs the terminal and fails should Django have been loaded on the way.
PROGRAM = (
    "import sys; from lingnan.web.cli import main\ntry: main(sys.argv[1:])\nfinally: assert 'django' not in sys.modules"
)


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DATABASE_URL": "sqlite:////nowhere/none.sqlite3"}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "plan", *arguments],
        input=given,
        capture_output=True,
        env=environment,
        check=False,
    )


def test_parse_prints_the_promised_shape() -> None:
    done = run("parse", str(DEMO), "--json")
    assert done.returncode == 0, done.stderr.decode()
    read = json.loads(done.stdout)
    assert read["period"] == {"from": "2015-01-01", "to": "2017-12-31"}
    assert len(read["members"]) == 21
    assert [task["number"] for task in read["tasks"]] == list(range(1, 25))
    task = read["tasks"][7]
    assert task["lead"] == ["省国土资源厅", "省经济和信息化委"]
    assert {"text": "2016年底前", "due": "2016-12-31", "kind": "by"}.items() <= task["deadlines"][1].items()
    assert task["indicator_systems"] == ["国家城市统一的地理空间框架建设和应用评价指标体系"]
    assert task["resolved"][0]["today"] == [{"key": "gd-natural-resources", "name": "广东省自然资源厅"}]
    source = DEMO.read_text("utf-8")[task["source"]["start"] : task["source"]["end"]]
    assert source == task["text"]


def test_pasted_text_comes_from_standard_input() -> None:
    done = run("parse", "-", "--json", given="某市工作方案\n（一）修路。（市交通局）\n".encode("gb18030"))
    assert [task["lead"] for task in json.loads(done.stdout)["tasks"]] == [["市交通局"]]


def test_responsibilities_answers_line_by_line() -> None:
    lines = (
        "省教育厅牵头，财政厅配合\n市卫生健康委、市医保局，排第一位的为牵头单位，下同\n责任单位：市教育局、市体育局\n"
    )
    done = run("responsibilities", "--json", given=lines.encode())
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert answers == [
        {"lead": ["省教育厅"], "cooperating": ["省财政厅"], "when": None},
        {"lead": ["市卫生健康委"], "cooperating": ["市医保局"], "when": None},
        # Lines are clauses of different documents unless --document says otherwise.
        {"lead": ["市教育局", "市体育局"], "cooperating": [], "when": None},
    ]
    carried = run("responsibilities", "--json", "--document", given=lines.encode())
    assert json.loads(carried.stdout.decode().splitlines()[2])["lead"] == ["市教育局"]


def test_a_fault_is_one_sentence_and_exit_code_one(tmp_path: Path) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    done = run("parse", str(empty), "--json")
    assert done.returncode == 1
    assert "空.txt：文件是空的" in done.stderr.decode()
    assert done.stdout == b""

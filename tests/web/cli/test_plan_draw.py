"""`lingnan plan draw` replays a record from a file, without Django and without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

from lingnan.engines.group.drawing import Candidate, as_record

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = (
    "import sys; from lingnan.web.cli import main\ntry: main(sys.argv[1:])\nfinally: assert 'django' not in sys.modules"
)


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DATABASE_URL": "sqlite:////nowhere/none.sqlite3"}
    return subprocess.run([sys.executable, "-c", PROGRAM, "plan", "draw", *arguments], input=given, text=True,
                          capture_output=True, env=environment, check=False)  # fmt: skip


def record() -> dict[str, object]:
    candidates = [Candidate(key=f"Z-{n}", stratum="data", bars=("任职于甲",) if n == 1 else ()) for n in range(6)]
    return as_record(candidates=candidates, wanted={"data": 2}, seed="2018-04-16")


def test_a_record_is_replayed_and_a_changed_one_exits_1(tmp_path: Path) -> None:
    path = tmp_path / "draw.json"
    path.write_text(json.dumps(record()), encoding="utf-8")
    done = run(str(path), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["matches"] is True
    assert said["chosen"] == record()["chosen"]
    assert said["barred"] == {"Z-1": ["任职于甲"]}
    wrong = run("-", given=json.dumps({**record(), "pool": "0" * 64}))
    assert wrong.returncode == 1
    assert "指纹不符" in wrong.stdout


def test_what_is_no_record_is_one_sentence() -> None:
    done = run("-", given="[]")
    assert (done.returncode, done.stdout) == (1, "")
    assert "不是抽取记录" in done.stderr

"""`lingnan audit` as an operator types it."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import AuditEntry
from lingnan.web.cli import main

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["audit", *arguments])
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def entries(db: None) -> None:
    for n in range(1, 4):
        audit.record(by=SYSTEM, verb="plan.remind", about=f"plan.task:{n}", summary=f"催办 {n}", after={"n": n})


def test_a_whole_chain_passes_and_gives_its_end() -> None:
    code, said = run("verify")
    assert code == 0
    assert f"3:{AuditEntry.objects.get(number=3).digest}" in said
    code, said = run("verify", "--json", "--anchor", f"3:{AuditEntry.objects.get(number=3).digest}")
    assert code == 0
    assert json.loads(said)["whole"] is True


def test_a_changed_entry_fails_and_is_named() -> None:
    AuditEntry.objects.filter(number=2).update(after={"n": 5})
    code, said = run("verify")
    assert code == 1
    assert "第 2 条" in said
    code, said = run("verify", "--json")
    assert code == 1
    assert [fault["number"] for fault in json.loads(said)["faults"]] == [2]


def test_a_wrong_anchor_is_one_sentence() -> None:
    code, said = run("verify", "--anchor", "x")
    assert code == 1
    assert "序号:摘要" in said


def test_entries_are_shown_as_json_and_csv() -> None:
    code, said = run("show", "--about", "plan.task:2", "--json")
    assert code == 0
    assert [(row["number"], row["after"]) for row in json.loads(said)] == [(2, {"n": 2})]
    _, said = run("show", "--about", "plan.*", "--last", "2", "--csv")
    assert [row["summary"] for row in csv.DictReader(io.StringIO(said))] == ["催办 2", "催办 3"]
    _, said = run("show", "--by", "nobody")
    assert said == ""

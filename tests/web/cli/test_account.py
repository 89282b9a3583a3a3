"""`lingnan account` and `lingnan notify` as an operator types them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lingnan.engines.identity.models import Account, Region, Unit
from lingnan.web.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unit(db: None) -> None:
    Region.objects.create(code="440000", name="广东省", level="province")
    Unit.objects.create(key="gd-education", name="广东省教育厅", kind="department", region_id="440000")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


def test_an_account_is_created_listed_and_closed() -> None:
    code, said = run("account", "create", "zhang", "--name", "张华", "--unit", "gd-education", "--role", "liaison")
    assert code == 0
    assert Account.objects.get(username="zhang").check_password(said.strip().split("\t")[-1])
    assert json.loads(run("account", "list", "--json")[1])[0]["roles"] == ["liaison"]
    assert "leader, liaison" in run("account", "role", "zhang", "leader")[1]
    assert run("account", "deactivate", "zhang", "--reason", "调离")[0] == 0
    assert not Account.objects.get(username="zhang").is_active


def test_a_wrong_name_is_one_sentence() -> None:
    code, said = run("account", "reset-password", "nobody")
    assert code == 1
    assert said.startswith("lingnan: ")
    assert "Traceback" not in said


def test_a_sheet_is_checked_then_imported(tmp_path: Path) -> None:
    file = tmp_path / "人员.csv"
    file.write_text("账号,姓名,单位,角色\nzhang,张华,广东省教育厅,联络员\nli,,省魔法厅,联络员\n", encoding="utf-8")
    code, said = run("account", "import", str(file))
    assert code == 1
    assert "人员.csv 第 1 表第 3 行“姓名”列" in said
    assert "人员.csv 第 1 表第 3 行“单位”列" in said
    assert not Account.objects.exists()
    file.write_text("账号,姓名,单位,角色\nzhang,张华,广东省教育厅,联络员\n", encoding="utf-8")
    assert run("account", "import", "--check", str(file))[0] == 0
    assert not Account.objects.exists()
    assert run("account", "import", str(file))[0] == 0
    assert Account.objects.count() == 1


def test_the_template_is_written(tmp_path: Path) -> None:
    target = tmp_path / "人员.xlsx"
    assert run("account", "template", str(target))[0] == 0
    assert target.read_bytes().startswith(b"PK")


def test_reminders_run_without_anything_to_do() -> None:
    assert "0 人次" in run("notify", "escalate", "--on", "2018-04-16")[1]
    assert "0 封" in run("notify", "send")[1]

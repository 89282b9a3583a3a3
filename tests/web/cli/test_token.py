"""`lingnan token` as an operator types it."""

import json

import pytest
from click.testing import CliRunner

from lingnan.engines.identity.services.tokens import bearer
from lingnan.web.cli import main

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["token", *arguments])
    return result.exit_code, result.output


def test_a_token_is_made_listed_and_revoked() -> None:
    code, said = run("create", "--scope", "sense:write")
    assert code == 0
    known = bearer(said.strip())
    (row,) = json.loads(run("list", "--json")[1])
    assert (row["id"], row["scopes"], row["last_used_at"] is not None) == (known.token, ["sense:write"], True)
    assert said.strip() not in run("list")[1]
    assert run("revoke", str(row["id"]))[0] == 0
    assert json.loads(run("list", "--json")[1])[0]["revoked_at"]


def test_an_unknown_scope_names_those_that_exist() -> None:
    code, said = run("create", "--scope", "sense:all")
    assert (code, "sense:write" in said) == (1, True)

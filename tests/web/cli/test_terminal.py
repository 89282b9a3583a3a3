"""The first commands that a newcomer types."""

import json

import pytest
from click.testing import CliRunner
from tests.web.cli.installations import Installation

from lingnan import __version__
from lingnan.web.cli import VERBS, main


def test_the_version_is_said_without_a_database(installation: Installation) -> None:
    done = installation.run("--version")
    assert done.stdout == f"lingnan, version {__version__}\n"
    assert not (installation.folder / "lingnan.sqlite3").exists()


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_explains_itself(verb: str) -> None:
    done = CliRunner().invoke(main, [verb, "--help"])
    assert done.exit_code == 0, done.output
    assert f"Usage: main {verb}" in done.output


def test_an_unknown_verb_is_refused_with_where_to_look() -> None:
    done = CliRunner().invoke(main, ["fly"])
    assert done.exit_code == 2
    assert "No such command 'fly'" in done.output
    assert "--help" in done.output


def test_the_doctor_of_an_empty_machine_says_what_to_do(installation: Installation) -> None:
    done = installation.run("doctor", "--json")
    findings = {finding["what"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert "start --prepare-only" in findings["migrations"]["advice"]


def test_the_doctor_of_a_prepared_machine_is_content(prepared: Installation) -> None:
    done = prepared.run("doctor", "--json")
    findings = json.loads(done.stdout)
    wanted = {"python", "data folder", "free disk", "database", "migrations", "clock", "static files", "fonts"}
    assert wanted <= {finding["what"] for finding in findings}
    assert [finding for finding in findings if not finding["ok"]] == []
    assert done.returncode == 0


def test_the_doctor_finds_a_database_that_is_not_there(installation: Installation) -> None:
    installation.drop()
    if not installation.environment.get("DATABASE_URL"):
        installation.folder.mkdir(parents=True)
        (installation.folder / "lingnan.sqlite3").write_bytes(b"this is not a database" * 500)
    done = installation.run("doctor", "--json")
    findings = {finding["what"]: finding for finding in json.loads(done.stdout)}
    assert not findings["database"]["ok"]
    assert "DATABASE_URL" in findings["database"]["advice"]
    assert done.returncode == 1

"""`lingnan audit verify` against somebody with the database's password."""

import json
from collections.abc import Iterator

import pytest
from tests.web.cli.installations import SERVER, Installation

from lingnan.engines.identity.models import AuditEntry

# Every column of an entry, and a change of as little as one byte of it, in SQL that both databases know.
CHANGES = {
    "recorded_at": "recorded_at = recorded_at + interval '1 microsecond'"
    if SERVER
    else "recorded_at = substr(recorded_at, 1, 18) || ((substr(recorded_at, 19, 1) + 1) % 10)"
    " || substr(recorded_at, 20)",
    "account_id": "account_id = 1",
    "actor": "actor = actor || ' '",
    "unit_key": "unit_key = unit_key || 'x'",
    "verb": "verb = upper(verb)",
    "about": "about = about || '0'",
    "summary": "summary = replace(summary, substr(summary, 1, 1), '改')",
    "before": "before = '{}'",
    "after": """after = '{"n": 100}'""",
    "previous": "previous = digest",
    "digest": "digest = previous",
    "number": "number = 100000",
}
# One changed entry for each column, with two untouched ones between, so that no fault is the neighbour's.
ENTRIES = {column: 3 * place for place, column in enumerate(CHANGES, 1)}


def verdict(installation: Installation) -> tuple[int, set[int]]:
    """The exit code and the numbers of the entries found faulty."""
    done = installation.run("audit", "verify", "--json")
    return done.returncode, {fault["number"] for fault in json.loads(done.stdout)["faults"]}


@pytest.fixture(scope="module")
def forged(prepared: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A copy with some more acts in it, whole to begin with."""
    copy = prepared.copy(tmp_path_factory.mktemp("forged") / "var")
    script = (
        "import django; django.setup()\n"
        "from lingnan.engines.identity import audit\nfrom lingnan.engines.identity.actor import SYSTEM\n"
        "for n in range(50): audit.record(by=SYSTEM, verb='identity.test', about=f'x:{n}', summary='试写一条',\n"
        "    before={'n': n}, after={'n': n + 1})"
    )
    done = copy.python("-c", script)
    assert done.returncode == 0, done.stderr
    copy.sql("CREATE TABLE kept AS SELECT * FROM identity_auditentry")
    copy.sql("CREATE TABLE kept_head AS SELECT * FROM identity_audithead")
    assert verdict(copy) == (0, set())
    yield copy
    copy.drop()


def change_and_verify(installation: Installation, *acts: str) -> tuple[int, set[int]]:
    """What the chain says after acts by hand, which are undone again."""
    installation.sql(*acts)
    found = verdict(installation)
    installation.sql(
        "DELETE FROM identity_auditentry",
        "INSERT INTO identity_auditentry SELECT * FROM kept",
        "DELETE FROM identity_audithead",
        "INSERT INTO identity_audithead SELECT * FROM kept_head",
    )
    return found


def test_a_change_in_any_column_is_found(forged: Installation) -> None:
    table = "identity_auditentry"
    acts = [f"UPDATE {table} SET {CHANGES[column]} WHERE number = {n}" for column, n in ENTRIES.items()]  # noqa: S608
    code, found = change_and_verify(forged, *acts)
    assert code == 1
    assert {column for column, number in ENTRIES.items() if number not in found} == set()


@pytest.mark.parametrize(
    "act",
    [
        "DELETE FROM identity_auditentry WHERE number = 4",
        "DELETE FROM identity_auditentry WHERE number = (SELECT max(number) FROM kept)",
        "UPDATE identity_audithead SET number = number - 1",
    ],
    ids=["one in the middle", "the last", "the head"],
)
def test_a_removed_entry_is_found(forged: Installation, act: str) -> None:
    code, found = change_and_verify(forged, act)
    assert code == 1
    assert found
    assert verdict(forged) == (0, set())


def test_every_column_is_tried() -> None:
    assert set(CHANGES) == {field.column for field in AuditEntry._meta.concrete_fields}

"""The chain finds any entry that was changed, taken out, added or moved by hand, whatever the column."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from lingnan.core.errors import Invalid
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.models import AuditEntry, AuditHead

pytestmark = pytest.mark.django_db


def three_entries() -> None:
    by = Actor(name="张华", account_id=7, unit_key="gd-eic")
    for n in range(1, 4):
        audit.record(by=by, verb="identity.test", about=f"identity.test:{n}", summary=f"第{n}条",
                     before={"n": n - 1, "a": "值"}, after={"n": n, "list": [1, 2.5, None, "é"]})  # fmt: skip


def by_hand(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def faulty() -> list[int]:
    return [fault.number for fault in audit.verify()]


def test_an_untouched_chain_is_whole() -> None:
    three_entries()
    assert list(audit.verify()) == []
    assert AuditEntry.objects.get(number=2).after == {"n": 2, "list": [1, 2.5, None, "é"]}


def test_an_empty_chain_is_whole() -> None:
    assert list(audit.verify()) == []


@pytest.mark.parametrize("column", ["summary", "actor", "verb", "about", "unit_key"])
def test_one_changed_word_is_found(column: str) -> None:
    three_entries()
    AuditEntry.objects.filter(number=2).update(**{column: "x"})
    assert faulty() == [2]


@pytest.mark.parametrize("column", ["before", "after"])
def test_one_changed_byte_of_a_value_is_found_even_a_blank(column: str) -> None:
    three_entries()
    for stored in ('{"n": 2}', "{", "", "null"):
        by_hand(f"UPDATE identity_auditentry SET {column} = %s WHERE number = 2", stored)  # noqa: S608
        assert faulty() == [2]
    by_hand(f"UPDATE identity_auditentry SET {column} = NULL WHERE number = 2")  # noqa: S608
    assert faulty() == [2]


def test_every_single_byte_of_a_value_counts() -> None:
    three_entries()
    text = json.dumps({"list": [1, 2.5, None, "é"], "n": 2}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for place in range(len(text)):
        changed = text[:place] + ("~" if text[place] != "~" else "!") + text[place + 1 :]
        by_hand("UPDATE identity_auditentry SET after = %s WHERE number = 2", changed)
        assert faulty() == [2], changed
    by_hand("UPDATE identity_auditentry SET after = %s WHERE number = 2", text)
    assert faulty() == []


def test_a_changed_time_is_found_to_the_microsecond() -> None:
    three_entries()
    AuditEntry.objects.filter(number=2).update(recorded_at=F("recorded_at") + timedelta(microseconds=1))
    assert faulty() == [2]


def test_a_time_that_is_none_is_found() -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL refuses to keep such a value at all
    three_entries()
    for stored in ("gestern", "2026-13-45 00:00:00", "2026-11-22T10:00:00"):
        by_hand("UPDATE identity_auditentry SET recorded_at = %s WHERE number = 2", stored)
        assert faulty() == [2]


@pytest.mark.parametrize("account", [8, None])
def test_a_changed_account_is_found(account: int | None) -> None:
    three_entries()
    AuditEntry.objects.filter(number=1).update(account_id=account)
    assert faulty() == [1]


@pytest.mark.parametrize("column", ["previous", "digest"])
def test_a_changed_digest_is_found(column: str) -> None:
    three_entries()
    AuditEntry.objects.filter(number=2).update(**{column: "0" * 64})
    assert 2 in faulty()


def test_a_removed_entry_is_found() -> None:
    three_entries()
    AuditEntry.objects.filter(number=2).delete()
    assert faulty() == [2]


def test_two_exchanged_entries_are_found() -> None:
    three_entries()
    for old, new in ((2, 99), (3, 2), (99, 3)):
        AuditEntry.objects.filter(number=old).update(number=new)
    assert {2, 3} <= set(faulty())


def test_an_added_entry_is_found_even_with_a_right_digest() -> None:
    three_entries()
    last = AuditEntry.objects.get(number=3)
    last.pk, last.previous = 4, last.digest
    stamp = last.recorded_at.strftime(audit.STAMP)
    covered = (last.account_id, last.actor, last.unit_key, last.verb, last.about, last.summary)
    texts = (audit.canonical(last.before), audit.canonical(last.after))
    last.digest = audit.digest(last.previous, 4, stamp, *covered, *texts)
    last.save(force_insert=True)
    assert [(f.number, f.reason) for f in audit.verify()] == [(4, "was added after the end of the chain")]


def test_a_cut_end_is_found() -> None:
    three_entries()
    AuditEntry.objects.filter(number=3).delete()
    assert [fault.reason for fault in audit.verify()] == ["the end of the chain was cut off"]


def test_a_removed_chain_is_found() -> None:
    three_entries()
    by_hand("DELETE FROM identity_auditentry")
    assert list(audit.verify())


def test_a_chain_computed_anew_differs_from_what_was_noted_elsewhere() -> None:
    three_entries()
    noted = (2, AuditEntry.objects.get(number=2).digest)
    assert list(audit.verify(anchor=noted)) == []
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    three_entries()  # the same words, but recorded at another moment
    assert list(audit.verify()) == []
    assert [fault.number for fault in audit.verify(anchor=noted)] == [2]


def test_an_anchor_is_number_and_digest() -> None:
    assert audit.parse_anchor("12:ab") == (12, "ab")
    with pytest.raises(Invalid, match="序号"):
        audit.parse_anchor("ab")


def test_what_is_recorded_can_be_anything_that_json_or_text_can_say() -> None:
    audit.record(
        by=SYSTEM, verb="identity.test", about="identity.test:1", summary="长" * 900, after={"a": "\x00b", "d": 1.0}
    )
    assert list(audit.verify()) == []
    assert len(AuditEntry.objects.get().summary) == 400

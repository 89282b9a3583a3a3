"""The chain finds any entry that was changed, taken out or added by hand."""

import pytest
from django.db import connection

from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import AuditEntry

pytestmark = pytest.mark.django_db


def three_entries() -> None:
    for n in range(1, 4):
        audit.record(by=SYSTEM, verb="identity.test", about=f"identity.test:{n}", summary=f"第{n}条", after={"n": n})


def test_an_untouched_chain_is_whole() -> None:
    three_entries()
    assert list(audit.verify()) == []


@pytest.mark.parametrize("column", ["summary", "actor", "verb", "about", "unit_key"])
def test_one_changed_byte_is_found(column: str) -> None:
    three_entries()
    AuditEntry.objects.filter(number=2).update(**{column: "x"})
    assert [fault.number for fault in audit.verify()] == [2]


def test_a_changed_payload_is_found() -> None:
    three_entries()
    AuditEntry.objects.filter(number=3).update(after={"n": 4})
    assert [fault.number for fault in audit.verify()] == [3]


def test_a_removed_entry_is_found() -> None:
    three_entries()
    AuditEntry.objects.filter(number=2).delete()
    assert [fault.number for fault in audit.verify()] == [2]


def test_a_cut_end_is_found() -> None:
    three_entries()
    AuditEntry.objects.filter(number=3).delete()
    assert [fault.reason for fault in audit.verify()] == ["the end of the chain was cut off"]


def test_a_removed_chain_is_found() -> None:
    three_entries()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM identity_auditentry")
    assert list(audit.verify())

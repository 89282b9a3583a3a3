"""Two officers at the same moment: one act counts, the other hears of it, nothing is done twice.

On PostgreSQL the two run in threads of their own. SQLite lets one writer in at a time, so there they follow each other.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.engines.plan.services.conftest import NEXT

from lingnan.core.errors import Conflict
from lingnan.engines.identity.actor import Actor
from lingnan.engines.plan.models import Plan, ReviewStep, Task
from lingnan.engines.plan.services.adopting import adopt
from lingnan.engines.plan.services.importing import import_plan
from lingnan.engines.plan.services.reviewing import accept_certain, accept_draft, drop_draft

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except Conflict:
        return "conflict"
    return "done"


def together(*acts: Callable[[], object]) -> list[str]:
    """What became of each act when all are begun at once."""
    if connection.vendor != "postgresql":
        return [outcome(act) for act in acts]
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            gate.wait()
            return outcome(act)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_accepts_and_the_other_is_told(office: Actor, colleague: Actor, taken: Plan) -> None:
    draft = taken.drafts.all()[0]
    seen = {"plan_key": taken.key, "draft_id": draft.pk, "version": draft.version}
    found = together(
        lambda: accept_draft(by=office, **seen), lambda: drop_draft(by=colleague, reason="重复", **seen)
    )  # fmt: skip
    assert sorted(found) == ["conflict", "done"]
    assert ReviewStep.objects.filter(plan=taken).count() == 1
    draft.refresh_from_db()
    assert draft.version == 2


def test_a_plan_is_adopted_once(office: Actor, colleague: Actor, taken: Plan) -> None:
    accept_certain(by=office, plan_key=taken.key)
    found = together(
        lambda: adopt(by=office, plan_key=taken.key, leave_out="没有这个单位", issue=False),
        lambda: adopt(by=colleague, plan_key=taken.key, leave_out="没有这个单位", issue=False),
    )
    assert sorted(found) == ["conflict", "done"]
    assert Task.objects.filter(plan=taken).count() == 3


def test_the_same_file_from_two_desks_is_one_document(office: Actor, colleague: Actor) -> None:
    found = together(
        lambda: import_plan(by=office, name="a.txt", content=NEXT.encode()),
        lambda: import_plan(by=colleague, name="b.txt", content=NEXT.encode()),
    )
    assert found == ["done", "done"]
    assert Plan.objects.get().drafts.count() == 3

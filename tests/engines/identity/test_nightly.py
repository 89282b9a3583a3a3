"""Jobs of the night: once a business day, whoever runs them; a fault is kept and tried again."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.core.labels import Label
from lingnan.engines.identity import nightly
from lingnan.engines.identity.actor import PUBLIC, SYSTEM, Actor, actor_of
from lingnan.engines.identity.models import Account, AuditEntry, NightlyRun, Setting
from lingnan.engines.identity.nightly import Job, run_nightly
from lingnan.engines.identity.services.escalation import EscalationStep, edition_on, set_steps

DAY = date(2018, 4, 16)


@pytest.fixture
def ran() -> Iterator[list[date]]:
    """A single job that writes down when it ran, and fails when told to."""
    days: list[date] = []

    def run(by: Actor, on: date) -> str:
        if FAIL:
            raise Conflict("没有做成")
        days.append(on)
        return f"第 {len(days)} 次"

    kept = dict(nightly.JOBS)
    nightly.JOBS.clear()
    nightly.register_job(Job(key="test.job", label=Label(zh="试", en="Try"), run=run))
    yield days
    nightly.JOBS.clear()
    nightly.JOBS.update(kept)
    FAIL.clear()


FAIL: list[int] = []


@pytest.mark.django_db
def test_a_job_runs_once_a_day_and_again_the_next(ran: list[date]) -> None:
    assert [row.result for row in run_nightly(on=DAY)] == ["第 1 次"]
    assert run_nightly(on=DAY) == []
    assert len(run_nightly(on=DAY + timedelta(days=1))) == 1
    assert ran == [DAY, DAY + timedelta(days=1)]
    run_nightly(on=DAY, again=True)
    assert len(ran) == 3


@pytest.mark.django_db
def test_a_run_that_another_process_holds_is_left_to_it_until_it_is_lost(ran: list[date]) -> None:
    held = NightlyRun.objects.create(job="test.job", day=DAY, started_at=datetime.now(UTC))
    assert run_nightly(on=DAY) == []
    NightlyRun.objects.filter(pk=held.pk).update(started_at=datetime.now(UTC) - timedelta(hours=1))
    assert len(run_nightly(on=DAY)) == 1
    assert ran == [DAY]


@pytest.mark.django_db
def test_a_fault_is_kept_and_tried_again(ran: list[date]) -> None:
    FAIL.append(1)
    (row,) = run_nightly(on=DAY)
    assert row.fault.startswith("没有做成")
    FAIL.clear()
    assert run_nightly(on=DAY) == []  # not at once: a server that is away gets ten minutes
    NightlyRun.objects.update(started_at=datetime.now(UTC) - timedelta(minutes=11))
    (row,) = run_nightly(on=DAY)
    assert (row.fault, row.result, row.attempts) == ("", "第 1 次", 2)


@pytest.mark.django_db
def test_the_public_runs_nothing(ran: list[date]) -> None:
    with pytest.raises(NotAllowed):
        run_nightly(by=PUBLIC, on=DAY)
    assert ran == []


@pytest.mark.django_db
def test_the_office_changes_the_steps_from_a_day_on(person: Callable[..., Account]) -> None:
    Setting.objects.update_or_create(key="business_date", defaults={"value": "2018-04-16"})
    office = actor_of(person("office", "gd-office", "office"))
    assert [(step.days_late, step.tell) for step in edition_on(DAY).steps] == [
        (1, "liaison"),
        (3, "leader"),
        (7, "office"),
    ]
    steps = [EscalationStep(days_late=2, tell="liaison"), EscalationStep(days_late=5, tell="leader")]
    set_steps(by=office, steps=steps, source="2018 年第 3 号通知", on=date(2018, 5, 1))
    assert edition_on(DAY).is_shipped  # what is judged by an earlier day keeps the earlier rule
    assert edition_on(date(2018, 5, 1)).steps == tuple(steps)
    assert AuditEntry.objects.get(verb="identity.set_escalation").summary.startswith("逐级提醒自 2018-05-01 起")
    with pytest.raises(Invalid):
        set_steps(by=office, steps=[EscalationStep(days_late=9, tell="liaison"), steps[1]], source="x")
    with pytest.raises(NotAllowed):
        set_steps(by=actor_of(person("zhang", "gd-education", "liaison")), steps=steps, source="x")
    assert SYSTEM.roles

"""What runs once every business day: engines bring jobs, `lingnan start` (or `lingnan notify nightly`) runs them.

No cron: whoever serves looks every minute whether a job of the business day is not done yet. The row of `NightlyRun`
is taken under a unique constraint, so two processes never run the same job for the same day; a job that failed, or
whose process died, is taken up again. A day on which nothing served is made up by the next look.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import DatabaseError, IntegrityError, transaction

from lingnan.core.errors import LingnanError
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.models import NightlyRun
from lingnan.engines.identity.once import remembering
from lingnan.engines.identity.rights import require

log = logging.getLogger("lingnan.nightly")
GIVEN_UP_AFTER = timedelta(minutes=30)  # a run that did not end by then has lost its process
RETRY_AFTER = timedelta(minutes=10)
MOST_ATTEMPTS = 6
Run = Callable[[Actor, date], str]


@dataclass(frozen=True, kw_only=True)
class Job:
    """One job: what it is called, and what it does; its answer is a short sentence for the record."""

    key: str
    label: Label
    run: Run
    order: int = 50


JOBS: dict[str, Job] = {}


def register_job(job: Job) -> Job:
    """Add a job; twice the same key is refused."""
    if job.key in JOBS:
        raise ValueError(f"nightly job {job.key!r} is registered twice")
    JOBS[job.key] = job
    return job


def run_nightly(*, by: Actor = SYSTEM, on: date, again: bool = False) -> list[NightlyRun]:
    """Run every job of the business day that is not done; `again` runs those that are done too (they write once)."""
    require(by, "identity.run_nightly")
    done = []
    for job in sorted(JOBS.values(), key=lambda job: (job.order, job.key)):
        row = take(job, on, again=again)
        if row is not None:
            carry_out(job, row, by)
            done.append(row)
    return done


def take(job: Job, on: date, *, again: bool) -> NightlyRun | None:
    """The job's row, if it is ours to run now; None where it is done, or somebody else is at it."""
    now = datetime.now(UTC)
    try:
        with transaction.atomic():
            return NightlyRun.objects.create(job=job.key, day=on, started_at=now)
    except IntegrityError:
        pass  # somebody was here before: look whether they are done
    with transaction.atomic():
        row = NightlyRun.objects.select_for_update().get(job=job.key, day=on)
        is_lost = row.finished_at is None and now - row.started_at > GIVEN_UP_AFTER
        is_failed = bool(row.fault) and now - row.started_at > RETRY_AFTER and row.attempts < MOST_ATTEMPTS
        if not (is_lost or is_failed or (again and row.finished_at)):
            return None
        row.started_at, row.finished_at, row.fault, row.attempts = now, None, "", row.attempts + 1
        row.save()
        return row


def carry_out(job: Job, row: NightlyRun, by: Actor) -> None:
    """Run the job and keep what came of it. A fault of one job leaves the others to run."""
    try:
        with remembering():
            row.result = job.run(by, row.day)[:200]
    except (LingnanError, DatabaseError, OSError, ValueError, LookupError, TypeError) as error:
        log.exception("nightly job %s failed", job.key)
        row.fault = f"{error}\n{traceback.format_exc()[-1500:]}"
    row.finished_at = datetime.now(UTC)
    row.save()

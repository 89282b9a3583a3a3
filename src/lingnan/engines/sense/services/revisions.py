"""A value is replaced only with its old self kept beside, and who did it and why."""

from collections.abc import Sequence

from lingnan.core import clock
from lingnan.engines.identity.actor import Actor
from lingnan.engines.sense.models import Revision
from lingnan.engines.sense.store import Row, store


def revise(taken: Sequence[tuple[Row, Row]], *, by: Actor, why: str) -> list[Row]:
    """Of rows whose key was taken: those that say something else replace what stood there. Returns these."""
    changed = [(row, old) for row, old in taken if (row.value, row.quality) != (old.value, old.quality)]
    rows = store()
    for row, old in changed:
        keep_old(old, row, by=by, why=why)
        rows.replace(row)
    return [row for row, _ in changed]


def keep_old(old: Row, new: Row, *, by: Actor, why: str) -> Revision:
    """The revision's row."""
    return Revision.objects.create(
        datastream_id=old.datastream,
        observed_at=old.observed_at,
        old_value=old.value,
        old_quality=old.quality,
        old_frame=old.frame,
        new_value=new.value,
        new_quality=new.quality,
        revised_at=clock.now(),
        who=by.name,
        why=why,
    )

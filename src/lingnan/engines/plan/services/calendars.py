"""Calendar addresses: make one, revoke it, and what it tells."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from lingnan.core.errors import Conflict, NotAllowed, NotFound
from lingnan.core.ical import AllDay
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.todo import items_for
from lingnan.engines.plan.models import CalendarEntry, CalendarFeed, Milestone, SupervisionItem

MOST_FEEDS = 10  # addresses of one person that are alive
KEPT_DAYS = 60  # a date that went away is told as cancelled for so long
PAST_DAYS = 90  # older open dates are in the reminders, not in the calendar


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One date that a calendar tells, before it is known what it told last time."""

    uid: str
    day: date
    title: str
    description: str = ""
    path: str = ""
    category: str = ""

    @property
    def fingerprint(self) -> str:
        """Changes when anything that is told changes."""
        told = "\n".join((str(self.day), self.title, self.description, self.path))
        return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def make_feed(*, by: Actor, unit_key: str = "") -> str:
    """A new address for the person's own dates, or for those of a unit it reads; the token is shown this once."""
    if by.account_id is None:
        raise NotAllowed(Label(zh="登录后才能订阅日历", en="Sign in to follow a calendar"))
    if unit_key and not may_follow(by, unit_key):
        raise NotAllowed(Label(zh="只能订阅本单位的日历", en="You may follow your own unit's calendar only"))
    if CalendarFeed.objects.filter(account_id=by.account_id, revoked_at=None).count() >= MOST_FEEDS:
        raise Conflict(
            Label(
                zh=f"最多 {MOST_FEEDS} 个订阅地址，请先停用不用的",
                en=f"At most {MOST_FEEDS} addresses; end one that is not used first",
            )
        )
    token = secrets.token_urlsafe(24)
    feed = CalendarFeed.objects.create(
        account_id=by.account_id, unit_id=unit_key or None, digest=digest(token), hint=token[:6],
        made_at=datetime.now(UTC),
    )  # fmt: skip
    whose = Unit.objects.get(pk=unit_key).name if unit_key else "本人"
    audit.record(by=by, verb="plan.follow", about=f"plan.calendarfeed:{feed.pk}", summary=f"开通日历订阅（{whose}）")
    return token


@transaction.atomic
def revoke_feed(*, by: Actor, feed_id: int) -> None:
    """The address answers no more."""
    feed = CalendarFeed.objects.filter(pk=feed_id, account_id=by.account_id or 0, revoked_at=None).first()
    if feed is None:
        raise NotFound(Label(zh="没有这个订阅地址，或者已经停用", en="There is no such address, or it was ended"))
    feed.revoked_at = datetime.now(UTC)
    feed.save(update_fields=["revoked_at"])
    audit.record(by=by, verb="plan.unfollow", about=f"plan.calendarfeed:{feed.pk}", summary="停用日历订阅")


def may_follow(by: Actor, unit_key: str) -> bool:
    """Its own unit's dates; any unit's for who reads all."""
    return unit_key == by.unit_key or (not by.is_public and scope(by).reach == "all")


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def read_feed(token: str, *, on: date, base: str = "") -> tuple[str, list[AllDay]]:
    """The calendar's name and dates, with what changed since it was last read. NotFound for an address that is not
    alive, whose owner left, or whose unit its owner may read no more."""
    feed = CalendarFeed.objects.select_related("account__unit", "unit").filter(digest=digest(token)).first()
    if feed is None or feed.revoked_at is not None or not feed.account.is_active:
        raise NotFound(Label(zh="这个日历地址不可用", en="This calendar address does not work"))
    by = actor_of(feed.account)
    if feed.unit_id and not may_follow(by, feed.unit_id):
        raise NotFound(Label(zh="这个日历地址不可用", en="This calendar address does not work"))
    dates = unit_dates(feed.unit_id, on) if feed.unit_id else own_dates(by, on)
    events = told(feed, {one.uid: one for one in dates}, on, base)
    if feed.asked_on != on:
        CalendarFeed.objects.filter(pk=feed.pk).update(asked_on=on)
    return f"岭南 · {feed.unit.name if feed.unit else feed.account.display_name or feed.account.username}", events


def unit_dates(unit_key: str, on: date) -> list[Dated]:
    """Open milestones of the tasks a unit answers for, and its open supervision items."""
    since = on - timedelta(days=PAST_DAYS)
    steps = (
        Milestone.objects.filter(task__units__unit=unit_key, met_on=None, due__gte=since, task__plan__state="adopted")
        .exclude(task__state__in=("done", "dropped", "registered"))
        .select_related("task")
        .distinct()
        .order_by("due", "pk")
    )
    found = [
        Dated(
            uid=f"milestone-{step.pk}@lingnan",
            day=step.due,
            title=f"{step.title}（任务 {step.task.shown_number}）",
            description=f"任务 {step.task.shown_number} {step.task.title}",
            path=f"/plan/{step.task.plan_id}/tasks/{step.task.number}",
            category="节点",
        )
        for step in steps
    ]
    items = SupervisionItem.objects.filter(unit=unit_key).exclude(state="closed").filter(due_on__gte=since)
    return found + [
        Dated(
            uid=f"supervision-{item.number}@lingnan",
            day=item.due_on,
            title=f"督办 {item.number}",  # its matter stays behind the sign-in
            path=f"/plan/supervision/{item.number}",
            category="督办",
        )
        for item in items
    ]


def own_dates(by: Actor, on: date) -> list[Dated]:
    """What waits for the person and has a date, and the dates of its unit."""
    waiting = [
        Dated(
            uid=f"{hashlib.sha256(item.key.encode()).hexdigest()[:24]}@lingnan",
            day=item.due,
            title=item.title.zh,
            path=item.url,
            category=item.kind.zh,
        )
        for item in items_for(by, on=on)
        if item.due is not None and not item.key.startswith(("plan.supervision:", "plan.chase:"))
    ]
    mine = {one.uid: one for one in [*waiting, *(unit_dates(by.unit_key, on) if by.unit_key else [])]}
    return list(mine.values())


def told(feed: CalendarFeed, dates: dict[str, Dated], on: date, base: str) -> list[AllDay]:
    """Each date with its count of changes; those that went away as cancelled for a while."""
    now = datetime.now(UTC).replace(microsecond=0)
    known = {entry.uid: entry for entry in feed.entries.all()}
    new, changed = [], []
    for uid, one in dates.items():
        entry = known.get(uid)
        if entry is None:
            entry = CalendarEntry(feed=feed, uid=uid, changed_at=now)
            new.append(entry)
        elif entry.fingerprint != one.fingerprint or entry.is_cancelled:
            entry.sequence, entry.changed_at = entry.sequence + 1, now
            changed.append(entry)
        entry.day, entry.title = one.day, one.title[:300]
        entry.fingerprint, entry.is_cancelled = one.fingerprint, False
        known[uid] = entry
    for uid, entry in known.items():
        if uid not in dates and not entry.is_cancelled:
            entry.is_cancelled, entry.sequence, entry.changed_at = True, entry.sequence + 1, now
            changed.append(entry)
    CalendarEntry.objects.bulk_create(new)
    fields = ["day", "title", "fingerprint", "sequence", "changed_at", "is_cancelled"]
    CalendarEntry.objects.bulk_update(changed, fields)
    feed.entries.filter(is_cancelled=True, changed_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    return list(events_of(known.values(), dates, base))


def events_of(entries: Iterable[CalendarEntry], dates: dict[str, Dated], base: str) -> Iterable[AllDay]:
    """The entries as a calendar writes them, by day."""
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.uid)):
        one = dates.get(entry.uid)
        yield AllDay(
            uid=entry.uid,
            day=entry.day,
            title=entry.title,
            changed_at=entry.changed_at,
            sequence=entry.sequence,
            description=one.description if one else "",
            url=f"{base}{one.path}" if one and one.path and base else "",
            category=one.category if one else "",
            is_cancelled=entry.is_cancelled,
        )

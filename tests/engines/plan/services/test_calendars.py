"""Calendar addresses: private, revocable, with stable names, updates and cancellations."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from icalendar import Calendar

from lingnan.core.errors import NotAllowed, NotFound
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account
from lingnan.engines.plan.models import CalendarFeed, Milestone, Plan, SupervisionItem, Task
from lingnan.engines.plan.services.calendars import make_feed, read_feed, revoke_feed

ON = date(2017, 1, 9)


@pytest.fixture
def land(small_plan: Plan, someone: Callable[..., Actor]) -> Actor:
    Task.objects.update(state="running")
    return someone("land", unit="gd-land", role="liaison")


def test_a_unit_reads_its_milestones_and_supervision(land: Actor, client: Client) -> None:
    SupervisionItem.objects.create(
        number="2017-001", source="x", title="机密事由", reason={}, unit_id="gd-land", opened_on=ON,
        due_on=date(2017, 2, 7),
    )  # fmt: skip
    token = make_feed(by=land, unit_key="gd-land")
    answer = client.get(f"/plan/calendar/{token}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [date(2017, 2, 7), date(2017, 6, 30), date(2017, 6, 30)]
    assert "机密事由" not in answer.content.decode()
    assert str(events[1]["URL"]).endswith("/plan/p/tasks/1")


def test_a_date_keeps_its_name_and_counts_its_changes(land: Actor) -> None:
    token = make_feed(by=land, unit_key="gd-land")
    _, before = read_feed(token, on=ON)
    _, again = read_feed(token, on=ON)
    assert before == again
    step = Milestone.objects.get(task__number=1)
    step.due = date(2017, 7, 31)
    step.save()
    moved = {event.uid: event for event in read_feed(token, on=ON)[1]}[f"milestone-{step.pk}@lingnan"]
    assert (moved.day, moved.sequence, moved.is_cancelled) == (date(2017, 7, 31), 1, False)
    step.met_on = ON
    step.save()
    gone = {event.uid: event for event in read_feed(token, on=ON)[1]}[f"milestone-{step.pk}@lingnan"]
    assert (gone.sequence, gone.is_cancelled) == (2, True)


def test_an_address_is_secret_and_can_be_stopped(land: Actor, client: Client) -> None:
    token = make_feed(by=land)
    kept = CalendarFeed.objects.get()
    assert token not in (kept.digest, kept.hint)
    assert client.get("/plan/calendar/guess.ics").status_code == 404
    revoke_feed(by=land, feed_id=kept.pk)
    assert client.get(f"/plan/calendar/{token}.ics").status_code == 404
    with pytest.raises(NotFound):
        revoke_feed(by=land, feed_id=kept.pk)


def test_it_dies_with_the_account_and_another_unit_is_refused(land: Actor) -> None:
    with pytest.raises(NotAllowed):
        make_feed(by=land, unit_key="gd-fin")
    token = make_feed(by=land, unit_key="gd-land")
    Account.objects.filter(pk=land.account_id).update(unit="gd-fin")  # moved to another unit: the old one's dates end
    with pytest.raises(NotFound):
        read_feed(token, on=ON)
    Account.objects.filter(pk=land.account_id).update(unit="gd-land", is_active=False)
    with pytest.raises(NotFound):
        read_feed(token, on=ON)


def test_the_page_shows_an_address_once(land: Actor, client: Client) -> None:
    assert client.get("/plan/calendar").status_code == 403
    client.force_login(Account.objects.get(pk=land.account_id), backend="django.contrib.auth.backends.ModelBackend")
    assert ".ics" in client.post("/plan/calendar", {"whose": "unit"}).content.decode()
    assert ".ics" not in client.get("/plan/calendar").content.decode()

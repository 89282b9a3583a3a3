"""Writes of machines: under one Idempotency-Key the work is done once, whoever asks again and however often."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory

from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.machines import LONGEST_KEY, Json, once_only
from lingnan.engines.identity.models import IdempotentCall

EDUCATION = Actor(name="教育厅系统", account_id=3, unit_key="gd-education")
POLICE = Actor(name="公安厅系统", account_id=4, unit_key="gd-police")


def asked(body: str = "{}", key: str = "k1", path: str = "/api/v1/plan/x") -> HttpRequest:
    headers = {"Idempotency-Key": key} if key else {}
    return RequestFactory().post(path, body, content_type="application/json", headers=headers)


class Work:
    """A write that counts how often it was done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Json:
        self.times += 1
        return {"times": self.times, "on": date(2018, 4, 16), "sum": Decimal("1.50")}


@pytest.mark.django_db
def test_the_second_asking_gets_the_first_answer() -> None:
    work = Work()
    first = once_only(asked(), EDUCATION, work)
    assert first == once_only(asked(), EDUCATION, work) == {"times": 1, "on": "2018-04-16", "sum": "1.50"}


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"body": '{"a": 1}'}, {"path": "/api/v1/plan/y"}])
def test_another_request_under_the_same_key_is_refused(other: dict[str, str]) -> None:
    work = Work()
    once_only(asked(), EDUCATION, work)
    with pytest.raises(Conflict):
        once_only(asked(**other), EDUCATION, work)
    assert work.times == 1


@pytest.mark.django_db
def test_a_key_belongs_to_who_sent_it_and_without_key_all_is_done() -> None:
    work = Work()
    for by in (EDUCATION, POLICE):
        once_only(asked(), by, work)
    once_only(asked(key=""), EDUCATION, work)
    assert (work.times, IdempotentCall.objects.count()) == (3, 2)


@pytest.mark.django_db
def test_a_refused_write_leaves_its_key_free_and_a_key_has_a_longest() -> None:
    def refused() -> Json:
        raise Invalid("x", "y")

    with pytest.raises(Invalid):
        once_only(asked(), EDUCATION, refused)
    assert once_only(asked(), EDUCATION, Work())["times"] == 1
    with pytest.raises(Invalid, match=str(LONGEST_KEY)):
        once_only(asked(key="k" * (LONGEST_KEY + 1)), EDUCATION, Work())


def together(act: Callable[[], object], times: int) -> list[object]:
    """Begun at once where the database lets two write at once; SQLite lets them follow each other."""
    if connection.vendor != "postgresql":
        return [act() for _ in range(times)]
    gate = Barrier(times)

    def run(_: int) -> object:
        try:
            gate.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.django_db(transaction=True)
def test_four_at_one_moment_write_once() -> None:
    # The unique key lets one row in; the other three wait for it and read its answer.
    answers = together(lambda: once_only(asked(), EDUCATION, lambda: {"number": "2018-001"}), 4)
    assert answers == [{"number": "2018-001"}] * 4
    assert IdempotentCall.objects.count() == 1

"""Told once, mailed once, escalated step by step."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from lingnan.core.errors import Unavailable
from lingnan.core.labels import Label
from lingnan.engines.identity import todo
from lingnan.engines.identity.actor import SYSTEM, Actor, actor_of
from lingnan.engines.identity.models import Account, Notification
from lingnan.engines.identity.selectors.notifications import grouped, notifications_of
from lingnan.engines.identity.services.escalation import escalate
from lingnan.engines.identity.services.notifications import (
    Line,
    mark_read,
    notify,
    notify_role,
    notify_unit,
    send_mail,
)
from lingnan.engines.identity.todo import TodoItem

pytestmark = pytest.mark.usefixtures("town", "quick_passwords")


def tell(account: Account, key: str = "k", **more: object) -> bool:
    return notify(
        account=account, key=key, about="plan.task:1", text="请填报", text_en="Please report", url="/plan", **more
    )  # type: ignore[arg-type]


def test_the_same_is_told_once(person: Callable[..., Account]) -> None:
    zhang = person("zhang", "gd-education", "liaison")
    assert tell(zhang)
    assert not tell(zhang)
    assert Notification.objects.count() == 1


def test_a_unit_and_a_role_are_told(person: Callable[..., Account]) -> None:
    person("zhang", "gd-education", "liaison", "clerk")
    person("boss", "gd-education", "leader")
    person("off", "gd-education", "liaison")
    Account.objects.filter(username="off").update(is_active=False)
    person("office", "gd-office", "office")
    assert notify_unit(unit_key="gd-education", key="a", about="x.y:1", text="t") == 1
    assert notify_unit(unit_key="gd-education", key="b", about="x.y:1", text="t", roles=("leader", "liaison")) == 2
    assert notify_role(role="office", key="c", about="x.y:1", text="t") == 1


def test_one_reads_only_the_own(person: Callable[..., Account]) -> None:
    zhang, li = person("zhang", "gd-education"), person("li", "gd-police")
    tell(zhang)
    tell(li)
    mine = actor_of(zhang)
    others = tuple(Notification.objects.filter(account=li).values_list("pk", flat=True))
    assert mark_read(by=mine, ids=others) == 0
    assert mark_read(by=mine) == 1
    assert mark_read(by=SYSTEM) == 0
    assert Notification.objects.filter(read_at=None).count() == 1


def test_groups_put_unread_and_grave_first(person: Callable[..., Account]) -> None:
    zhang = person("zhang", "gd-education")
    notify(account=zhang, key="1", about="plan.task:1", text="轻")
    notify(account=zhang, key="2", about="plan.task:2", text="重", level=3)
    notify(account=zhang, key="3", about="plan.task:3", text="读过", level=3)
    Notification.objects.filter(key="3").update(read_at="2018-01-01T00:00:00Z")
    notify(account=zhang, key="4", about="plan.task:1", text="又")
    told = grouped(notifications_of(actor_of(zhang)))
    assert [group.about for group in told] == ["plan.task:2", "plan.task:1", "plan.task:3"]
    assert [item.text for item in told[1].items] == ["又", "轻"]


def test_mail_goes_out_once_in_the_persons_language(person: Callable[..., Account]) -> None:
    zhang, li, none = person("zhang", "gd-education"), person("li", "gd-police"), person("none", "gd-police")
    Account.objects.filter(pk=li.pk).update(language="en")
    Account.objects.filter(pk=none.pk).update(email="")
    for account in (zhang, li, none):
        tell(account)
    assert send_mail(by=SYSTEM) == 2
    assert send_mail(by=SYSTEM) == 0
    assert {(message.to[0], message.subject) for message in mail.outbox} == {
        ("zhang@example.org", "请填报"),
        ("li@example.org", "Please report"),
    }


class Failing(EmailBackend):
    """A mail server that goes away after the first mail."""

    def send_messages(self, messages: list[object]) -> int:  # type: ignore[override]
        if mail.outbox:
            raise ConnectionRefusedError("gone")
        return super().send_messages(messages)  # type: ignore[arg-type]


def test_a_mail_that_failed_is_tried_again(person: Callable[..., Account], settings: object) -> None:
    for name in ("a", "b", "c"):
        tell(person(name, "gd-education"))
    kept = settings.EMAIL_BACKEND  # type: ignore[attr-defined]
    settings.EMAIL_BACKEND = f"{__name__}.Failing"  # type: ignore[attr-defined]
    with pytest.raises(Unavailable, match="2 人的提醒留待下次寄出"):
        send_mail(by=SYSTEM)
    assert Notification.objects.exclude(mailed_at=None).count() == 1
    settings.EMAIL_BACKEND = kept  # type: ignore[attr-defined]
    assert send_mail(by=SYSTEM) == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["a@example.org", "b@example.org", "c@example.org"]


def test_all_that_waits_for_a_person_is_one_mail(person: Callable[..., Account]) -> None:
    zhang = person("zhang", "gd-education")
    for key in ("1", "2"):
        notify(account=zhang, key=key, about=f"plan.task:{key}", text=f"第{key}件", url=f"/plan/{key}")
    lines = [Line(text=Label(zh="甲", en="A"), url="/a"), Line(text=Label(zh="乙", en="B"), url="/b")]
    notify(account=zhang, key="3", about="plan.plan:p", text="催办：2 项任务", lines=lines)
    assert send_mail(by=SYSTEM) == 1
    assert mail.outbox[0].subject == "3 条提醒：第1件"
    assert "· 甲  /a\n· 乙  /b" in mail.outbox[0].body


@pytest.fixture
def due() -> Iterator[date]:
    """One thing of the education department, due on Friday 2018-04-13."""

    def source(by: Actor, on: date) -> list[TodoItem]:
        title = Label(zh="填报进展", en="Report progress")
        item = TodoItem(
            key="plan.progress:7", title=title, kind=title, verb=title, url="/plan/7", due=date(2018, 4, 13)
        )
        return [item] if by.unit_key == "gd-education" else []

    kept = list(todo.SOURCES)
    todo.SOURCES[:] = [source]
    yield date(2018, 4, 13)
    todo.SOURCES[:] = kept


@pytest.mark.parametrize(
    ("on", "told"),
    [
        # working days after Friday 13 April: Monday 16 is the first, Wednesday 18 the third, Tuesday 24 the seventh
        (date(2018, 4, 13), []),
        (date(2018, 4, 15), []),
        (date(2018, 4, 16), ["zhang"]),
        (date(2018, 4, 17), ["zhang"]),
        (date(2018, 4, 18), ["boss", "zhang"]),
        (date(2018, 4, 23), ["boss", "zhang"]),
        (date(2018, 4, 24), ["boss", "office", "zhang"]),
    ],
)
def test_what_is_late_reaches_person_then_head_then_office(
    person: Callable[..., Account], due: date, on: date, told: list[str]
) -> None:
    person("zhang", "gd-education", "liaison")
    person("boss", "gd-education", "leader")
    person("office", "gd-office", "office")
    person("li", "gd-police", "liaison")
    assert escalate(by=SYSTEM, on=on) == len(told)
    assert sorted(Notification.objects.values_list("account__username", flat=True)) == told
    assert escalate(by=SYSTEM, on=on) == 0

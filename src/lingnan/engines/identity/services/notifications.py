"""Tell people things, once each; mail follows from the same rows."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from lingnan.core.errors import Unavailable
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account, Notification

log = logging.getLogger("lingnan.mail")
MAIL_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Line:
    """One of several things told as one."""

    text: Label
    url: str = ""
    key: str = ""  # what tells this thing from another, where it must be told once only


def notify(
    *,
    account: Account,
    key: str,
    about: str,
    text: str,
    text_en: str = "",
    url: str = "",
    level: int = 1,
    lines: Sequence[Line] = (),
) -> bool:
    """Tell one person; False where the same key had been told already. `lines`: several things told as one.

    Called by services within their transaction: the act that causes it has its own permission and audit entry.
    """
    _, created = Notification.objects.get_or_create(
        account=account,
        key=key[:200],
        defaults={
            "about": about,
            "text": text[:300],
            "text_en": text_en[:300],
            "url": url,
            "level": level,
            "lines": [{"zh": line.text.zh, "en": line.text.en, "url": line.url, "key": line.key} for line in lines],
            "told_at": datetime.now(UTC),
        },
    )
    return created


def notify_unit(
    *,
    unit_key: str,
    key: str,
    about: str,
    text: str,
    text_en: str = "",
    url: str = "",
    level: int = 1,
    roles: tuple[str, ...] = ("liaison", "clerk"),
) -> int:
    """Tell everybody of a unit who holds one of the roles; how many were told anew."""
    people = Account.objects.filter(unit=unit_key, is_active=True, grants__role__in=roles).distinct()
    return sum(
        notify(account=person, key=key, about=about, text=text, text_en=text_en, url=url, level=level)
        for person in people
    )


def notify_role(*, role: str, key: str, about: str, text: str, text_en: str = "", url: str = "", level: int = 1) -> int:
    """Tell everybody who holds a role, whatever the unit (the office, the auditors)."""
    people = Account.objects.filter(is_active=True, grants__role=role).distinct()
    return sum(
        notify(account=person, key=key, about=about, text=text, text_en=text_en, url=url, level=level)
        for person in people
    )


@transaction.atomic
def mark_read(*, by: Actor, ids: tuple[int, ...] = ()) -> int:
    """Mark the actor's own notifications as read (all of them without `ids`)."""
    if by.account_id is None:
        return 0
    mine = Notification.objects.filter(account_id=by.account_id, read_at=None)
    if ids:
        mine = mine.filter(pk__in=ids)
    return mine.update(read_at=datetime.now(UTC))


def send_mail(*, by: Actor, limit: int = MAIL_AT_ONCE) -> int:
    """Mail what was told and not mailed: one mail a person, with everything that waits; how many mails went out.

    The person's rows are locked, mailed and marked together, so two runs at once mail nothing twice; where the mail
    server does not answer, the rows stay as they are and go out with the next run.
    """
    waiting = Notification.objects.filter(mailed_at=None, read_at=None, account__is_active=True)
    people = list(waiting.exclude(account__email="").values_list("account", flat=True).distinct().order_by("account"))
    sent = 0
    with suppress_silence() as away, get_connection() as connection:
        for account in people[:limit]:
            with transaction.atomic():
                own = Notification.objects.select_for_update(of=("self",)).select_related("account")
                rows = list(own.filter(account=account, mailed_at=None, read_at=None).order_by("-level", "pk"))
                if not rows:
                    continue
                mail(rows, connection)
                Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=datetime.now(UTC))
                sent += 1
    if sent:
        audit.record(by=by, verb="identity.send_mail", about="identity.notification:all", summary=f"寄出提醒 {sent} 封")
    if away:
        left = len(people) - sent
        raise Unavailable(
            Label(
                zh=f"邮件服务器没有应答，{left} 人的提醒留待下次寄出",
                en=f"No answer from the mail server; mail for {left} waits",
            )
        )
    return sent


@contextmanager
def suppress_silence() -> Iterator[list[Exception]]:
    """A mail server that is away or refuses ends the sending; what it said is handed back, not raised."""
    said: list[Exception] = []
    try:
        yield said
    except (OSError, SMTPException) as error:
        log.warning("mail was not sent: %s", error)
        said.append(error)


def address_of(url: str) -> str:
    """The whole address, where the installation knows under which name it is reached (LINGNAN_ORIGINS)."""
    origins = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0]}{url}" if origins and url.startswith("/") else url


def mail(rows: Sequence[Notification], connection: BaseEmailBackend) -> None:
    """All that waits for one person as one plain mail in their language."""
    english = rows[0].account.language.startswith("en")
    texts = [row.text_en if english and row.text_en else row.text for row in rows]
    subject = texts[0] if len(rows) == 1 else f"{len(rows)} reminders" if english else f"{len(rows)} 条提醒：{texts[0]}"
    EmailMessage(
        subject=subject[:80].replace("\n", " "),
        body="\n\n".join(body_of(row, text, english) for row, text in zip(rows, texts, strict=True)) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[rows[0].account.email],
        connection=connection,
    ).send()


def body_of(row: Notification, text: str, english: bool) -> str:
    """One notification as the mail says it: the sentence, its lines, where it is seen."""
    lines = [f"· {(line['en'] if english else '') or line['zh']}  {address_of(line['url'])}" for line in row.lines]
    return "\n".join([text, *lines, *([address_of(row.url)] if row.url else [])])

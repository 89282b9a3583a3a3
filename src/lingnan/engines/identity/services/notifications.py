"""Tell people things, once each; mail follows from the same rows."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account, Notification

MAIL_AT_ONCE = 200


def notify(
    *, account: Account, key: str, about: str, text: str, text_en: str = "", url: str = "", level: int = 1
) -> bool:
    """Tell one person; False where the same key had been told already.

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
    """Mail what was told and not mailed, to those who have an address. A row is marked only after its mail is gone.

    Each row is locked, mailed and marked by itself: a mail that fails leaves the row for the next run, and two runs
    at once do not mail the same row.
    """
    waiting = Notification.objects.filter(mailed_at=None, read_at=None, account__is_active=True)
    ids = list(waiting.exclude(account__email="").order_by("pk").values_list("pk", flat=True)[:limit])
    sent = 0
    with get_connection() as connection:
        for pk in ids:
            with transaction.atomic():
                row = (
                    Notification.objects.select_for_update(of=("self",)).select_related("account")
                    .filter(pk=pk, mailed_at=None).first()
                )  # fmt: skip
                if row is None:
                    continue
                mail(row, connection)
                row.mailed_at = datetime.now(UTC)
                row.save(update_fields=["mailed_at"])
                sent += 1
    if sent:
        audit.record(by=by, verb="identity.send_mail", about="identity.notification:all", summary=f"寄出提醒 {sent} 封")
    return sent


def address_of(url: str) -> str:
    """The whole address, where the installation knows under which name it is reached (LINGNAN_ORIGINS)."""
    origins = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0]}{url}" if origins and url.startswith("/") else url


def mail(row: Notification, connection: BaseEmailBackend) -> None:
    """One notification as a plain mail in the person's language."""
    english = row.account.language.startswith("en") and bool(row.text_en)
    text = row.text_en if english else row.text
    EmailMessage(
        subject=text[:80].replace("\n", " "),
        body=f"{text}\n\n{address_of(row.url)}\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[row.account.email],
        connection=connection,
    ).send()

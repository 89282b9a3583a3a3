"""The audit chain: every act leaves an entry whose digest covers the one before."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.functions import Cast

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.fields import canonical
from lingnan.engines.identity.models import AuditEntry, AuditHead

STAMP = "%Y-%m-%d %H:%M:%S.%f"
WHOLE_SECOND = 19  # length of a moment without fraction, as SQLite keeps it
CHUNK = 2000
LIMITS = {"actor": 120, "unit_key": 60, "verb": 60, "about": 120, "summary": 400}


def digest(previous: str, *covered: object) -> str:
    """SHA-256 over the previous digest and every other column, in the order of the table."""
    text = json.dumps([previous, *covered], ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


INSERT = (
    "INSERT INTO identity_auditentry (number, recorded_at, account_id, actor, unit_key, verb, about, summary, before,"
    " after, previous, digest) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, kw_only=True)
class Added:
    """What was added to the chain."""

    number: int
    recorded_at: datetime
    previous: str
    digest: str
    texts: Mapping[str, str]
    before: str | None  # canonical
    after: str | None


def record(
    *,
    by: Actor,
    verb: str,
    about: str,
    summary: str,
    before: object = None,
    after: object = None,
) -> AuditEntry:
    """Add one entry in the caller's transaction. `verb` is `engine.verb`, `about` `engine.noun:id`, summary Chinese."""
    texts = {"actor": by.name, "unit_key": by.unit_key, "verb": verb, "about": about, "summary": summary}
    added = add(by.account_id, texts, before=before, after=after)
    return AuditEntry(
        number=added.number, recorded_at=added.recorded_at, account_id=by.account_id, **added.texts,
        before=None if added.before is None else json.loads(added.before),
        after=None if added.after is None else json.loads(added.after),
        previous=added.previous, digest=added.digest,
    )  # fmt: skip


def add(account: int | None, texts: Mapping[str, str], *, before: object, after: object) -> Added:
    """Three statements written out: an entry goes with every batch of observations, where model instances would cost
    more than all the rest of storing one.
    """
    cut = {name: clean(texts[name])[:limit] for name, limit in LIMITS.items()}
    written = [None if value is None else canonical(plain(value)) for value in (before, after)]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        number, previous = locked_head(cursor)
        now = datetime.now(UTC)
        number += 1
        made = digest(previous, number, now.strftime(STAMP), account, *cut.values(), *written)
        at = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(INSERT, [number, at, account, *cut.values(), *written, previous, made])
        cursor.execute("UPDATE identity_audithead SET number = %s, digest = %s WHERE one", [number, made])
    return Added(number=number, recorded_at=now, previous=previous, digest=made, texts=cut, before=written[0],
                 after=written[1])  # fmt: skip


def locked_head(cursor: CursorWrapper) -> tuple[int, str]:
    """The end of the chain, locked while an entry is added; made where the chain begins."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    cursor.execute(f"SELECT number, digest FROM identity_audithead WHERE one{lock}")  # noqa: S608  a word of ours
    row = cursor.fetchone()
    if row is None:
        head = first_head()
        return head.number, head.digest
    return int(row[0]), str(row[1])


def first_head() -> AuditHead:
    """The row of a chain that begins; locked, whoever made it."""
    AuditHead.objects.get_or_create(one=True)
    return AuditHead.objects.select_for_update().get(one=True)


def clean(text: str) -> str:
    """Without NUL, which PostgreSQL cannot keep."""
    return text.replace("\x00", "")


def plain(value: object) -> object:
    """The value as JSON gives it back, so that what is kept is what was digested."""
    return None if value is None else json.loads(canonical(value).replace("\\u0000", ""))


class Stamp(models.Func):
    """A moment as text in UTC, exactly as the database holds it."""

    output_field = models.TextField()
    template = "CAST(%(expressions)s AS TEXT)"

    def as_postgresql(self, compiler: object, connection: object, **context: object) -> object:
        """PostgreSQL holds moments as numbers: any text of it is as good."""
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        return self.as_sql(compiler, connection, template=template, **context)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class ChainFault:
    """Where the chain is broken and how."""

    number: int
    reason: str
    reason_zh: str = ""


Row = tuple[object, ...]


def stored_rows(after: int = 0) -> Iterator[Row]:
    """Every entry as it is stored; values and time as unread text, so that nothing written by hand stops the walk."""
    entries = AuditEntry.objects.annotate(
        raw_before=Cast("before", models.TextField()),
        raw_after=Cast("after", models.TextField()),
        stamp=Stamp("recorded_at"),
    )
    columns = ("number", "stamp", "account_id", *LIMITS, "raw_before", "raw_after", "previous", "digest")
    rows = entries.filter(number__gt=after).order_by("number").values_list(*columns)
    return rows.iterator(chunk_size=CHUNK)


def verify(*, anchor: tuple[int, str] | None = None) -> Iterator[ChainFault]:
    """Walk the chain from its first entry; yield every changed, missing or added entry.

    `anchor` is a number with its digest, noted elsewhere at an earlier time: it proves that the chain was not
    computed anew as a whole, which nothing inside the same database could.
    """
    previous, expected, anchored = "", 1, anchor is None
    head = AuditHead.objects.filter(one=True).first()
    end = head.number if head else 0
    for number, stamp, *covered, before, kept in stored_rows():
        if number != expected:
            yield missing(expected, number)
        elif before != previous:
            yield fault(expected, "does not follow the entry before it", "与前一条接不上")
        moment = f"{stamp}.000000" if isinstance(stamp, str) and len(stamp) == WHOLE_SECOND else stamp
        if digest(str(before), number, moment, *covered) != kept:
            yield fault(number, "its content was changed after it was recorded", "内容在记录之后被改动")
        if isinstance(number, int) and number > end:
            yield fault(number, "was added after the end of the chain", "是在链尾之外添加的")
        anchored = anchored or (number, kept) == anchor
        previous, expected = str(kept), number + 1 if isinstance(number, int) else expected + 1
    if end >= expected or (head and end == expected - 1 and head.digest != previous):
        yield fault(expected, "the end of the chain was cut off", "链尾被截去")
    if not anchored and anchor is not None:
        yield fault(anchor[0], "differs from the digest noted elsewhere", "与另处记下的摘要不同")


def fault(number: object, reason: str, reason_zh: str) -> ChainFault:
    """One fault, whatever stands in the number's place."""
    return ChainFault(number=number if isinstance(number, int) else 0, reason=reason, reason_zh=reason_zh)


def missing(expected: int, found: object) -> ChainFault:
    """Numbers left out, or out of order."""
    if isinstance(found, int) and found > expected:
        last = found - 1
        numbers, zh = (f"entry {expected} is", f"第 {expected} 条") if last == expected else (
            f"entries {expected} to {last} are", f"第 {expected} 至 {last} 条")  # fmt: skip
        return fault(expected, f"{numbers} missing", f"缺{zh}")
    return fault(expected, f"number {found!r} stands where {expected} should", f"应为第 {expected} 条，却是“{found}”")


def parse_anchor(text: str) -> tuple[int, str]:
    """`18204:9f86…` → number and digest."""
    number, _, kept = text.partition(":")
    if not number.isdigit() or not kept:
        raise Invalid(
            "anchor",
            Label(
                zh=f"“{text}”应写作 序号:摘要，例如 18204:9f86d0…",
                en=f"“{text}” should be number:digest, such as 18204:9f86d0…",
            ),
        )
    return int(number), kept


def verdict(*, anchor: tuple[int, str] | None = None) -> tuple[int, str, list[ChainFault]]:
    """How many entries the chain has by its head, the head's digest, and every fault."""
    head = AuditHead.objects.filter(one=True).first()
    return head.number if head else 0, head.digest if head else "", list(verify(anchor=anchor))

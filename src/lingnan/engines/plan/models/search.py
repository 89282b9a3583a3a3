"""What the search of the plan looks in, and what a person keeps of looking."""

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Lookup

from lingnan.core.fulltext import Query
from lingnan.engines.plan.models.plans import Plan
from lingnan.engines.plan.models.tasks import Task

if TYPE_CHECKING:
    Text: TypeAlias = models.TextField[str, str]
    QueryLookup: TypeAlias = Lookup[Query]
else:  # Django's classes take parameters only in their stubs
    Text, QueryLookup = models.TextField, Lookup


class TokensField(Text):
    """Tokens parted by blanks, looked into by the database's own full-text index (`tokens__matches=Query`)."""


@TokensField.register_lookup
class Matches(QueryLookup):
    """Every term and tag of the question stands in the tokens."""

    lookup_name = "matches"
    prepare_rhs = False

    def asked(self) -> Query:
        query = self.rhs
        if not isinstance(query, Query):
            raise TypeError("matches wants a lingnan.core.fulltext.Query")
        return query

    # Any: Django's compiler has no public type
    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str, ...]]:
        alias = connection.ops.quote_name(self.lhs.alias)
        return f'{alias}."tokens_vector" @@ %s::tsquery', (self.asked().tsquery,)

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str, ...]]:
        alias = connection.ops.quote_name(self.lhs.alias)
        looked = "SELECT rowid FROM plan_searchtext_fts WHERE plan_searchtext_fts MATCH %s"
        return f'{alias}."id" IN ({looked})', (self.asked().fts5,)


class SearchText(models.Model):
    """A text that search finds: what it belongs to, where it stands, who may see it.

    The index of its tokens is made by the migration and kept by the database itself (triggers in SQLite, a generated
    column in PostgreSQL): a migration that alters this table in SQLite must make the triggers again.
    """

    ACCESS: ClassVar = [("public", "公开"), ("member", "成员单位"), ("own", "有关单位")]

    kind = models.CharField(max_length=16, help_text="a key of plan.indexing.SOURCES")
    owner = models.CharField(max_length=80, db_index=True, help_text="the row it was made from: kind and key")
    order = models.PositiveIntegerField(default=0, help_text="place among the texts of one owner")
    access = models.CharField(max_length=8, choices=ACCESS, default="public")
    plan = models.ForeignKey(Plan, null=True, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, null=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.CASCADE, related_name="+")
    region_code = models.CharField(max_length=12, blank=True)
    day = models.DateField(null=True)
    url = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    tokens = TokensField()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "order"], name="search_text_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class SavedView(models.Model):
    """A selection a person named: the page and its filters. Others open it by its link."""

    account = models.ForeignKey("identity.Account", on_delete=models.CASCADE, related_name="saved_views")
    token = models.SlugField(max_length=24, unique=True, help_text="stands in the link that shares it")
    name = models.CharField(max_length=60)
    page = models.CharField(max_length=16, help_text="board, timeline or situation")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="saved_views")
    query = models.CharField(max_length=1000, blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "plan", "name"], name="saved_view_name_once"),
            models.UniqueConstraint(
                fields=["account", "plan"], condition=models.Q(is_default=True), name="saved_view_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """A calendar address of one person: for the person's own dates or those of a unit. Only its hash is kept."""

    account = models.ForeignKey("identity.Account", on_delete=models.CASCADE, related_name="calendar_feeds")
    unit = models.ForeignKey("identity.Unit", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token in the address")
    hint = models.CharField(max_length=8, help_text="the token's first letters, so that its owner tells them apart")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True, help_text="when a calendar last asked")

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.hint}…"


class CalendarEntry(models.Model):
    """What a feed has told of one date: its fingerprint and how often it changed, so that updates and cancellations
    reach the calendars that know it."""

    feed = models.ForeignKey(CalendarFeed, on_delete=models.CASCADE, related_name="entries")
    uid = models.CharField(max_length=120)
    day = models.DateField()
    title = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["day", "uid"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["feed", "uid"], name="calendar_entry_once")]

    def __str__(self) -> str:
        return self.uid

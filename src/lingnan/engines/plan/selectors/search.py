"""Search over everything of the plan, as far as the reader may see it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from lingnan.core.fulltext import Piece, Query, excerpt, marked, question
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.indexing import SOURCES, kinds
from lingnan.engines.plan.models import Plan, SearchText

EACH, PAGE = 5, 50
MEMBERS = frozenset({"office", "leader", "liaison", "expert", "reviewer", "auditor", "admin", "system"})  # group.read
MOST_COUNTED = 1000  # beyond it a count says only "more than"
FIELDS = ("kind", "title", "text", "url", "day", "unit__name", "unit__name_en")


@dataclass(frozen=True, kw_only=True)
class Found:
    """One text found."""

    kind: str
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    url: str
    day: date | None
    unit: Label | None

    @property
    def plain_title(self) -> str:
        """The title without marks."""
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True, kw_only=True)
class Group:
    """What was found of one kind; `is_more` where not all of it is here."""

    kind: str
    label: Label
    found: tuple[Found, ...]
    is_more: bool = False
    count: int | None = None


def allowed(by: Actor) -> Q:
    """What the reader may find: the public things; members of the group theirs; and what its own reach covers."""
    seen = Q(access="public")
    if by.is_public:
        return seen
    own = scope(by).filter(unit_field="unit", region_field="region_code")
    if by.roles & MEMBERS:
        seen |= Q(access="member")
    return seen | (Q(access="own") & own)


def hits(by: Actor, query: Query, *, plan: Plan | None = None) -> QuerySet[SearchText]:
    """Every text that holds the question and that the reader may see."""
    found = SearchText.objects.filter(allowed(by), tokens__matches=query)
    return found.filter(plan=plan) if plan else found


def search(by: Actor, text: str, *, plan: Plan | None = None, each: int = EACH) -> list[Group]:
    """The best few of each kind: one query a kind."""
    return [group for kind, _ in kinds() if (group := of_kind(by, text, kind, plan=plan, most=each)).found]


def of_kind(
    by: Actor, text: str, kind: str, *, plan: Plan | None = None, page: int = 1, most: int = PAGE, counted: bool = False
) -> Group:
    """One kind's texts, a page of them."""
    label = dict(kinds()).get(kind)
    query = question(text, tags=(kind,))
    if label is None or not query:
        return Group(kind=kind, label=label or Label(zh=kind, en=kind), found=())
    rows = ordered(hits(by, query, plan=plan), kind, query)
    start = (page - 1) * most
    shown = list(rows.values_list(*FIELDS)[start : start + most + 1])
    count = hits(by, query, plan=plan).order_by()[: MOST_COUNTED + 1].count() if counted else None
    found = tuple(found_of(row, query) for row in shown[:most])
    return Group(kind=kind, label=label, found=found, is_more=len(shown) > most, count=count)


def ordered(rows: QuerySet[SearchText], kind: str, query: Query) -> QuerySet[SearchText]:
    """Newest first; tasks, milestones and documents whose title says it before those whose text does."""
    if any(source.newest_first for source in SOURCES.values() if source.kind == kind):
        return rows.order_by("-pk")
    said = Q()
    for term in query.terms:
        said &= Q(title__icontains=term.text)
    place = Case(When(said, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(place, "pk")


def found_of(row: tuple[str, str, str, str, date | None, str | None, str | None], query: Query) -> Found:
    """A row of the index in words and marks."""
    kind, title, text, url, day, unit, unit_en = row
    return Found(
        kind=kind,
        title=tuple(marked(title, query)),
        text=tuple(excerpt(text, query)) if text else (),
        url=url,
        day=day,
        unit=Label(zh=unit, en=unit_en or unit) if unit else None,
    )


def tasks_that_hold(text: str, *, plan: Plan) -> QuerySet[SearchText, int | None] | None:
    """The tasks of a plan whose title, text, milestones or reports hold the text, as a question inside another.

    None where the text has nothing to look for.
    """
    query = question(text)
    if not query:
        return None
    rows = SearchText.objects.filter(tokens__matches=query, plan=plan, task__isnull=False, access="public")
    return rows.order_by().values_list("task_id", flat=True)

"""Selections and search for machines: what the pages show, with the same filters and the same rights."""

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.selectors.judged import slim, trouble_first
from lingnan.engines.plan.selectors.search import PAGE, of_kind, search
from lingnan.engines.plan.selectors.selection import choose

router = Router(tags=["plan"])
MOST = 500


class SelectedOut(Schema):
    """A task of a selection, slim: state is late, miss, warn, ok, none or done."""

    number: int
    title: str
    lead: list[str]
    state: str
    due: date | None
    updated_on: date | None
    url: str


class SelectionOut(Schema):
    """A page of a selection, trouble first, and how many there are."""

    total: int
    tasks: list[SelectedOut]


class FoundOut(Schema):
    """A text found."""

    kind: str
    title: str
    excerpt: str
    url: str
    day: date | None


@router.get("/plans/{key}/selection", response=SelectionOut)
def selection(  # noqa: PLR0917  ninja reads the address from the parameters
    request: HttpRequest,
    key: str,
    state: str = "",
    lead: str = "",
    unit: str = "",
    city: str = "",
    due: str = "",
    silent: str = "",
    q: str = "",
    offset: int = 0,
    limit: int = 50,
) -> SelectionOut:
    """The tasks of a plan that pass every filter: the same as in the address of the board."""
    plan = get_object_or_404(Plan, pk=key, state="adopted")
    asked = {"state": state, "lead": lead, "unit": unit, "city": city, "due": due, "silent": silent, "q": q}
    chosen = choose(plan, asked, on=today())
    start = max(offset, 0)
    ordered = chosen.order_by(*trouble_first())[start : start + min(max(limit, 1), MOST)]
    page = slim(ordered, plan=plan, only=True)
    return SelectionOut(
        total=chosen.count(),
        tasks=[
            SelectedOut(
                number=row.number,
                title=row.title,
                lead=list(row.leads),
                state=row.state,
                due=row.due,
                updated_on=row.updated_on,
                url=row.url,
            )
            for row in page
        ],
    )


@router.get("/search", response=list[FoundOut])
def found(request: HttpRequest, q: str, kind: str = "", page: int = 1) -> list[FoundOut]:
    """Full text over what the reader may see: the best of each kind, or a page of one kind."""
    by = actor_of(request.user)
    number = min(max(page, 1), 1000)
    groups = [of_kind(by, q, kind, page=number, most=PAGE)] if kind else search(by, q)
    return [
        FoundOut(
            kind=hit.kind,
            title=hit.plain_title,
            excerpt="".join(piece.text for piece in hit.text),
            url=hit.url,
            day=hit.day,
        )
        for group in groups
        for hit in group.found
    ]

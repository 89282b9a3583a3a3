"""Stretches of a document that gave no task: a person makes one of them a task to review."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.draft_units import NameBook
from lingnan.engines.plan.models import DraftProposal, DraftTask, Plan
from lingnan.engines.plan.selectors.drafts import overlapping
from lingnan.engines.plan.services.importing import GAP, draft_of, proposals_of
from lingnan.engines.plan.services.reviewing import Act, plan_in_review

if TYPE_CHECKING:
    from lingnan.engines.plan.reading.result import Period

SHORTEST, LONGEST = 4, 20_000  # characters: less is no task, more is a document
PLACE = Label(zh="原文的位置", en="Place")


@transaction.atomic
def take_passage(*, by: Actor, plan_key: str, start: int, end: int) -> DraftTask:
    """Make a stretch of the document a found task, open and doubtful where it names nobody who leads."""
    from lingnan.engines.plan.reading import Span  # noqa: PLC0415 -- its libraries cost a second
    from lingnan.engines.plan.reading.document import read_passage  # noqa: PLC0415
    from lingnan.engines.plan.reading.output import task_json  # noqa: PLC0415

    require(by, "plan.split_draft")
    act = Act(plan_in_review(plan_key), by=by, verb="take_passage")
    plan = Plan.objects.only("original_text", "period_from", "period_to", "amends_id").get(pk=plan_key)
    drafts = list(act.plan.drafts.exclude(state="merged"))
    checked_place(plan, drafts, start, end)
    number = len(drafts) + 1
    at = Span(start=start, end=end)
    found = task_json(read_passage(plan.original_text, at=at, number=number, period=period_of(plan), today=today()))
    book = NameBook(found["resolved"], on=plan.period_from, day=today())
    draft = draft_of(plan, number, found, book)
    draft.order, draft.number, draft.change = order_at(drafts, start), found["number"], "new" if plan.amends_id else ""
    act.add(draft)
    DraftProposal.objects.bulk_create(proposals_of(draft, found, plan))
    act.finish(f"把原文一段作为任务：{draft.number}“{draft.title}”")
    return draft


def period_of(plan: Plan) -> "Period":
    """The plan's years, as people have said them by now."""
    from lingnan.engines.plan.reading import Period  # noqa: PLC0415 -- its libraries cost a second

    return Period(start=plan.period_from, end=plan.period_to)


def checked_place(plan: Plan, drafts: Sequence[DraftTask], start: int, end: int) -> None:
    """Refuse a place outside the text, one without words, and one that a found task has."""
    words = plan.original_text[start:end].strip() if 0 <= start < end <= len(plan.original_text) else ""
    if not SHORTEST <= len(words) <= LONGEST:
        zh = f"要选文件里的一段话，{SHORTEST} 到 {LONGEST} 字"
        raise Invalid(PLACE, Label(zh=zh, en=f"Choose words of the document, {SHORTEST} to {LONGEST} characters"))
    if (taken := overlapping(drafts, start, end)) is not None:
        zh = f"这一段已经在“{taken.title}”里，要分开请拆开那一条"
        raise Conflict(Label(zh=zh, en=f"This is part of “{taken.title}”: split that instead"))


def order_at(drafts: Iterable[DraftTask], start: int) -> int:
    """Between the found tasks that stand before and behind the place."""
    placed = [draft for draft in drafts if draft.source_end > draft.source_start]
    before = max((draft.order for draft in placed if draft.source_start <= start), default=0)
    behind = min((draft.order for draft in placed if draft.order > before), default=before + 2 * GAP)
    if behind - before < 2:  # noqa: PLR2004 -- no whole number between them
        raise Conflict(Label(zh="这里已经插入太多条了，请先撤销几次", en="Too many entries here: undo some first"))
    return (before + behind) // 2

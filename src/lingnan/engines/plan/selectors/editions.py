"""What each document said of a task, with the place where it says it: three queries at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lingnan.engines.plan.models import DraftTask, Plan, Task, TaskEdition


@dataclass(frozen=True, kw_only=True)
class Saying:
    """One document's words on a task. `anchor` names its item on the document's review page; empty where none is."""

    document: str
    document_title: str
    anchor: str
    number: int
    title: str
    change: str
    reasons: tuple[str, ...]
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    dates: tuple[str, ...]
    text: str
    adopted_on: date


def sayings(task: Task) -> Sequence[Saying]:
    """What every document said of the task, the latest first. None for a task that no document names."""
    editions = list(
        task.editions.select_related("document")
        .defer("document__original_text", "document__clean_text", "document__reading")
        .order_by("-pk")
    )
    if not editions:
        return ()
    drafts = DraftTask.objects.filter(task=task, plan__in=[each.document_id for each in editions])
    found = dict(drafts.exclude(state="merged").order_by("-order").values_list("plan_id", "pk"))
    own_title = title_read(task) if any(each.document.mode == "edition" for each in editions) else ""
    return tuple(saying_of(each, task, found.get(each.document_id), own_title=own_title) for each in editions)


def title_read(task: Task) -> str:
    """What the task's plan was called before a new edition gave it another title."""
    found = Plan.objects.only("reading").get(pk=task.plan_id).reading.get("title")
    return str(found or "")


def saying_of(edition: TaskEdition, task: Task, draft: int | None, *, own_title: str) -> Saying:
    """One edition as its readers see it."""
    facts, places = edition.facts, edition.places
    own = edition.document_id == task.plan_id  # the review page calls a draft by its task once it is one of that plan
    item = f"{task.number}" if own else f"d{draft}" if draft else ""
    has_place = any(end > start for start, end in places)
    return Saying(
        document=edition.document_id,
        document_title=(own and own_title) or edition.document.title,
        anchor=f"source-{item}" if item and has_place else f"task-{item}" if item else "",
        number=edition.number,
        title=edition.title,
        change=edition.change,
        reasons=tuple(edition.reasons),
        lead=tuple(facts["lead"]),
        cooperating=tuple(facts["cooperating"]),
        dates=tuple(each["text"] for each in facts["deadlines"]),
        text=edition.text,
        adopted_on=edition.adopted_on,
    )

"""Where the reader cut wrongly: found tasks are merged, or split at a place of the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.models import DraftProposal, DraftTask, Plan
from lingnan.engines.plan.services.reviewing import LONGEST_TITLE, Act, drafts_as_seen, plan_in_review, still_undecided

ENDS = re.compile(r"[。；;！!？?\n]+[”）)]?")
SHORTEST = 4  # characters of a half: less is no task
NEIGHBOUR = 12  # characters of furniture (a page number) that may stand between two places and still leave them one


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A place where a found task may be split: offset into the document's original text, and the words around."""

    at: int
    before: str
    after: str


def original_of(plan: Plan) -> str:
    """The document's text as received."""
    return Plan.objects.only("original_text").get(pk=plan.pk).original_text


def places_of(draft: DraftTask) -> list[tuple[int, int]]:
    """Every place of a draft in the document, the first first."""
    return [(draft.source_start, draft.source_end), *((start, end) for start, end in draft.places)]


def cuts_of(draft: DraftTask, original: str) -> Iterator[Cut]:
    """Where a draft may be cut: behind sentences and semicolons of all its places, and between two places."""
    places = places_of(draft)
    for n, (start, end) in enumerate(places):
        text, is_last = original[start:end], n == len(places) - 1
        behind_it = "" if is_last else original[slice(*places[n + 1])]
        ends = [match.end() for match in ENDS.finditer(text) if text[match.end() :].strip()]
        for at in ends if is_last else [*ends, len(text)]:
            before, after = text[:at].strip(), (text[at:] + behind_it).strip()
            if len(before) >= SHORTEST and len(after) >= SHORTEST:
                yield Cut(at=start + at, before=before[-16:], after=after[:16])


def parted(draft: DraftTask, at: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The places before and behind a cut."""
    places = places_of(draft)
    n = next(n for n, (start, end) in enumerate(places) if start < at <= end)
    start, end = places[n]
    return [*places[:n], (start, at)], [*([(at, end)] if at < end else []), *places[n + 1 :]]


def words_at(original: str, places: Sequence[tuple[int, int]]) -> str:
    """The clean words of places, a line each."""
    from lingnan.engines.plan.reading.cleaning import clean  # noqa: PLC0415 -- its tables cost a second

    return "\n".join(clean(original[start:end]).text.strip() for start, end in places)


@transaction.atomic
def merge_drafts(
    *, by: Actor, plan_key: str, draft_id: int, version: int, with_id: int, with_version: int
) -> DraftTask:
    """Two found tasks are one: the earlier keeps its title and takes words, units, dates and proposals of the later."""
    require(by, "plan.merge_drafts")
    if draft_id == with_id:
        raise Invalid(Label(zh="合并", en="Merge"), Label(zh="请选另一条任务", en="Choose another task"))
    act = Act(plan_in_review(plan_key), by=by, verb="merge_drafts")
    pair = drafts_as_seen(act.plan, {draft_id: version, with_id: with_version})
    first, second = sorted(pair, key=lambda draft: (draft.order, draft.pk))
    for draft in pair:
        still_undecided(draft, "open", "accepted")
        if draft.change == "dropped":
            raise Conflict(Label(zh="“删去”的条目不能合并", en="An entry that drops a task cannot be merged"))
    act.touch(first, second)
    moved = act.touch_proposals(second.proposals.all())
    take(first, second)
    act.decide(first, "open")
    act.decide(second, "merged", f"并入任务 {first.number}")
    second.merged_into = first
    act.finish(f"任务 {second.number}“{second.title}”并入任务 {first.number}“{first.title}”")
    DraftProposal.objects.filter(pk__in=[each.pk for each in moved]).update(draft=first)
    return first


def take(first: DraftTask, second: DraftTask) -> None:
    """Words, places, units, dates and doubts of the second go to the first. A lead stays a lead."""
    first.text = f"{first.text.rstrip()}\n{second.text.strip()}"
    if 0 <= second.source_start - first.source_end <= NEIGHBOUR and not first.places:
        first.source_end = second.source_end
    else:
        first.places = [*first.places, [second.source_start, second.source_end]]
    first.places = [*first.places, *second.places]
    units = {unit["written"]: dict(unit) for unit in first.units}
    for unit in second.units:
        kept = units.setdefault(unit["written"], dict(unit))
        if unit["role"] == "lead":
            kept["role"] = "lead"
    first.units = list(units.values())
    said = {(each["text"], each["due"]) for each in first.dates}
    first.dates = [*first.dates, *(each for each in second.dates if (each["text"], each["due"]) not in said)]
    told = {doubt["message"] for doubt in first.doubts}
    first.doubts = [*first.doubts, *(doubt for doubt in second.doubts if doubt["message"] not in told)]


@transaction.atomic
def split_draft(*, by: Actor, plan_key: str, draft_id: int, version: int, at: int) -> tuple[DraftTask, DraftTask]:
    """One found task is two: cut at an offset of the original text. Both keep the units; dates and proposals go where
    they stand."""
    from lingnan.engines.plan.reading.document import title_of  # noqa: PLC0415 -- its tables cost a second

    require(by, "plan.split_draft")
    act = Act(plan_in_review(plan_key), by=by, verb="split_draft")
    [draft] = drafts_as_seen(act.plan, {draft_id: version})
    still_undecided(draft, "open", "accepted")
    original = original_of(act.plan)
    if at not in {cut.at for cut in cuts_of(draft, original)}:
        raise Invalid(
            Label(zh="拆开的位置", en="Place"),
            Label(zh="请选一个句末或分号", en="Choose the end of a sentence or a semicolon"),
        )
    act.touch(draft)
    first_places, second_places = parted(draft, at)
    behind = words_at(original, second_places)
    second = act.add(
        DraftTask(
            plan=act.plan,
            order=order_after(draft),
            number=draft.number,
            title=(title_of(behind) or behind)[:LONGEST_TITLE],
            text=behind,
            clause=draft.clause,
            source_start=second_places[0][0],
            source_end=second_places[0][1],
            places=[list(place) for place in second_places[1:]],
            units=[dict(unit) for unit in draft.units],
            dates=[each for each in draft.dates if stands_behind(each, at)],
            doubts=[{"code": "split", "message": "由上一条拆出，请核对单位和期限"}],
            change="new" if act.plan.amends_id else "",
        )
    )
    moved = act.touch_proposals(draft.proposals.filter(source_start__gte=at))
    draft.text = words_at(original, first_places)
    draft.source_end, draft.places = first_places[0][1], [list(place) for place in first_places[1:]]
    draft.dates = [each for each in draft.dates if not stands_behind(each, at)]
    act.decide(draft, "open")
    act.finish(f"任务 {draft.number}“{draft.title}”拆出“{second.title}”")
    DraftProposal.objects.filter(pk__in=[each.pk for each in moved]).update(draft=second)
    return draft, second


def stands_behind(dated: dict[str, Any], at: int) -> bool:  # Any: JSON as DraftTask.dates keeps it
    """Does a date stand behind the cut? One without a place stays with the first half."""
    return dated["start"] is not None and dated["start"] >= at


def order_after(draft: DraftTask) -> int:
    """Half-way to the next draft; ten cuts at one place use the room up."""
    later = DraftTask.objects.filter(plan_id=draft.plan_id, order__gt=draft.order).order_by("order").first()
    if later is None:
        return draft.order + 1024
    if later.order - draft.order > 1:
        return (draft.order + later.order) // 2
    raise Conflict(Label(zh="这一条拆得太多次了，请先撤销几次", en="Split too often: undo some of it first"))

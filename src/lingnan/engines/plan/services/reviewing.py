"""The review of a document: each found task is accepted, corrected or left out by a person, and that undone again.

Every act names the version of what its person saw: who was slower gets a Conflict, and nothing of either is lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from lingnan.core.errors import Conflict, Fault, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.units import add_alias
from lingnan.engines.plan.draft_units import find_unit, meaning_of
from lingnan.engines.plan.models import DraftProposal, DraftTask, Plan, ReviewStep

Fields = dict[str, Any]  # Any: column values of a row, as JSON keeps them
DRAFT_FIELDS = (
    "state", "reason", "title", "text", "units", "dates", "doubts", "places", "source_start", "source_end",
    "is_corrected", "merged_into_id", "change", "change_reasons", "task_id", "decided_by", "decided_at", "order",
)  # fmt: skip
PROPOSAL_FIELDS = ("draft_id", "kind", "title", "target", "due", "state")
LONGEST_TITLE, LONGEST_REASON, LONGEST_NAME, LONGEST_DATE = 200, 400, 80, 60
MOST_UNITS, MOST_DATES = 60, 40
ROLES = ("lead", "cooperating")
DATE_KINDS = ("once", "by", "continuous", "recurring")
CERTAIN_PROPOSALS = ("indicator_system",)
REASON, TITLE = Label(zh="原因", en="Reason"), Label(zh="任务名称", en="Title")
UNIT, DATE = Label(zh="单位", en="Units"), Label(zh="期限", en="Dates")


def too_long(most: int, now: int) -> Label:
    """More characters than there is room for."""
    return Label(zh=f"最多 {most} 字，您写了 {now} 字", en=f"at most {most} characters, these are {now}")


def too_many(most: int, now: int) -> Label:
    """More entries than a task can have."""
    return Label(zh=f"最多 {most} 个，您写了 {now} 个", en=f"at most {most}, these are {now}")


def listed(faults: Sequence[Fault]) -> Label:
    """Every fault in one sentence."""
    zh, en = "；".join(f.text("zh") for f in faults), "; ".join(f.text("en") for f in faults)
    return Label(zh=f"{len(faults)} 处要改：{zh}", en=f"{len(faults)} to mend: {en}")


@dataclass(frozen=True, kw_only=True)
class UnitSaid:
    """A unit as a person corrects it: the name as written, its role, and whom it means (empty: a collective name)."""

    written: str
    role: str
    means: str = ""
    remember: bool = False


@dataclass(frozen=True, kw_only=True)
class DateSaid:
    """A date as a person corrects it."""

    text: str
    due: date | None
    kind: str = "by"


# What every act does: lock, check versions, note what was, write, audit


def plan_in_review(key: str) -> Plan:
    """The plan, locked: its reviewers write one after another."""
    kept = Plan.objects.defer("original_text", "clean_text", "reading")
    plan = kept.select_for_update(of=("self",)).filter(pk=key).first()
    if plan is None:
        raise NotFound(Label(zh=f"没有代号为“{key}”的方案", en=f"No plan {key}"))
    if plan.state != "draft":
        raise Conflict(
            Label(
                zh=f"《{plan.title}》已经{plan.get_state_display()}，审阅已经结束",
                en="The review of this document has ended",
            )
        )
    return plan


def drafts_as_seen(plan: Plan, seen: dict[int, int]) -> list[DraftTask]:
    """The drafts named by id, in the order asked; a Conflict where somebody changed one since it was seen."""
    drafts = {draft.pk: draft for draft in DraftTask.objects.filter(plan=plan, pk__in=list(seen))}
    for pk, version in seen.items():
        draft = drafts.get(pk)
        if draft is None:
            raise NotFound(
                Label(zh="没有这条待审任务，它可能已随拆分撤销", en="No such found task: a split may have been undone")
            )
        if draft.version != version:
            who = f"{draft.decided_by}" if draft.decided_by else "别人"
            zh = f"“{draft.title}”刚被{who}改过（现在：{draft.get_state_display()}），请看过最新内容再办"
            raise Conflict(
                Label(zh=zh, en=f"“{draft.title}” was just changed by {draft.decided_by or 'somebody'}: look again")
            )
    return [drafts[pk] for pk in seen]


def fields_of(row: DraftTask | DraftProposal, names: Iterable[str]) -> Fields:
    """A row's columns as JSON keeps them."""
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


class Act:
    """One act of the review while it is written: what was before, what was made, and its step at the end."""

    def __init__(self, plan: Plan, *, by: Actor, verb: str) -> None:
        self.plan, self.by, self.verb = plan, by, verb
        self.drafts: dict[int, DraftTask] = {}
        self.before: dict[str, Any] = {"drafts": {}, "proposals": {}, "created": []}
        self.created: list[DraftTask] = []

    def touch(self, *drafts: DraftTask) -> None:
        """Note drafts as they are, before they change."""
        for draft in drafts:
            self.before["drafts"].setdefault(str(draft.pk), fields_of(draft, DRAFT_FIELDS))
            self.drafts[draft.pk] = draft

    def touch_proposals(self, proposals: Iterable[DraftProposal]) -> list[DraftProposal]:
        """Note proposals as they are, before they change."""
        kept = list(proposals)
        for proposal in kept:
            self.before["proposals"].setdefault(str(proposal.pk), fields_of(proposal, PROPOSAL_FIELDS))
        return kept

    def decide(self, draft: DraftTask, state: str, reason: str = "") -> None:
        """A draft's new state, by whom and when."""
        draft.state, draft.reason = state, reason[:LONGEST_REASON]
        draft.decided_by, draft.decided_at = self.by.name, datetime.now(UTC)

    def add(self, draft: DraftTask) -> DraftTask:
        """A draft that the act makes."""
        draft.save()
        self.created.append(draft)
        self.before["created"].append(draft.pk)
        return draft

    def changed_fields(self) -> list[str]:
        """The columns that differ from before in any draft: writing all of them for a long document costs seconds."""
        before = self.before["drafts"]
        return [
            name.removesuffix("_id")
            for name in DRAFT_FIELDS
            if any(fields_of(draft, [name])[name] != before[str(pk)][name] for pk, draft in self.drafts.items())
        ]

    def finish(self, summary: str) -> ReviewStep:
        """Write the drafts, the step that can undo it, and the audit entry."""
        changed = list(self.drafts.values())
        for draft in changed:
            draft.version += 1
        DraftTask.objects.bulk_update(changed, [*self.changed_fields(), "version"], batch_size=200)
        step = ReviewStep.objects.create(
            plan=self.plan,
            verb=self.verb,
            summary=summary[:400],
            before=self.before,
            versions={str(draft.pk): draft.version for draft in [*changed, *self.created]},
            actor=self.by.name,
            taken_at=datetime.now(UTC),
        )
        after = {"step": step.pk, "drafts": [draft.number for draft in [*changed, *self.created]][:200]}
        about = f"plan.plan:{self.plan.key}"
        audit.record(by=self.by, verb=f"plan.{self.verb}", about=about, summary=summary[:400], after=after)
        return step


def still_undecided(draft: DraftTask, *states: str) -> None:
    """Refuse what was decided already."""
    if draft.state not in states:
        zh = f"“{draft.title}”已经{draft.get_state_display()}，要改请先撤销"
        raise Conflict(Label(zh=zh, en=f"“{draft.title}” is decided already: undo that first"))


# The acts


@transaction.atomic
def accept_draft(*, by: Actor, plan_key: str, draft_id: int, version: int, reason: str = "") -> DraftTask:
    """Accept a found task as it stands; the systems of indicators that it names go with it."""
    require(by, "plan.accept_draft")
    act = Act(plan_in_review(plan_key), by=by, verb="accept_draft")
    [draft] = drafts_as_seen(act.plan, {draft_id: version})
    still_undecided(draft, "open")
    act.touch(draft)
    act.decide(draft, "accepted", reason.strip())
    accept_certain_proposals(act, [draft])
    act.finish(f"接受任务 {draft.number}“{draft.title}”" + (f"：{reason.strip()}" if reason.strip() else ""))
    return draft


def accept_certain_proposals(act: Act, drafts: Sequence[DraftTask]) -> None:
    """What needs no second look is accepted with its task."""
    open_ones = DraftProposal.objects.filter(draft__in=drafts, state="open", kind__in=CERTAIN_PROPOSALS)
    kept = act.touch_proposals(open_ones)
    DraftProposal.objects.filter(pk__in=[each.pk for each in kept]).update(state="accepted")


@transaction.atomic
def accept_certain(*, by: Actor, plan_key: str) -> int:
    """Accept every open task about which nothing is doubtful; in an amendment never a task that would be dropped."""
    require(by, "plan.accept_draft")
    act = Act(plan_in_review(plan_key), by=by, verb="accept_certain")
    drafts = [d for d in act.plan.drafts.filter(state="open").exclude(change="dropped") if d.is_certain]
    if not drafts:
        return 0
    act.touch(*drafts)
    for draft in drafts:
        act.decide(draft, "accepted")
    accept_certain_proposals(act, drafts)
    act.finish(f"接受没有疑点的 {len(drafts)} 项任务")
    return len(drafts)


@transaction.atomic
def drop_draft(*, by: Actor, plan_key: str, draft_id: int, version: int, reason: str) -> DraftTask:
    """Leave a found task out, with the reason."""
    require(by, "plan.drop_draft")
    act = Act(plan_in_review(plan_key), by=by, verb="drop_draft")
    [draft] = drafts_as_seen(act.plan, {draft_id: version})
    still_undecided(draft, "open", "accepted")
    act.touch(draft)
    act.decide(draft, "dropped", wanted_reason(reason))
    act.finish(f"不采用任务 {draft.number}“{draft.title}”：{draft.reason}")
    return draft


def wanted_reason(reason: str) -> str:
    """A reason, not empty and not endless."""
    if not reason.strip():
        raise Invalid(REASON, Label(zh="请写明为什么不采用", en="Say why it is left out"))
    if len(reason.strip()) > LONGEST_REASON:
        raise Invalid(REASON, too_long(LONGEST_REASON, len(reason.strip())))
    return reason.strip()


@transaction.atomic
def correct_draft(
    *,
    by: Actor,
    plan_key: str,
    draft_id: int,
    version: int,
    title: str,
    units: Sequence[UnitSaid],
    dates: Sequence[DateSaid],
    accept: bool = False,
) -> DraftTask:
    """Say what a found task really is: title, units, dates. With `accept` it is accepted at once."""
    require(by, "plan.correct_draft")
    act = Act(plan_in_review(plan_key), by=by, verb="correct_draft")
    [draft] = drafts_as_seen(act.plan, {draft_id: version})
    still_undecided(draft, "open", "accepted")
    act.touch(draft)
    draft.title = checked_title(title)
    draft.units = checked_units(act, draft, units)
    draft.dates = checked_dates(draft, dates)
    draft.doubts = doubts_left(draft)
    draft.is_corrected = True
    state = "accepted" if accept else draft.state
    act.decide(draft, state)
    if accept:
        accept_certain_proposals(act, [draft])
    act.finish(f"更正任务 {draft.number}“{draft.title}”" + ("并接受" if accept else ""))
    return draft


def checked_title(title: str) -> str:
    """A title of bounded length on one line."""
    plain = " ".join(title.split())
    if not plain:
        raise Invalid(TITLE, Label(zh="请填任务名称", en="Give the task's title"))
    if len(plain) > LONGEST_TITLE:
        raise Invalid(TITLE, too_long(LONGEST_TITLE, len(plain)))
    return plain


def checked_units(act: Act, draft: DraftTask, units: Sequence[UnitSaid]) -> list[Fields]:
    """The units as corrected; every name that means nobody is named at once."""
    if len(units) > MOST_UNITS:
        raise Invalid(UNIT, too_many(MOST_UNITS, len(units)))
    if not any(said.role == "lead" for said in units):
        raise Invalid(UNIT, Label(zh="至少要有一个牵头单位", en="At least one unit must lead"))
    before = {unit["written"]: unit for unit in draft.units}
    kept: dict[str, Fields] = {}
    faults = []
    for said in units:
        written = " ".join(said.written.split())[:LONGEST_NAME]
        if not written or said.role not in ROLES:
            faults.append(
                Fault(
                    where=written or UNIT,
                    reason=Label(zh="要写原文单位名称，并选牵头或配合", en="needs a name and a role"),
                )
            )
        elif written in kept:
            faults.append(Fault(where=written, reason=Label(zh="写了两次", en="stands twice")))
        else:
            try:
                kept[written] = {
                    "written": written,
                    "role": said.role,
                    **meant(act, said, written, before.get(written)),
                }
            except Invalid as error:
                faults += error.faults
    if faults:
        raise Invalid(UNIT, listed(faults), faults=tuple(faults))
    return list(kept.values())


def meant(act: Act, said: UnitSaid, written: str, before: Fields | None) -> Fields:
    """Whom a written name means: as the person says. An empty field makes it a collective name."""
    if not said.means.strip():
        return {"unit": None, "name": "", "status": "collective", "today": [], "suggestions": []}
    unit = find_unit(said.means, on=act.plan.period_from) or find_unit(said.means, on=today())
    if unit is None:
        told = "、".join(one["name"] for one in (before or {}).get("suggestions", []))
        allowed = (
            Label(zh=f"您是不是指：{told}", en=f"perhaps {told}")
            if told
            else Label(zh="写单位全称、简称或代号", en="write its full name, a short name or its key")
        )
        asked = said.means.strip()
        unknown = Label(zh=f"没有叫“{asked}”的单位", en=f"no unit is called “{asked}”")
        raise Invalid(written, unknown, faults=(Fault(where=written, reason=unknown, allowed=allowed),))
    if said.remember and written != unit.name:
        source = f"《{act.plan.title}》{act.plan.number}".strip()
        add_alias(by=act.by, unit_key=unit.key, name=written, source=source)
    return meaning_of(unit, day=today())


def checked_dates(draft: DraftTask, dates: Sequence[DateSaid]) -> list[Fields]:
    """The dates as corrected, each keeping its place in the text where it has one."""
    if len(dates) > MOST_DATES:
        raise Invalid(DATE, too_many(MOST_DATES, len(dates)))
    places = {each["text"]: (each["start"], each["end"]) for each in draft.dates}
    kept = []
    for said in dates:
        text = said.text.strip()[:LONGEST_DATE] or (said.due.isoformat() if said.due else "")
        if not text:
            continue
        if said.kind not in DATE_KINDS:
            raise Invalid(DATE, Label(zh=f"“{said.kind}”不是期限的种类", en=f"“{said.kind}” is no kind of date"))
        start, end = places.get(text, (None, None))
        due = said.due.isoformat() if said.due else None
        kept.append({"text": text, "due": due, "kind": said.kind, "start": start, "end": end})
    return kept


def doubts_left(draft: DraftTask) -> list[Fields]:
    """After a correction only what it did not touch is doubtful."""
    settled = {"no_lead", "no_unit", "carried_down", "unread_words", "ledger_cell"}
    unknown = {unit["written"] for unit in draft.units if unit["status"] == "unknown"}
    return [
        doubt
        for doubt in draft.doubts
        if doubt["code"] not in settled
        and (doubt["code"] != "unknown_unit" or doubt["message"].partition("：")[2] in unknown)
    ]


@transaction.atomic
def undo(*, by: Actor, plan_key: str, step_id: int) -> ReviewStep:
    """Take one step back, as long as nobody went on from it."""
    require(by, "plan.undo_review")
    plan = plan_in_review(plan_key)
    step = ReviewStep.objects.filter(plan=plan, pk=step_id).first()
    if step is None or step.undone_at:
        raise Conflict(Label(zh="这一步已经撤销过了", en="This step was undone already"))
    now = {str(d.pk): d for d in DraftTask.objects.filter(plan=plan, pk__in=list(step.versions))}
    moved = [key for key, version in step.versions.items() if key not in now or now[key].version != version]
    if moved:
        titles = "、".join(f"“{now[key].title}”" for key in moved[:3] if key in now)
        zh = f"撤销不了：{titles or '有的任务'}后来又改过，请先撤销后面的步骤"
        raise Conflict(Label(zh=zh, en="It was changed again since: undo the later steps first"))
    restore(plan, step, now)
    step.undone_at = datetime.now(UTC)
    step.save(update_fields=["undone_at"])
    audit.record(by=by, verb="plan.undo_review", about=f"plan.plan:{plan.key}", summary=f"撤销：{step.summary}"[:400])
    return step


def restore(plan: Plan, step: ReviewStep, now: dict[str, DraftTask]) -> None:
    """Every draft and proposal of a step as it was before; what the step made goes."""
    rows = []
    for key, fields in step.before["drafts"].items():
        draft = now[key]
        for name, value in fields.items():
            setattr(draft, name, datetime.fromisoformat(value) if name == "decided_at" and value else value)
        draft.version += 1
        rows.append(draft)
    DraftTask.objects.bulk_update(rows, [*(f.removesuffix("_id") for f in DRAFT_FIELDS), "version"], batch_size=200)
    proposals = DraftProposal.objects.in_bulk([int(key) for key in step.before["proposals"]])
    for key, fields in step.before["proposals"].items():
        for name, value in fields.items():
            setattr(proposals[int(key)], name, date.fromisoformat(value) if name == "due" and value else value)
    changed = list(proposals.values())
    DraftProposal.objects.bulk_update(changed, [f.removesuffix("_id") for f in PROPOSAL_FIELDS], batch_size=200)
    DraftTask.objects.filter(plan=plan, pk__in=step.before["created"]).delete()


def last_step_of(draft: DraftTask) -> ReviewStep | None:
    """The step that decided a draft last and can be undone."""
    steps = ReviewStep.objects.filter(plan_id=draft.plan_id, undone_at=None)
    return next((s for s in steps if s.versions.get(str(draft.pk)) == draft.version), None)

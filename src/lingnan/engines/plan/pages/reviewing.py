"""One found task on its own page: corrected, merged, split, left out. And the page that finishes a review."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import open_units
from lingnan.engines.plan.models import DraftTask, Plan, ReviewStep, Task
from lingnan.engines.plan.pages.documents import CHANGES, KINDS, NAVIGATION, next_open, number
from lingnan.engines.plan.selectors.drafts import document, review_model
from lingnan.engines.plan.services.adopting import adopt
from lingnan.engines.plan.services.amending import apply_amendment, pair_draft
from lingnan.engines.plan.services.document_facts import correct_document
from lingnan.engines.plan.services.proposing import correct_proposal
from lingnan.engines.plan.services.reshaping import cuts_of, merge_drafts, split_draft
from lingnan.engines.plan.services.reviewing import DateSaid, UnitSaid, correct_draft, drop_draft
from lingnan.shell.acts import SeriousAct
from lingnan.shell.forms import day, text
from lingnan.shell.language import bi, current

NEW_ROWS = 1  # empty rows for a unit or a date that the reader missed
ROLES = (
    ("lead", Label(zh="牵头", en="Leads")),
    ("cooperating", Label(zh="配合", en="Cooperates")),
    ("", Label(zh="不是责任单位", en="Not responsible")),
)
DATE_KINDS = (
    ("by", Label(zh="期限前", en="By")),
    ("once", Label(zh="按时", en="On the day")),
    ("continuous", Label(zh="持续", en="Continuous")),
    ("recurring", Label(zh="定期", en="Recurring")),
    ("", Label(zh="不是期限", en="No deadline")),
)
LISTED = 12


def draft_in(by: Actor, key: str, draft_id: int) -> tuple[Plan, DraftTask]:
    """A draft of a document that the actor sees."""
    plan = document(by, key)
    return plan, get_object_or_404(DraftTask.objects.select_related("task", "merged_into"), plan=plan, pk=draft_id)


def draft_page(request: HttpRequest, key: str, draft_id: int) -> HttpResponse:
    """What does this passage really say? Correct, merge, split or leave it out."""
    request.navigation = NAVIGATION  # type: ignore[attr-defined]  # read by shell.navigation
    by = actor_of(request.user)
    require(by, "plan.correct_draft")
    plan, draft = draft_in(by, key, draft_id)
    error, typed = "", None
    if request.method == "POST":
        try:
            return act(request, by, plan, draft)
        except (Conflict, Invalid) as refusal:  # nothing typed is lost: the form comes back as it was sent
            error, typed = refusal.text(current()), request.POST
            plan, draft = draft_in(by, key, draft_id)
    context = {
        "plan": plan,
        "draft": draft,
        "error": error,
        "is_conflict": bool(error) and number(request, "version") != draft.version,
        "title": typed["title"] if typed and "title" in typed else draft.title,
        "units": unit_rows(draft, typed),
        "dates": date_rows(draft, typed),
        "roles": ROLES,
        "date_kinds": DATE_KINDS,
        "names": open_units(plan.period_from).values_list("name", flat=True),
        "source": plan.original_text[draft.source_start : draft.source_end],
        "others": others_of(plan, draft),
        "cuts": list(cuts_of(draft, plan.original_text)),
        "proposals": draft.proposals.all(),
        "kinds": KINDS.items(),
        "change": CHANGES.get(draft.change),
        "steps": ReviewStep.objects.filter(plan=plan, versions__has_key=str(draft.pk))[:LISTED],
        "may_act": plan.state == "draft" and draft.state in {"open", "accepted"},
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "plan/draft.html", context, status=409 if context["is_conflict"] else 422 if error else 200)


def others_of(plan: Plan, draft: DraftTask) -> list[DraftTask]:
    """The tasks it could be merged with, its neighbours first."""
    rest = plan.drafts.filter(state__in=("open", "accepted")).exclude(pk=draft.pk).exclude(change="dropped")
    found = list(rest.only("pk", "number", "title", "order", "version", "plan"))
    return sorted(found, key=lambda other: (abs(other.order - draft.order), other.order))


def unit_rows(draft: DraftTask, typed: Any) -> list[dict[str, Any]]:  # Any: a POST's dictionary, or JSON of a unit
    """Every unit as a row of the form, and an empty one; as it was typed, where it comes back."""
    rows = [
        dict(unit, means=unit["name"], moved=[one["key"] for one in unit["today"]] not in ([], [unit["unit"]]))
        for unit in draft.units
    ]
    rows += [{"written": "", "role": "", "means": "", "status": "", "today": [], "suggestions": []}] * NEW_ROWS
    if typed and "written" in typed:
        said = list(zip(*(typed.getlist(name) for name in ("written", "role", "means")), strict=False))
        known = {row["written"]: row for row in rows}
        empty = rows[-1]
        return [
            dict(known.get(written, empty), written=written, role=role, means=means) for written, role, means in said
        ]
    return rows


def date_rows(draft: DraftTask, typed: Any) -> list[dict[str, Any]]:  # Any: as above
    """Every date as a row of the form, and an empty one."""
    if typed and "date_text" in typed:
        names = ("date_text", "date_due", "date_kind")
        return [
            {"text": t, "due": d, "kind": k} for t, d, k in zip(*(typed.getlist(name) for name in names), strict=False)
        ]
    return [*draft.dates, *([{"text": "", "due": "", "kind": "by"}] * NEW_ROWS)]


def act(request: HttpRequest, by: Actor, plan: Plan, draft: DraftTask) -> HttpResponse:
    """What a form of the page asked for; then back to the review, at the next that is undecided."""
    # Any: the arguments that every act shares
    seen: dict[str, Any] = {"by": by, "plan_key": plan.key, "draft_id": draft.pk, "version": number(request, "version")}
    verb = request.POST.get("verb", "")
    if verb in {"save", "accept"}:
        correct_draft(**seen, title=request.POST.get("title", ""), units=units_said(request), dates=dates_said(request),
                      accept=verb == "accept")  # fmt: skip
    elif verb == "drop":
        drop_draft(**seen, reason=request.POST.get("reason", ""))
    elif verb == "merge":
        other, _, other_version = request.POST.get("with", "").partition(":")
        if not (other.isdigit() and other_version.isdigit()):
            raise Invalid(
                Label(zh="合并", en="Merge"), Label(zh="请选要合并的任务", en="Choose the task to merge with")
            )
        kept = merge_drafts(**seen, with_id=int(other), with_version=int(other_version))
        return HttpResponseRedirect(reverse("plan:draft", args=[plan.key, kept.pk]))
    elif verb == "split":
        first, _ = split_draft(**seen, at=number(request, "at"))
        return HttpResponseRedirect(reverse("plan:document", args=[plan.key]) + f"#task-d{first.pk}")
    elif verb == "pair":
        wanted = number(request, "task") or None
        pair_draft(**seen, task_number=wanted)
        return HttpResponseRedirect(reverse("plan:draft", args=[plan.key, draft.pk]))
    elif verb == "proposal":
        change_proposal(request, by, plan)
        return HttpResponseRedirect(reverse("plan:draft", args=[plan.key, draft.pk]) + "#proposals")
    address = reverse("plan:document", args=[plan.key])
    return HttpResponseRedirect(f"{address}#{f'task-d{draft.pk}' if verb == 'save' else next_open(plan)}")


def units_said(request: HttpRequest) -> list[UnitSaid]:
    """The unit rows of the form; rows without a name or a role are left."""
    columns = [request.POST.getlist(name) for name in ("written", "role", "means")]
    remembered = set(request.POST.getlist("remember"))
    rows = [row for row in zip(*columns, strict=False) if row[0].strip() and row[1]]
    return [UnitSaid(written=w, role=r, means=m, remember=w in remembered) for w, r, m in rows]


def dates_said(request: HttpRequest) -> list[DateSaid]:
    """The date rows of the form; a day that is none is named."""
    columns = [request.POST.getlist(name) for name in ("date_text", "date_due", "date_kind")]
    return [
        DateSaid(text=text_, due=day_said(due, text_), kind=kind)
        for text_, due, kind in zip(*columns, strict=False)
        if kind and (text_.strip() or due.strip())
    ]


def day_said(raw: str, what: str) -> Any:  # Any: a date or None; the field's own type
    """A day as typed, or None."""
    try:
        return forms.DateField(required=False, input_formats=["%Y-%m-%d"]).clean(raw)
    except forms.ValidationError:
        wrong = Label(zh=f"“{raw}”不是日期，写作 2016-12-31", en=f"“{raw}” is no date: write 2016-12-31")
        raise Invalid(what or Label(zh="期限", en="Date"), wrong) from None


def change_proposal(request: HttpRequest, by: Actor, plan: Plan) -> None:
    """A proposal as changed on the page."""
    posted = request.POST
    correct_proposal(
        by=by,
        plan_key=plan.key,
        proposal_id=number(request, "part"),
        version=number(request, "part_version"),
        kind=posted.get("kind", ""),
        title=posted.get("proposal_title", ""),
        target=posted.get("target", ""),
        due=day_said(posted.get("due", ""), ""),
    )


# The end of a review


def adopt_page(request: HttpRequest, key: str) -> HttpResponse:
    """Finish the review? What becomes a task, what is left out, what is undecided."""
    request.navigation = NAVIGATION  # type: ignore[attr-defined]  # read by shell.navigation
    by = actor_of(request.user)
    plan = document(by, key)
    require(by, "plan.amend" if plan.amends_id else "plan.adopt")
    model, error = review_model(plan), ""
    if request.method == "POST":
        finish = apply_amendment if plan.amends_id else adopt
        try:
            finish(
                by=by,
                plan_key=plan.key,
                leave_out=request.POST.get("reason", "") if model.undecided else "",
                issue=False,
            )
        except (Conflict, Invalid) as refusal:
            error = refusal.text(current())
        else:
            done = bi("已并入现行方案", "Applied to the plan in force") if plan.amends_id else bi(
                "方案已采用，任务已立项", "Adopted; its tasks are registered")  # fmt: skip
            messages.info(request, done)
            return HttpResponseRedirect(after_adoption(plan.amends_id or plan.key))
    serious = SeriousAct(
        title=Label(zh="完成审阅？", en="Finish the review?"),
        consequences=tuple(consequences(plan, model)),
        undo=Label(
            zh="采用之后不能退回审阅；任务以后可以在任务页里改。",
            en="The review cannot be reopened; tasks can be changed on their pages later.",
        ),
        verb=Label(zh="并入现行方案", en="Apply to the plan")
        if plan.amends_id
        else Label(zh="采用方案", en="Adopt the plan"),
        cancel_url=reverse("plan:document", args=[plan.key]),
        needs_reason=bool(model.undecided),
    )
    context = {"act": serious, "form_error": error, "reason": request.POST.get("reason", "")}
    return render(request, "plan/adopt.html", {**context, "plan": plan, "model": model}, status=409 if error else 200)


def after_adoption(key: str) -> str:
    """Issuing comes next; where nothing waits to be issued, the board."""
    waits = Task.objects.filter(plan=key, state="registered").exists()
    return reverse("plan:issue" if waits else "plan:plan", args=[key])


def consequences(plan: Plan, model: Any) -> list[Label]:  # Any: selectors.drafts.ReviewModel
    """What will happen, to how many."""
    dropped = sum(draft.state == "dropped" for draft in model.drafts)
    lines = [Label(zh=f"{model.accepted} 项任务采用", en=f"{model.accepted} tasks are taken")]
    if plan.amends_id:
        lines = [
            Label(zh=f"{label.zh} {n} 项", en=f"{label.en}: {n}")
            for change, label in CHANGES.items()
            if (n := sum(d.state == "accepted" and d.change == change for d in model.drafts))
        ]
    if dropped:
        lines.append(Label(zh=f"{dropped} 项不采用，原因已写明", en=f"{dropped} are left out, with their reasons"))
    if model.undecided:
        titles = "、".join(f"{d.number}“{d.title}”" for d in model.undecided[:LISTED])
        more = "……" if len(model.undecided) > LISTED else ""
        lines.append(
            Label(zh=f"{len(model.undecided)} 项还没有决定，将不采用，请写明原因：{titles}{more}",
                  en=f"{len(model.undecided)} are undecided and will be left out, say why: {titles}{more}")
        )  # fmt: skip
    return lines


# What the document is


class FactsForm(forms.Form):
    """Title, number, issuer, period."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = text("标题", "Title", size=60, most=200)
    number = text("文号", "Document number", required=False, size=30, most=60)
    issuer = text("发文单位", "Issued by", required=False, size=40, most=120)
    period_from = day("实施期限 起", "Period from", example="2015-01-01")
    period_to = day("实施期限 止", "Period to", example="2017-12-31")


def facts_page(request: HttpRequest, key: str) -> HttpResponse:
    """What document is this, and for which years?"""
    request.navigation = NAVIGATION  # type: ignore[attr-defined]  # read by shell.navigation
    by = actor_of(request.user)
    require(by, "plan.correct_document")
    plan = document(by, key)
    names = ("version", "title", "number", "issuer", "period_from", "period_to")
    initial = {name: getattr(plan, name) for name in names}
    if plan.period_is_assumed:
        initial |= {"period_from": "", "period_to": ""}
    form = FactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_document(by=by, plan_key=plan.key, **form.cleaned_data)
            return HttpResponseRedirect(reverse("plan:document", args=[plan.key]))
        except (Conflict, Invalid) as error:
            form.add_error(None, error.text(current()))
    return render(request, "plan/document_facts.html", {"plan": plan, "form": form})

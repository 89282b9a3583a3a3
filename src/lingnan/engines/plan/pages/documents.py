"""Plan documents: the list of them, and the review of one."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import DraftProposal, DraftTask, Plan
from lingnan.engines.plan.selectors.drafts import ReviewModel, document, review_model
from lingnan.engines.plan.services.amending import likely_base
from lingnan.engines.plan.services.passages import take_passage
from lingnan.engines.plan.services.proposing import decide_proposal
from lingnan.engines.plan.services.reviewing import accept_certain, accept_draft, undo
from lingnan.shell.language import bi, current, say
from lingnan.shell.review import Item, Loose, Mark, Part, Review, Verdict, passages
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, Table

NAVIGATION = "plan.plans"
STATES = {
    "draft": Label(zh="待审阅", en="To review"),
    "adopted": Label(zh="已采用", en="Adopted"),
    "applied": Label(zh="已并入", en="Applied"),
    "withdrawn": Label(zh="已撤回", en="Withdrawn"),
}
KINDS = {
    "subtask": Label(zh="子任务", en="Sub-task"),
    "milestone": Label(zh="节点", en="Milestone"),
    "indicator": Label(zh="目标值", en="Target"),
    "indicator_system": Label(zh="指标体系", en="Indicator system"),
}
CHANGES = {
    "kept": Label(zh="未改动", en="Kept"),
    "changed": Label(zh="有改动", en="Changed"),
    "new": Label(zh="新增", en="New"),
    "dropped": Label(zh="删去", en="Dropped"),
}
TABLE = Table(
    key="plan.plans",
    caption=Label(zh="方案", en="Plans"),
    columns=(
        Column(key="title", label=Label(zh="方案", en="Plan"), on_phone="lead"),
        Column(key="issuer", label=Label(zh="发文单位", en="Issued by"), is_quiet=True),
        Column(key="state", label=Label(zh="状态", en="State"), value=lambda plan: STATES[plan.state], on_phone="end"),
        Column(key="period_from", label=Label(zh="起", en="From"), kind="date"),
        Column(key="period_to", label=Label(zh="止", en="To"), kind="date"),
        Column(
            key="tasks",
            label=Label(zh="任务", en="Tasks"),
            kind="number",
            decimals=0,
            value=lambda plan: len(plan.reading["tasks"]),
        ),
        Column(
            key="amends",
            label=Label(zh="修订", en="Amends"),
            value=lambda plan: plan.amends.title if plan.amends else "",
            is_quiet=True,
            on_phone="hidden",
        ),
    ),
    row_url=lambda plan: f"/plan/{plan.key}" if plan.state == "adopted" else f"/plan/{plan.key}/document",
    empty=Label(zh="还没有方案", en="No plan yet"),
    empty_hint=Label(
        zh="导入一份方案文件，任务由系统拆分，经您审阅后才生效",
        en="Import a document; nothing counts before you adopt it",
    ),
)


def plans_page(request: HttpRequest) -> HttpResponse:
    """All plan documents: which rule, which wait for review."""
    by = actor_of(request.user)
    plans = Plan.objects.select_related("amends").defer("original_text", "clean_text", "amends__original_text",
                                                        "amends__clean_text", "amends__reading")  # fmt: skip
    shown = list(plans.filter(state__in=("adopted", "applied")) if by.is_public else plans)
    bound = bind(TABLE, shown, request)
    waiting = sum(plan.state == "draft" for plan in shown)
    context = {"plans": bound, "waiting": waiting, "may_import": scope(by, "plan.import").allows()}
    return render(request, "plan/plans.html", context)


def document_page(request: HttpRequest, key: str) -> HttpResponse:
    """Did the machine read it rightly? The text on the left, what was found on the right, decided one by one."""
    request.navigation = NAVIGATION  # type: ignore[attr-defined]  # read by shell.navigation
    by = actor_of(request.user)
    plan = document(by, key)
    if request.method == "POST":
        return act(request, by, plan)
    model = review_model(plan)
    received = Attachment.objects.filter(about=f"plan.plan:{plan.key}").order_by("pk").first()
    may_review = plan.state == "draft" and scope(by, "plan.accept_draft").allows()
    may_decide = plan.state != "withdrawn" and scope(by, "plan.decide_proposal").allows()
    context = {
        "plan": plan,
        "model": model,
        "answer": answer(model),
        "may_review": may_review,
        "may_withdraw": plan.state == "draft" and scope(by, "plan.import").allows(),
        "guess": guess_of(plan, model) if may_review and scope(by, "plan.import").allows() else None,
        "review": review_of(model, received, acts=may_review, decides=may_review or may_decide),
        "members": len(plan.reading["members"]),
    }
    return render(request, "plan/document.html", context)


def guess_of(plan: Plan, model: ReviewModel) -> Plan | None:
    """The plan in force that a new document seems to change; asked before anything of it is decided."""
    if plan.amends_id or model.last_step is not None:
        return None
    return likely_base([draft.title for draft in model.drafts], title=plan.title)


def answer(model: ReviewModel) -> str:
    """The heading: how many tasks, how many accepted, how many need an eye."""
    plan, total = model.plan, len(model.drafts)
    if plan.state != "draft":
        return bi("{n} 项任务，采用 {a} 项", "{n} tasks found, {a} taken", n=total, a=model.accepted)
    if not model.undecided:
        return bi("{n} 项任务都看过了，接受 {a} 项", "All {n} looked at, {a} accepted", n=total, a=model.accepted)
    if model.doubtful:
        return bi("{n} 项任务，已接受 {a} 项，{k} 项要您看", "{n} tasks, {a} accepted, {k} need your eye",
                  n=total, a=model.accepted, k=model.doubtful)  # fmt: skip
    return bi("{n} 项任务，已接受 {a} 项，其余没有疑点", "{n} tasks, {a} accepted, nothing doubtful in the rest",
              n=total, a=model.accepted)  # fmt: skip


# Acts of the page


def act(request: HttpRequest, by: Actor, plan: Plan) -> HttpResponse:
    """What a button asked for; then back to the next that is undecided."""
    verb = request.POST.get("verdict", "")
    anchor = request.POST.get("anchor", "")
    try:
        if verb == "take":  # next it needs somebody who leads it
            made = take_passage(by=by, plan_key=plan.key, start=number(request, "start"), end=number(request, "end"))
            return HttpResponseRedirect(reverse("plan:draft", args=[plan.key, made.pk]))
        said = VERBS[verb](request, by, plan) if verb in VERBS else ""
        if said:
            messages.info(request, said)
    except (Conflict, Invalid) as error:
        messages.warning(request, error.text(current()))
    address = reverse("plan:document", args=[plan.key])
    return HttpResponseRedirect(f"{address}#{anchor or next_open(plan)}")


def number(request: HttpRequest, name: str) -> int:
    """A whole number of the form; anything else is no number of ours."""
    raw = request.POST.get(name, "").removeprefix("d").removeprefix("p")
    return int(raw) if raw.isdigit() and len(raw) <= 18 else 0  # noqa: PLR2004 -- what a key can hold


def next_open(plan: Plan) -> str:
    """The item to go to: the first undecided one, doubtful ones before."""
    waiting = plan.drafts.filter(state="open").only("pk", "doubts", "number", "plan")
    first = min(waiting, key=lambda draft: (not draft.doubts, draft.order, draft.pk), default=None)
    return f"task-d{first.pk}" if first else "main"


def do_accept(request: HttpRequest, by: Actor, plan: Plan) -> str:
    accept_draft(by=by, plan_key=plan.key, draft_id=number(request, "item"), version=number(request, "version"))
    return ""


def do_accept_certain(request: HttpRequest, by: Actor, plan: Plan) -> str:
    taken = accept_certain(by=by, plan_key=plan.key)
    return bi("已接受没有疑点的 {n} 项", "{n} task{n_s} without doubts accepted", n=taken)


def do_undo(request: HttpRequest, by: Actor, plan: Plan) -> str:
    step = undo(by=by, plan_key=plan.key, step_id=number(request, "step"))
    return bi("已撤销：{s}", "Undone: {s}", s=step.summary)


def decide(state: str) -> Callable[[HttpRequest, Actor, Plan], str]:
    """A verdict on a proposal."""

    def done(request: HttpRequest, by: Actor, plan: Plan) -> str:
        pk, version = number(request, "part"), number(request, "version")
        decide_proposal(by=by, plan_key=plan.key, proposal_id=pk, version=version, state=state)
        return ""

    return done


VERBS: dict[str, Callable[[HttpRequest, Actor, Plan], str]] = {
    "accept": do_accept,
    "certain": do_accept_certain,
    "undo": do_undo,
    "part-accept": decide("accepted"),
    "part-reject": decide("dropped"),
    "part-undo": decide("open"),
}


# Both sides of the review


def review_of(model: ReviewModel, received: Attachment | None, *, acts: bool, decides: bool) -> Review:
    """Both sides of the page; the doubts about the whole document stand above."""
    plan = model.plan
    drafts = [draft for draft in model.drafts if draft.source_end > draft.source_start]
    marks = [Mark(key=f"p{p.pk}", start=p.source_start, end=p.source_end) for f in model.proposals.values() for p in f]
    told = ("no_period", "silent_item")  # these stand with a way out of them
    general = [doubt["message"] for doubt in plan.reading.get("uncertain") or () if doubt["code"] not in told]
    loose = [loose_of(doubt) for doubt in model.silent]
    cuts = pieces(plan.original_text, drafts, [(each.start, each.end, each.key) for each in loose])
    if plan.period_is_assumed:
        general.insert(0, bi("文件没有写实施期限，请在文件信息里填写", "The document names no period: give it"))
    return Review(
        passages=passages(cuts, marks),
        items=tuple(item_of(draft, model, acts=acts) for draft in model.drafts),
        heading=Label(zh="读出的任务", en="Tasks found"),
        note=Label(
            zh=f"已接受 {model.accepted} / {len(model.drafts)}", en=f"{model.accepted} of {len(model.drafts)} accepted"
        ),
        document_name=plan.document_name,
        document_url=f"/files/{received.pk}" if received else "",
        general=tuple(general),
        loose=tuple(loose),
        take=Label(zh="作为一项任务", en="Make it a task"),
        item_prefix="task",
        action=reverse("plan:document", args=[plan.key]) if acts or decides else "",
    )


def loose_of(doubt: dict[str, Any]) -> Loose:  # Any: a doubt of the reader's JSON
    """A silent item as the page shows it."""
    start, end = doubt["source"]["start"], doubt["source"]["end"]
    return Loose(key=f"s{start}", words=doubt["message"], start=start, end=end)


def key_of(draft: DraftTask) -> str:
    """How the page calls a draft: by its task's number once it is one, so that task pages can link here."""
    task = draft.task
    return str(task.number) if task is not None and task.plan_id == draft.plan_id else f"d{draft.pk}"


def verdict_of(state: str, *, corrected: bool = False) -> Verdict | None:
    """The shell's word for a state."""
    if state == "accepted":
        return "correct" if corrected else "accept"
    return "reject" if state == "dropped" else None


def item_of(draft: DraftTask, model: ReviewModel, *, acts: bool) -> Item:
    """A found task in the words of the document, with whom its names mean."""
    return Item(
        key=key_of(draft),
        title=f"{draft.number} {draft.title}",
        facts=tuple(fact for fact in (*unit_facts(draft), *date_facts(draft), *draft.change_reasons) if fact),
        doubts=tuple(doubt["message"] for doubt in draft.doubts),
        verdict=verdict_of(draft.state, corrected=draft.is_corrected),
        tag=CHANGES.get(draft.change),
        note=draft.reason,
        url=reverse("plan:draft", args=[model.plan.key, draft.pk]) if acts else "",
        version=draft.version,
        undo=model.steps.get(draft.pk, 0),
        parts=tuple(part_of(each) for each in model.proposals.get(draft.pk, ())),
    )


def part_of(proposal: DraftProposal) -> Part:
    """A proposal under its task."""
    due = say(Label(zh=f"{proposal.due} 前", en=f"by {proposal.due}")) if proposal.due else ""
    return Part(
        key=f"p{proposal.pk}",
        kind=KINDS[proposal.kind],
        title=proposal.title,
        facts=tuple(fact for fact in (proposal.target, due) if fact),
        verdict=verdict_of(proposal.state),
        version=proposal.version,
    )


def unit_facts(draft: DraftTask) -> list[str]:
    """Who leads, who cooperates; and whom a name means where it is not the unit's own name of today."""
    names = {role: [u["written"] for u in draft.units if u["role"] == role] for role in ("lead", "cooperating")}
    line = "、".join(names["lead"])
    if names["cooperating"]:
        line += f"；{'、'.join(names['cooperating'])}配合"
    changed = [u for u in draft.units if u["status"] == "known" and [u["unit"]] != [one["key"] for one in u["today"]]]
    heirs = [f"{u['written']}现为{'、'.join(one['name'] for one in u['today'])}" for u in changed if u["today"]]
    return [line, *heirs]


def date_facts(draft: DraftTask) -> list[str]:
    """Dates as written, with the day that they mean."""
    return [f"{each['text']} → {each['due']}" if each["due"] else each["text"] for each in draft.dates]


def pieces(
    original: str, drafts: list[DraftTask], others: Sequence[tuple[int, int, str]] = ()
) -> list[tuple[str, str]]:
    """The original text cut where found tasks and `others` begin and end: (text, key or "")."""
    cut: list[tuple[str, str]] = []
    found = [
        (start, end, key_of(draft))
        for draft in drafts
        for start, end in [(draft.source_start, draft.source_end), *draft.places]
    ]
    places = sorted([*found, *others])
    at = 0
    for start, end, key in places:
        if start > at:
            cut.append((original[at:start], ""))
        if end > at:
            cut.append((original[max(start, at) : end], key))
        at = max(at, end)
    if at < len(original):
        cut.append((original[at:], ""))
    return cut

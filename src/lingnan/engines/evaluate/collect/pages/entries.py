"""One value on its way: its evidence, doubts and story; the reviewer's queue."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid, LingnanError
from lingnan.core.labels import Label
from lingnan.engines.evaluate.approval import CHAINS, OPEN, Level, State
from lingnan.engines.evaluate.collect import ladder
from lingnan.engines.evaluate.collect.pages.forms import EvidenceForm, JudgeForm
from lingnan.engines.evaluate.collect.pages.rounds import marks_of, title_of
from lingnan.engines.evaluate.collect.selectors import rounds as read
from lingnan.engines.evaluate.collect.services import entries as reporting
from lingnan.engines.evaluate.collect.services import judging
from lingnan.engines.evaluate.models import Entry
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.pages.door import actor, signed_in
from lingnan.engines.identity.services.files import store_file
from lingnan.shell.acts import SeriousAct
from lingnan.shell.language import bi, say
from lingnan.shell.tables import Column, Table, bind
from lingnan.shell.tables import State as Chip

VERBS = {
    "submitted": Label(zh="报送", en="Reported"),
    "recalled": Label(zh="撤回", en="Taken back"),
    "approved": Label(zh="审核通过", en="Approved"),
    "returned": Label(zh="退回", en="Sent back"),
    "withdrawn": Label(zh="撤销审核", en="Approval withdrawn"),
    "superseded": Label(zh="改由新区划填报", en="Reported by others"),
}
KINDS = {
    "file": Label(zh="文件", en="File"),
    "link": Label(zh="网址", en="Link"),
    "query": Label(zh="数据查询", en="Query"),
    "lineage": Label(zh="平台计算", en="Computed"),
}
DOUBTED, BARE, PLAIN = "late", "warn", "none"


def queue_light(row: read.EntryLine) -> str:
    """What may not pass stands first: an error, then no evidence."""
    if any(doubt.is_blocking for doubt in row.doubts):
        return DOUBTED
    return BARE if row.is_bare or row.doubts else PLAIN


QUEUE_WORDS = {
    DOUBTED: Label(zh="有错误提示", en="Error found"),
    BARE: Label(zh="要留意", en="Look closely"),
    PLAIN: Label(zh="没有疑问", en="No doubt"),
}
QUEUE = Table(
    key="review",
    caption=Label(zh="等您审核的数", en="Values that wait for you"),
    columns=(
        Column(
            key="light",
            label=Label(zh="疑问", en="Doubt"),
            kind="light",
            value=queue_light,
            on_phone="end",
            word=lambda row: QUEUE_WORDS[queue_light(row)],
        ),
        Column(key="place", label=Label(zh="地区", en="Place"), on_phone="lead", value=lambda row: row.place),
        Column(key="indicator", label=Label(zh="指标", en="Indicator"), value=lambda row: row.declared.label),
        Column(key="value", label=Label(zh="数值", en="Value"), kind="number", value=lambda row: row.amount),
        Column(key="unit", label=Label(zh="计量单位", en="Unit"), value=lambda row: row.declared.unit, is_quiet=True),
        Column(key="previous", label=Label(zh="上年", en="Year before"), kind="number", is_quiet=True),
        Column(key="marks", label=Label(zh="为什么", en="Why"), is_prose=True, value=marks_of),
        Column(key="evidence", label=Label(zh="佐证", en="Evidence"), kind="number"),
        Column(key="due", label=Label(zh="期限", en="Due"), kind="deadline"),
    ),
    states=tuple(
        Chip(key=key, light=key, label=label)
        for key, label in {
            DOUBTED: Label(zh="有错误提示", en="An error is found"),
            BARE: Label(zh="要留意", en="Look closely"),
            PLAIN: Label(zh="没有疑问", en="No doubt"),
        }.items()
    ),
    state_of=queue_light,
    search_of=lambda row: f"{row.entry.place_name} {row.declared.label.zh} {row.declared.label.en}",
    default_sort="light",
    row_url=lambda row: reverse("evaluate:entry", args=[row.entry.pk]),
    empty=Label(zh="没有等您审核的数", en="Nothing waits for you"),
    empty_hint=Label(zh="下级提交后，会列在这里", en="What is handed in below stands here"),
)


@signed_in
def review(request: HttpRequest) -> HttpResponse:
    """What waits for this person to judge, the doubtful first."""
    rows = read.by_round(read.waiting_for(actor(request)).order_by("pk"))
    bound = bind(QUEUE, rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    doubted = sum(queue_light(row) == DOUBTED for row in rows)
    bare = sum(row.is_bare for row in rows)
    return render(request, "evaluate/collect/review.html", {"queue": bound, "doubted": doubted, "bare": bare})


@signed_in
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One value: what it is, on what it stands, who handled it; and what this person may do with it."""
    by = actor(request)
    row = read.entry_or_fault(by, number)
    level = Level(row.waits_for) if row.waits_for else None
    may_judge = level is not None and ladder.may_judge(by, level, ladder.unit_of_turn(row, level))
    may_report = ladder.may_report(by, row.unit_id)
    judge = JudgeForm(verifies=level is Level.INSTITUTION, initial={"version": row.version}) if may_judge else None
    evidence = EvidenceForm() if may_report and row.state in OPEN else None
    fault: str = ""
    if request.method == "POST":
        what = request.POST.get("act", "")
        try:
            if what == "evidence" and evidence is not None:
                return attach(request, by, row)
            if what in {"accept", "return"} and judge is not None:
                judge = JudgeForm(request.POST, verifies=level is Level.INSTITUTION)
                if judge.is_valid():
                    return judged(request, by, row, judge, what)
            elif what == "recall":
                reporting.recall(by=by, entry=row.pk)
                messages.info(request, bi("已撤回，可以改了", "Taken back; it can be changed"))
                return HttpResponseRedirect(request.path)
        except LingnanError as error:
            fault = say(error)
    (line,) = read.lines([row])
    withdrawable = judging.levels_of(by, row)
    parts = read.lines(row.parts.select_related(*ladder.RELATED).exclude(state="superseded").order_by("place_code"))
    context = {
        "line": line,
        "row": row,
        "title": title_of(row.assignment.round),
        "amount": line.amount,
        "steps": ladder_steps(row),
        "evidence_rows": [
            (KINDS[each.kind], each) for each in row.evidence.select_related("attachment").order_by("id")
        ],
        "story": [(VERBS.get(act.verb, Label(zh=act.verb, en=act.verb)), act) for act in row.acts.all()],
        "parts": parts,
        "judge": judge,
        "evidence_form": evidence,
        "fault": fault,
        "may_recall": may_report and row.state == State.SUBMITTED and not row.approvals,
        "may_fill": may_report and row.state in OPEN,
        "may_withdraw": bool(withdrawable),
        "verifies": level is Level.INSTITUTION,
        "today": today(),
    }
    is_wrong = bool(fault) or (judge is not None and judge.is_bound)
    return render(request, "evaluate/collect/entry.html", context, status=422 if is_wrong else 200)


def ladder_steps(row: Entry) -> list[tuple[Label, str, str]]:
    """Each level of the value's way up: its name, its light, and who passed it. A county's goes on in its city's."""
    passed = {each["level"]: each["unit"] for each in row.approvals}
    found = [(Level(row.level).label, "none" if row.state in OPEN else "ok", row.unit.name)]
    found += [step(level, passed, row.waits_for) for level in CHAINS[Level(row.level)]]
    if row.whole is not None:
        above = {each["level"]: each["unit"] for each in row.whole.approvals}
        found += [step(level, above, row.whole.waits_for) for level in CHAINS[Level.CITY]]
    return found


def step(level: Level, passed: dict[str, str], waits_for: str) -> tuple[Label, str, str]:
    light = "ok" if level in passed else "warn" if level == waits_for else "none"
    return level.label, light, passed.get(level, "")


def attach(request: HttpRequest, by: Actor, row: Entry) -> HttpResponse:
    """Keep one piece of evidence."""
    upload = request.FILES.get("file")
    url = request.POST.get("url", "").strip()
    kind = "file" if upload else "query" if url.startswith("/") else "link"
    stored = None
    if upload is not None:
        stored = store_file(by=by, name=upload.name or "file", content=upload.read(), about=f"evaluate.entry:{row.pk}")
    reporting.add_evidence(
        by=by, entry=row.pk, kind=kind, text=request.POST.get("text", ""), url=url, attachment=stored
    )
    messages.info(request, bi("佐证已附", "Evidence attached"))
    return HttpResponseRedirect(f"{request.path}#evidence")


def judged(request: HttpRequest, by: Actor, row: Entry, form: JudgeForm, what: str) -> HttpResponse:
    """Accept or send back, and go on to the next that waits."""
    data = form.cleaned_data
    if what == "return":
        judging.send_back(by=by, entry=row.pk, version=data["version"], reason=data["note"])
        said = bi("已退回{u}", "Sent back to {u}", u=row.unit.name)
    else:
        judging.accept(by=by, entry=row.pk, version=data["version"], score=data.get("score"), remark=data["note"])
        said = bi("已通过", "Passed")
    following = read.waiting_for(by).filter(assignment__round=row.assignment.round_id).order_by("pk").first()
    messages.info(
        request,
        said
        + (bi("，这是下一个", "; this is the next") if following else bi("，没有等您的了", "; nothing else waits")),
    )
    return HttpResponseRedirect(
        reverse("evaluate:entry", args=[following.pk]) if following else reverse("evaluate:review")
    )


@signed_in
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take an approval back: says first what stands on it, for then it is refused."""
    by = actor(request)
    row = read.entry_or_fault(by, number)
    levels = judging.levels_of(by, row)
    if not levels:
        raise Conflict(
            Label(
                zh=f"{reporting.name_of(row)}没有您可以撤销的审核",
                en=f"There is no judgement of yours to withdraw: {reporting.name_of(row)}",
            )
        )
    built = judging.standing_on(row, levels[-1])
    fault = ""
    if request.method == "POST":
        try:
            judging.withdraw(by=by, entry=row.pk, version=row.version, reason=request.POST.get("reason", ""))
        except (Invalid, Conflict) as error:
            fault = say(error)
        else:
            messages.info(request, bi("已撤销，等您重新审核", "Withdrawn; it waits for you again"))
            return HttpResponseRedirect(reverse("evaluate:entry", args=[row.pk]))
    consequences = tuple(
        Label(
            zh=f"撤销不了：{each.level.label.zh}（{each.unit}）{each.verb.zh}",
            en=f"It cannot be: {each.level.label.en} ({each.unit}) {each.verb.en}",
        )
        for each in built
    ) or (Label(zh="这个数回到等您审核，不再计入上级的数", en="The value waits for you again and counts no further"),)
    act = SeriousAct(
        title=Label(zh=f"撤销对{reporting.name_of(row)}的审核？", en=f"Withdraw the approval of {row.place_name}?"),
        consequences=consequences,
        undo=Label(zh="可以再审核通过", en="It can be approved again"),
        verb=Label(zh="撤销审核", en="Withdraw the approval"),
        cancel_url=reverse("evaluate:entry", args=[row.pk]),
        is_destructive=True,
    )
    return render(request, "shell/confirm.html", {"act": act, "form_error": fault}, status=422 if fault else 200)

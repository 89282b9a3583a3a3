"""A round of comments: who answered, what is adopted, and the table as files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.group.models import Circulation
from lingnan.engines.group.pages.council_forms import AnswerForm, SettleRemarkForm, points_of
from lingnan.engines.group.pages.desk import Desk, VersionForm
from lingnan.engines.group.selectors.business import require_reader
from lingnan.engines.group.selectors.circulation import circulation, circulations, counts, is_over, table_rows
from lingnan.engines.group.services import circulation as service
from lingnan.engines.group.services.comment_table import as_docx, as_sheet
from lingnan.engines.group.words import ADOPTION, ANSWER
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today, working_days_between
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.pages.uploads import attach
from lingnan.shell.language import bi, current
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, State, Table

NEAR = 3  # days before the end of a round from which it is shown as near
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLE = Table(
    key="group.circulations",
    caption=Label(zh="征求意见", en="Circulation"),
    columns=(
        Column(key="title", label=Label(zh="征求意见的文稿", en="What is sent round"), value=lambda row: row.subject,
               on_phone="lead"),
        Column(key="state", label=Label(zh="状态", en="State"), kind="light", value=lambda row: row.light,
               word=lambda row: row.word, on_phone="end"),
        Column(key="answered", label=Label(zh="已反馈", en="Answered"), is_sortable=False),
        Column(key="unanswered", label=Label(zh="未反馈单位", en="Not answered"), kind="number", decimals=0),
        Column(key="due_on", label=Label(zh="期限", en="Due"), kind="date"),
    ),
    states=(
        State(key="late", light="late", label=Label(zh="有单位未反馈", en="Units silent")),
        State(key="warn", light="warn"),
        State(key="ok", light="ok", label=Label(zh="进行中", en="Open")),
        State(key="done", light="done", label=Label(zh="已结束", en="Closed")),
    ),
    state_of=lambda row: row.light,
    default_sort="state",
    row_url=lambda row: f"/group/circulations/{row.pk}",
    empty=Label(zh="还没有征求过意见", en="Nothing was sent round yet"),
)  # fmt: skip


def circulations_page(request: HttpRequest) -> HttpResponse:
    """Every round, those with silent units first."""
    by, on = actor_of(request.user), today()
    require_reader(by)
    rows = [shown(row) for row in circulations(by)]
    bound = bind(TABLE, rows, request, today=on)
    if (file := bound.download()) is not None:
        return file
    still = sum(row.closed_on is None for row in rows)
    return render(request, "group/circulations.html", {"rounds": bound, "still": still})


def shown(row: Circulation) -> Circulation:
    """The round with what its line in the table shows."""
    count = counts(row)
    of = sum(count[state] for state in ("waiting", "agreed", "commented", "silent"))
    day = today()
    if row.closed_on:
        row.light, row.word = "done", Label(zh="已结束", en="Closed")  # type: ignore[attr-defined]
    elif row.due_on < day and count["waiting"]:
        row.light, row.word = "late", Label(zh="逾期未反馈", en="Units silent")  # type: ignore[attr-defined]
    else:
        row.light = "warn" if (row.due_on - day).days <= NEAR else "ok"  # type: ignore[attr-defined]
        row.word = Label(zh="进行中", en="Open")  # type: ignore[attr-defined]
    row.subject = service.title_of(row)  # type: ignore[attr-defined]
    row.unanswered = count["unanswered"]  # type: ignore[attr-defined]
    row.answered = f"{of - count['unanswered']} / {of}"  # type: ignore[attr-defined]
    return row


def circulation_page(request: HttpRequest, circulation_id: int) -> HttpResponse:
    """One round: a unit answers here, who sent it round settles each point."""
    by, on = actor_of(request.user), today()
    require_reader(by)
    row = circulation(by, circulation_id=circulation_id)
    if (wanted := request.GET.get("format", "")) in {"xlsx", "docx"}:
        return table_file(row, wanted)
    handles = may_handle(by, row)
    if request.method == "POST" and request.POST.get("verb") == "settle" and handles:
        return settle(request, by)
    desk = desk_of(request, by, row, handles)
    if (answer := desk.act()) is not None:
        return answer
    context = {
        "round": row,
        "subject": service.title_of(row),
        "source": f"/group/proposals/{row.proposal.number}" if row.proposal else f"/group/matters/{row.matter.number}",  # type: ignore[union-attr]
        "desk": desk,
        "rows": [(line, ADOPTION[line.remark.adoption] if line.remark else None) for line in table_rows(row)],
        "answers": [(one, ANSWER[one.state]) for one in row.answers.all()],
        "count": counts(row),
        "handles": handles,
        "adoptions": SettleRemarkForm().fields["adoption"].choices if handles else [],  # type: ignore[attr-defined]
        "days": working_days_between(on, row.due_on),
        "today": on,
    }
    return render(request, "group/circulation.html", context)


def may_handle(by: Actor, row: Circulation) -> bool:
    """Who sent it round: the office, or the unit that leads the matter."""
    if scope(by, "group.handle").allows():
        return True
    return row.matter is not None and scope(by, "group.draft").allows(unit=row.matter.lead_id)


def settle(request: HttpRequest, by: Actor) -> HttpResponse:
    """One point of the table, from its own line."""
    form = SettleRemarkForm({**request.POST.dict(), "version": "0"})
    try:
        if form.is_valid():
            data = form.cleaned_data
            service.settle_remark(by=by, remark_id=data["remark"], adoption=data["adoption"], reason=data["reason"])
            messages.info(request, bi("采纳情况已记录", "Adoption recorded"))
    except (Invalid, Conflict) as error:
        messages.warning(request, error.text(current()))
    return HttpResponseRedirect(f"{request.path}#table")


def desk_of(request: HttpRequest, by: Actor, row: Circulation, handles: bool) -> Desk:
    """What this person may do with the round now."""
    desk = Desk(request, version=row.version)
    mine = next((one for one in row.answers.all() if one.unit_id == by.unit_key), None)

    def answer(data: dict[str, Any]) -> str:
        file = attach(request, by, about=f"group.circulation:{row.pk}")
        points = points_of(data["points"])
        service.answer(by=by, circulation_id=row.pk, points=points, note=data["note"], attachment=file)
        return (
            bi("已反馈 {n} 条意见", "{n} comment{n_s} sent", n=len(points))
            if points
            else bi("已反馈：无意见", "Sent: no objection")
        )

    def remind(data: dict[str, Any]) -> str:
        told = service.remind_silent(by=by, circulation_id=row.pk)
        return bi("已告知 {n} 人", "{n} told", n=told)

    def close(data: dict[str, Any]) -> str:
        service.close_round(by=by, circulation_id=row.pk, version=data["version"])
        return bi("这一轮已结束", "The round is closed")

    if mine and scope(by, "group.answer").allows(unit=by.unit_key) and not mine.remarks.exclude(adoption="").exists():
        given = "\n".join(f"{r.clause}：{r.text}" if r.clause else r.text for r in mine.remarks.all())
        desk.offer("answer", AnswerForm, answer, initial={"points": given, "note": mine.note})
    if handles and row.closed_on is None:
        if counts(row)["waiting"]:
            desk.offer("remind", VersionForm, remind)
        if is_over(row, today()):
            desk.offer("close", VersionForm, close)
    return desk


def table_file(row: Circulation, kind: str) -> HttpResponse:
    """The comparison table (意见汇总表) as xlsx or docx."""
    content = as_docx(row) if kind == "docx" else as_sheet(row)
    response = HttpResponse(content, content_type=DOCX if kind == "docx" else XLSX)
    response["Content-Disposition"] = f'attachment; filename="comments-{row.pk}.{kind}"'
    return response

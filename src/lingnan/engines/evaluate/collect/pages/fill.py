"""A unit fills in its figures: on the page, on a phone, or in a workbook."""

from collections.abc import Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from lingnan.core.errors import Fault, Invalid, LingnanError
from lingnan.core.labels import Label
from lingnan.core.missing import Missing
from lingnan.engines.evaluate.collect import ladder
from lingnan.engines.evaluate.collect.findings import doubts_of
from lingnan.engines.evaluate.collect.pages.rounds import title_of
from lingnan.engines.evaluate.collect.selectors import rounds as read
from lingnan.engines.evaluate.collect.selectors import sheet as form
from lingnan.engines.evaluate.collect.services.entries import Written, add_evidence, save_drafts, submit_entries
from lingnan.engines.evaluate.collect.sheets import as_workbook, read_workbook
from lingnan.engines.evaluate.models import Round
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.pages.door import actor, signed_in
from lingnan.engines.identity.sheets import refuse_size
from lingnan.shell.grid import Grid, Sheet, figure
from lingnan.shell.grid import read as read_grid
from lingnan.shell.language import bi, say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUBMIT = Label(zh="提交审核", en="Submit for approval")
DRAFT = Label(zh="存草稿", en="Save the draft")


@signed_in
def fill(request: HttpRequest, key: str) -> HttpResponse:
    """The figures that the person's unit is asked for."""
    by, collection = actor(request), read.round_or_fault(key)
    lines = read.lines(read.own(by, collection))
    to_fill, sums, handed_in = form.split(lines)
    live = form.live_of(to_fill)
    grid = form.grid_of(collection, to_fill, live=live)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            sheet = posted(request, by, grid, to_fill)
        except Invalid as error:
            faults, sheet = error.faults, None
        except LingnanError as error:
            faults, sheet = (Fault(where="", reason=say(error)),), None
        if sheet is None and not faults:
            return HttpResponseRedirect(reverse("evaluate:round_fill", args=[key]))
        sheet = sheet or read_grid(grid, request.POST)
    else:
        known = form.Prefill(live=live, previous={line.entry.pk: line.previous for line in to_fill})
        sheet = form.drafts(grid, to_fill, prefill=known, source=request.GET.get("prefill", ""))
    context = {
        "round": collection,
        "title": title_of(collection),
        "sheet": sheet,
        "to_fill": to_fill,
        "sums": [(line, *parts_of(line)) for line in sums],
        "handed_in": handed_in,
        "faults": faults,
        "until": read.windows_of(collection).until(lines[0].entry.level, by.unit_key) if lines else None,
        "can_prefill": any(isinstance(line.previous, Missing) is False for line in to_fill),
        "can_measure": bool(live),
        "submit": SUBMIT,
        "draft": DRAFT,
        "may_report": ladder.may_report(by, by.unit_key),
        "keep": f"evaluate.round.{key}.{by.unit_key}",
        "returned": [line for line in lines if line.entry.state == "returned"],
        "today": today(),
    }
    is_wrong = bool(faults) or (request.method == "POST" and not sheet.is_valid)
    return render(request, "evaluate/collect/fill.html", context, status=422 if is_wrong else 200)


def parts_of(line: read.EntryLine) -> tuple[int, int]:
    """(parts that are approved, all parts that count)."""
    states = [part.state for part in line.entry.parts.exclude(state__in=("superseded", "closed"))]
    return sum(state == "approved" for state in states), len(states)


def posted(request: HttpRequest, by: Actor, grid: Grid, lines: list[read.EntryLine]) -> Sheet | None:
    """Keep the draft or hand it in; the sheet comes back where something is to be mended, None where all is done."""
    if request.POST.get("act") == "sum":
        made = submit_entries(by=by, entries=[int(request.POST.get("entry", "0") or 0)])
        messages.info(
            request, bi("已汇总并提交：{v}", "Added up and handed in: {v}", v=made[0].value or bi("缺", "missing"))
        )
        return None
    sheet = read_grid(grid, request.POST)
    numbers = {row.key: line.entry.pk for row, line in zip(grid.rows, lines, strict=True)}
    is_final = request.POST.get("act") != "draft"
    values = {numbers[e.row.key]: number for e in sheet.entries if (number := figure(e.text)) is not None}
    doubts = doubts_of([line.entry for line in lines], values=values)
    sheet = form.with_doubts(sheet, doubts, numbers, explained=is_final)
    if is_final and not sheet.is_valid:
        return sheet
    if wrong := [entry for entry in sheet.entries if entry.text and figure(entry.text) is None]:
        raise Invalid("", "", faults=tuple(Fault(where="", reason=entry.fault_text) for entry in wrong))
    written = [
        Written(
            entry=numbers[entry.row.key],
            value=figure(entry.text) if entry.text else None,
            missing="" if entry.text else entry.missing,
            why=entry.why,
        )
        for entry in sheet.entries
    ]
    with transaction.atomic():
        changed = save_drafts(by=by, written=written)
        if is_final:
            submit_entries(by=by, entries=[each.entry for each in written])
    said = bi("已提交 {n} 个数，等上一级审核", "{n} handed in; the next level judges", n=len(written))
    messages.info(request, said if is_final else bi("草稿已存，改了 {n} 个数", "Draft saved, {n} changed", n=changed))
    return None


@signed_in
def workbook(request: HttpRequest, key: str) -> HttpResponse:
    """The form as a workbook."""
    by, collection = actor(request), read.round_or_fault(key)
    to_fill, _, _ = form.split(read.lines(read.own(by, collection)))
    response = HttpResponse(as_workbook(f"{collection.title} {by.unit_name}", to_fill), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{key}.xlsx"'
    return response


@signed_in
@require_POST
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """A filled-in workbook becomes the draft, or every faulty cell is named and nothing is stored."""
    by, collection = actor(request), read.round_or_fault(key)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Invalid("", bi("还没有选文件", "No file chosen yet"))
        refuse_size(file.name or "file", file.size or 0)
        count = take_in(by, collection, file.name or "file", file.read())
    except Invalid as error:
        context = {"round": collection, "title": title_of(collection), "faults": error.faults, "reason": say(error)}
        return render(request, "evaluate/collect/upload.html", context, status=422)
    messages.info(
        request, bi("已读入 {n} 个数，存为草稿；核对后提交", "{n} read and kept as a draft; check and submit", n=count)
    )
    return HttpResponseRedirect(reverse("evaluate:round_fill", args=[key]))


@transaction.atomic
def take_in(by: Actor, collection: Round, name: str, content: bytes) -> int:
    """All or nothing; how many values."""
    known: Mapping[int, read.EntryLine] = {line.entry.pk: line for line in read.lines(read.own(by, collection))}
    found = read_workbook(name, content, lines=known)
    save_drafts(by=by, written=[written for written, _ in found])
    for written, url in found:
        if url and not known[written.entry].entry.evidence.filter(url=url).exists():
            add_evidence(by=by, entry=written.entry, kind="link", text="", url=url)
    return len(found)

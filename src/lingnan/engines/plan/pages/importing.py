"""Documents come in: several files at once, or pasted text; each is kept for review or refused with what to do."""

from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, Fault, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.media import MAX_SIZE, MB
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.pages.documents import NAVIGATION
from lingnan.engines.plan.services.importing import import_ledger, import_plan, import_text
from lingnan.shell.forms import both, choice, day, passage, text
from lingnan.shell.language import bi, current

if TYPE_CHECKING:
    from lingnan.engines.plan.reading.columns import SheetColumns
    from lingnan.engines.plan.reading.tables import Role

MOST_FILES = 20
LONGEST_TEXT = 2_000_000
FORMATS = ".txt,.docx,.html,.htm,.pdf,.ofd,.xlsx"


class FilesInput(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is judged by the importer."""

    def clean(self, data: object, initial: object = None) -> list[object]:
        """The files chosen, perhaps none."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(bi("一次最多 {n} 个文件", "{n} files at most at a time", n=MOST_FILES))
        return list(files)


class ImportForm(forms.Form):
    """Files or pasted text, and whether they change a plan in force."""

    documents = FilesField(
        label=both("方案文件", "Plan documents"),
        help_text=both(
            "可选多个：txt、docx、html、文字型 PDF、OFD 或 xlsx 台账，每个 50 MB 以内",
            "Several at once: txt, docx, html, text PDF, OFD or an xlsx ledger, up to 50 MB each",
        ),
        required=False,
        widget=FilesInput(attrs={"accept": FORMATS}),
    )
    pasted = passage("或者粘贴正文", "Or paste the text", most=LONGEST_TEXT, rows=6)
    title = text(
        "粘贴正文的标题", "Title of the pasted text", required=False, size=60, most=200,
        hint=("正文第一行就是标题时不用填", "Not needed where the text begins with its title"),
    )  # fmt: skip
    amends = choice("修订哪份方案", "Which plan it changes", required=False)
    mode = choice("怎样修订", "How it changes it", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["pasted"].required = False
        plans = Plan.objects.filter(state="adopted").values_list("key", "title")
        none = [("", bi("不修订，是新方案", "None: it is a plan of its own"))]
        self.fields["amends"].choices = [*none, *plans]  # type: ignore[attr-defined]
        self.fields["mode"].choices = [  # type: ignore[attr-defined]
            ("edition", bi("新版：没有写到的任务取消", "New edition: tasks it does not name are dropped")),
            ("amendment", bi("修订：没有写到的任务不变", "Amendment: tasks it does not name stay")),
        ]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one file."""

    name: str
    plan: Plan | None = None
    was_known: bool = False
    faults: tuple[Fault, ...] = ()


def import_page(request: HttpRequest) -> HttpResponse:
    """Which documents come in?"""
    request.navigation = NAVIGATION  # type: ignore[attr-defined]  # read by shell.navigation
    by = actor_of(request.user)
    require(by, "plan.import")
    form = ImportForm(request.POST or None, request.FILES or None, initial={"amends": request.GET.get("amends", "")})
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        if (ledger := only_ledger(form)) is not None:
            return first_match(request, form, ledger)
        outcomes = take_in(by, form)
        if len(outcomes) == 1 and outcomes[0].plan:
            return HttpResponseRedirect(reverse("plan:document", args=[outcomes[0].plan.key]))
        if not outcomes:
            form.add_error("documents", bi("请选文件，或者粘贴正文", "Choose files or paste the text"))
    refused = any(outcome.faults for outcome in outcomes) or bool(form.errors)
    context = {
        "form": form,
        "outcomes": outcomes,
        "taken": sum(outcome.plan is not None for outcome in outcomes),
    }
    return render(request, "plan/import.html", context, status=422 if refused else 200)


def take_in(by: Actor, form: ImportForm) -> list[Outcome]:
    """Each file and the pasted text, one after the other: what is refused does not stop the rest."""
    data = form.cleaned_data
    target: dict[str, Any] = {"amends": data["amends"], "mode": data["mode"] if data["amends"] else ""}
    outcomes = [one_file(by, upload, target) for upload in data["documents"]]
    if data["pasted"].strip():
        name = data["title"] or bi("粘贴的正文", "Pasted text")
        try:
            plan = import_text(by=by, text=data["pasted"], title=data["title"], **target)
            outcomes.append(Outcome(name=name, plan=plan))
        except (Invalid, Conflict) as error:
            outcomes.append(Outcome(name=name, faults=faults_of(error)))
    return outcomes


def one_file(by: Actor, upload: "UploadedFile[Any]", target: dict[str, Any]) -> Outcome:  # Any: what a file holds
    """One uploaded file."""
    name, size = upload.name or "file", upload.size or 0
    try:
        if size > MAX_SIZE:  # before anything of it is read into memory
            large = f"{size // MB} MB, at most {MAX_SIZE // MB} MB: take the pictures out"
            raise Invalid(name, Label(zh=f"文件有 {size // MB} MB，最多 {MAX_SIZE // MB} MB：请去掉图片", en=large))
        before = Plan.objects.count()
        plan = import_plan(by=by, name=name, content=upload.read(), **target)
        return Outcome(name=name, plan=plan, was_known=Plan.objects.count() == before)
    except (Invalid, Conflict) as error:
        return Outcome(name=name, faults=faults_of(error))


def faults_of(error: Invalid | Conflict) -> tuple[Fault, ...]:
    """Every fault of a refusal."""
    return error.faults if isinstance(error, Invalid) else (Fault(where="", reason=error.text(current())),)


# The office's own ledger: its columns are matched, looked at, corrected, and only then read


ROLE_WORDS = (
    ("task", Label(zh="工作任务", en="Task")),
    ("detail", Label(zh="具体措施、目标", en="Details, aims")),
    ("lead", Label(zh="牵头单位", en="Leads")),
    ("responsible", Label(zh="责任单位", en="Responsible")),
    ("cooperate", Label(zh="配合单位", en="Cooperates")),
    ("when", Label(zh="完成时限", en="By when")),
    ("number", Label(zh="序号", en="Number")),
    ("group", Label(zh="任务类别", en="Group")),
    ("person", Label(zh="联系人", en="Person")),
    ("other", Label(zh="不读", en="Not read")),
)
LARGEST_LEDGER = 8 * MB  # it travels in the form until the person has confirmed; nothing of it is stored before
AN_HOUR = 3600
SHOWN_FAULTS = 100


class LedgerForm(forms.Form):
    """What a ledger does not say of itself."""

    title = text("台账名称", "Name of the ledger", size=60, most=200)
    period_from = day("实施期限 起", "Period from", example="2018-01-01")
    period_to = day("实施期限 止", "Period to", example="2018-12-31")


def only_ledger(form: ImportForm) -> "UploadedFile[Any] | None":
    """The one workbook that was chosen, if nothing else was."""
    files = form.cleaned_data["documents"]
    alone = len(files) == 1 and not form.cleaned_data["pasted"].strip()
    return files[0] if alone and str(files[0].name).lower().endswith(".xlsx") else None


def first_match(request: HttpRequest, form: ImportForm, upload: "UploadedFile[Any]") -> HttpResponse:
    """How its columns are understood, to be looked at before anything is read."""
    from lingnan.engines.plan.reading.columns import match_columns  # noqa: PLC0415 -- its libraries cost a second

    name, data = upload.name or "ledger.xlsx", form.cleaned_data
    try:
        if (upload.size or 0) > LARGEST_LEDGER:
            most = LARGEST_LEDGER // MB
            raise Invalid(name, Label(zh=f"台账超过 {most} MB，请拆成几个文件", en=f"over {most} MB: split it"))
        content = upload.read()
        found = match_columns(content, name=name)
    except Invalid as error:
        outcomes = [Outcome(name=name, faults=faults_of(error))]
        return render(request, "plan/import.html", {"form": form, "outcomes": outcomes, "taken": 0}, status=422)
    year = today().year
    asked = LedgerForm(initial={
        "title": name.rsplit(".", 1)[0], "period_from": date(year, 1, 1), "period_to": date(year, 12, 31),
    })  # fmt: skip
    kept = {"name": name, "content": b64encode(content).decode(), "amends": data["amends"], "mode": data["mode"]}
    signed = signing.dumps(kept, salt=salt(request))
    context = {"sheets": found, "form": asked, "name": name, "roles": ROLE_WORDS, "kept": signed}
    return render(request, "plan/ledger.html", context)


def salt(request: HttpRequest) -> str:
    """What was signed for one person is no other's."""
    return f"plan.ledger:{actor_of(request.user).account_id}"


def ledger_page(request: HttpRequest) -> HttpResponse:
    """The columns as confirmed: the ledger is read, or every faulty cell is named."""
    from lingnan.engines.plan.reading.columns import match_columns  # noqa: PLC0415 -- its libraries cost a second

    by = actor_of(request.user)
    require(by, "plan.import")
    request.navigation = NAVIGATION  # type: ignore[attr-defined]  # read by shell.navigation
    try:
        kept = signing.loads(request.POST.get("kept", ""), salt=salt(request), max_age=AN_HOUR)
    except signing.BadSignature:
        messages.warning(request, bi("这次核对已过期，请重新选文件", "This check has expired; choose the file again"))
        return HttpResponseRedirect(reverse("plan:import"))
    content, form = b64decode(kept["content"]), LedgerForm(request.POST)
    found = [said(sheet, n, request) for n, sheet in enumerate(match_columns(content, name=kept["name"]))]
    faults: tuple[Fault, ...] = ()
    if form.is_valid():
        target = {"amends": kept["amends"], "mode": kept["mode"] if kept["amends"] else ""}
        columns = {sheet.sheet: (sheet.first, sheet.roles) for sheet in found if sheet.is_read}
        try:
            if not columns:
                raise Invalid(kept["name"], Label(zh="没有一张表既有“工作任务”又有责任单位，请核对列",
                                                  en="No sheet has a task and a unit: match its columns"))  # fmt: skip
            plan = import_ledger(by=by, name=kept["name"], content=content, columns=columns, **form.cleaned_data,
                                 with_faults="with_faults" in request.POST, **target)  # fmt: skip
            return HttpResponseRedirect(reverse("plan:document", args=[plan.key]))
        except (Invalid, Conflict) as error:
            faults = faults_of(error)
    context = {
        "sheets": found,
        "form": form,
        "name": kept["name"],
        "roles": ROLE_WORDS,
        "kept": request.POST["kept"],
        "faults": faults[:SHOWN_FAULTS],
        "more": max(0, len(faults) - SHOWN_FAULTS),
        "may_go_on": any("工作表" in str(fault.where) for fault in faults) and len(faults) > 0,
    }
    return render(request, "plan/ledger.html", context, status=422)


def said(sheet: "SheetColumns", number: int, request: HttpRequest) -> "SheetColumns":
    """A sheet with the roles that the person chose."""
    roles = request.POST.getlist(f"role-{number}")
    known = {key for key, _ in ROLE_WORDS}
    if len(roles) != len(sheet.roles) or not set(roles) <= known:
        return sheet
    return replace(sheet, roles=tuple(cast("list[Role]", roles)))

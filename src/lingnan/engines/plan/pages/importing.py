"""Documents come in: several files at once, or pasted text; each is kept for review or refused with what to do."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lingnan.core.errors import Conflict, Fault, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.media import MAX_SIZE, MB
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.pages.documents import NAVIGATION
from lingnan.engines.plan.services.importing import import_plan, import_text
from lingnan.shell.forms import both, choice, passage, text
from lingnan.shell.language import bi, current

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

"""The situation report: what do we tell, of which tasks?"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.core.documents.letter_files import make_docx, make_letter_pdf
from lingnan.core.documents.sheets import as_xlsx
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require, scope
from lingnan.engines.plan.pages.selecting import around, plan_or_current, said
from lingnan.engines.plan.selectors.judged import rows_of, slim
from lingnan.engines.plan.selectors.selection import choose
from lingnan.engines.plan.selectors.situation import FORMS, Words, letter, sheet, situation
from lingnan.shell.forms import passage, text
from lingnan.shell.language import bi
from lingnan.shell.tables.export import disposition

SAMPLE = "样例数据，不作发文依据。"


def optional(zh: str, en: str, hint: tuple[str, str]) -> forms.CharField:
    """A passage that may stay blank."""
    field = passage(zh, en, most=2000, rows=3, hint=hint)
    field.required = False
    return field


class WordsForm(forms.Form):
    """What the officer adds before it is taken away as a file."""

    title = text("标题", "Title", size=50, most=80)
    masthead = text("发文机关标志", "Red head", size=40, most=40, required=False,
                    hint=("留空则不加红头", "Left blank, there is no red head"))  # fmt: skip
    number = text("发文字号", "Document number", size=24, most=40, required=False,
                  hint=("如 粤智办〔2018〕12号", "Such as 粤智办〔2018〕12号"))  # fmt: skip
    to = text("主送机关", "To", size=50, most=200, required=False)
    issuer = text("发文机关署名", "Issuer", size=30, most=40, required=False)
    opening = optional("开头补充", "After the opening", ("接在总起段之后", "Stands after the first paragraph"))
    on_late = optional("逾期情况补充", "On what is late", ("原因、已采取的措施", "Causes, and what was done"))
    on_next = optional("近期节点补充", "On what is due next", ("需要各单位准备的", "What units should prepare"))
    demands = optional("下一步工作要求", "What is asked next", ("一行一段；留空则不设这一部分", "One paragraph a line"))
    with_annex = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["with_annex"].label = bi("附任务进展情况表", "Annex the table of tasks")


def situation_page(request: HttpRequest, key: str = "") -> HttpResponse:
    """The computed text of the selection, the officer's places, the three files."""
    by, plan, on = actor_of(request.user), plan_or_current(key), today()
    require(by, "plan.report_situation")
    if plan is None:
        return render(request, "plan/no_plan.html", {"may_import": scope(by, "plan.import").allows()})
    chosen = choose(plan, request.GET.dict(), on=on)
    rows = sorted(slim(chosen, plan=plan), key=lambda row: row.order)
    chosen_by = said(request.GET, plan)
    found = situation(by, plan=plan, rows=rows, chosen_by=chosen_by, on=on)
    first = {"title": found.title, "issuer": by.unit_name, "with_annex": True}
    form = WordsForm(request.POST or None, initial=first)
    wanted = request.POST.get("format", "")
    if request.method == "POST" and form.is_valid() and wanted in FORMS:
        whole = rows_of(rows, plan=plan, on=on)
        if wanted == "xlsx":
            return as_file(as_xlsx(sheet(found, rows=whole, on=on)), wanted, form.cleaned_data["title"])
        made = letter(found, Words(**form.cleaned_data), rows=whole, on=on)
        if wanted == "docx":
            return as_file(make_docx(made), wanted, made.title)
        return as_file(make_letter_pdf(made, note=SAMPLE if plan.is_sample else "").content, wanted, made.title)
    context = {
        "plan": plan,
        "found": found,
        "form": form,
        "today": on,
        "chosen_by": chosen_by,
        **around(request, by, plan, "situation"),
    }
    return render(request, "plan/situation.html", context)


def as_file(content: bytes, form: str, title: str) -> HttpResponse:
    """A file to save."""
    response = HttpResponse(content, content_type=FORMS[form])
    response.headers["Content-Disposition"] = disposition(f"{title}.{form}", f"situation.{form}")
    return response

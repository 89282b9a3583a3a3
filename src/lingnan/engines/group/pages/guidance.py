"""Guidance to the cities: sent, signed for."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.group.labels import GUIDANCE
from lingnan.engines.group.models import Guidance
from lingnan.engines.group.pages.forms import fill, options, stand_at, unit_options
from lingnan.engines.group.selectors import inspections as seen
from lingnan.engines.group.services import guidance as service
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.pages.door import actor, needs, signed_in
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.pages.uploads import attach
from lingnan.shell.forms import choice, day, passage, put_back, text, upload
from lingnan.shell.language import bi, say
from lingnan.shell.tables.bind import bind
from lingnan.shell.tables.declare import Column, State, Table


def light_of(guidance: Guidance) -> str:
    """`ok` all signed, `late` somebody has not by the day, else `none`."""
    if all(receipt.signed_on for receipt in guidance.receipts.all()):
        return "ok"
    return "late" if guidance.sign_by < today() else "none"


WORDS = {
    "late": Label(zh="逾期未签收", en="Not signed in time"),
    "none": Label(zh="签收中", en="Being signed"),
    "ok": Label(zh="全部签收", en="All signed"),
}
TABLE = Table(
    key="group.guidance",
    caption=Label(zh="指导意见", en="Guidance"),
    columns=(
        Column(key="title", label=Label(zh="标题", en="Title"), on_phone="lead"),
        Column(key="state", label=Label(zh="签收", en="Signed"), kind="light", value=light_of,
               word=lambda row: WORDS[light_of(row)], on_phone="end"),
        Column(key="kind", label=Label(zh="类别", en="Kind"), value=lambda row: GUIDANCE[row.kind], is_quiet=True),
        Column(key="signed", label=Label(zh="已签", en="Signed"), is_sortable=False,
               value=lambda row: f"{sum(bool(r.signed_on) for r in row.receipts.all())}/{len(row.receipts.all())}"),
        Column(key="sent_on", label=Label(zh="印发", en="Sent"), kind="date"),
        Column(key="sign_by", label=Label(zh="签收期限", en="Sign by"), kind="date", on_phone="hidden"),
        Column(key="number", label=Label(zh="编号", en="No."), is_quiet=True, on_phone="hidden"),
    ),
    states=tuple(State(key=key, light=key, label=label) for key, label in WORDS.items()),
    state_of=light_of,
    search_of=lambda row: f"{row.number} {row.title}",
    row_url=lambda row: reverse("group:guidance_one", args=[row.number]),
    empty=Label(zh="还没有指导意见", en="No guidance yet"),
    empty_hint=Label(zh="办公室印发后列在这里，各市签收", en="What the office sends stands here"),
)  # fmt: skip


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """Inspections and guidance."""
    pages = (("inspections", bi("督导检查", "Inspections")), ("guidance", bi("指导意见", "Guidance")))
    return [(title, reverse(f"group:{name}"), name == here) for name, title in pages]


@signed_in
def guidance_page(request: HttpRequest) -> HttpResponse:
    """What was sent, and who has not signed for it?"""
    stand_at(request, "group.inspections")
    by = actor(request)
    rows = list(seen.guidance(by))
    bound = bind(TABLE, rows, request, today=today())
    if (file := bound.download()) is not None:
        return file
    late = sum(light_of(row) == "late" for row in rows)
    context = {
        "bound": bound,
        "tabs": tabs("guidance"),
        "crumbs": [(bi("指导检查", "Guidance and inspections"), reverse("group:inspections")),
                   (bi("指导意见", "Guidance"), "")],
        "heading": bi("{n} 份指导意见，{l} 份有单位逾期未签收", "{n} sent, {l} not signed in time", n=len(rows),
                      l=late),
        "question": bi("发了什么，谁还没签收？", "What was sent, and who has not signed for it?"),
        "primary": (bi("印发", "Send"), reverse("group:guidance_new")) if scope(by, "group.guide").allows() else None,
    }  # fmt: skip
    return render(request, "group/list.html", context)


class GuidanceForm(forms.Form):
    """Guidance to send."""

    kind = choice("类别", "Kind")
    title = text("标题", "Title", size=48, most=200)
    text = passage("内容", "Text", most=20000, rows=10)
    units = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    sign_by = day("签收期限", "Sign by", required=False, hint=("不填为 3 个工作日", "Three working days if left empty"))
    file = upload("附件", "Attachment", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["units"].label = bi("发往", "To")
        self.fields["units"].help_text = bi("一个也不选就是 21 个市", "All 21 cities if none is chosen")


@needs("group.guide")
def guidance_new_page(request: HttpRequest) -> HttpResponse:
    """Write and send."""
    stand_at(request, "group.inspections")
    by = actor(request)
    cities = unit_options(kinds=("city_government",))
    form = fill(GuidanceForm(request.POST or None, request.FILES or None), kind=options(GUIDANCE), units=cities)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = service.send_guidance(
                by=by,
                kind=data["kind"],
                title=data["title"],
                text=data["text"],
                unit_keys=tuple(data["units"]) or tuple(key for key, _ in cities),
                sign_by=data["sign_by"],
                attachment=attach(request, by, about="group.guidance:new"),
            )
            return redirect("group:guidance_one", made.number)
        except (Invalid, Conflict) as error:
            put_back(form, error, {"标题": "title", "内容": "text", "发往": "units"})
    context = {
        "form": form,
        "heading": bi("印发指导意见或工作提示", "Send guidance"),
        "question": bi("对谁，说什么，何时签收？", "To whom, what, signed for by when?"),
        "crumbs": [(bi("指导意见", "Guidance"), reverse("group:guidance")), (bi("印发", "Send"), "")],
        "submit": Label(zh="印发", en="Send"),
        "cancel_url": reverse("group:guidance"),
        "keep": "group.guidance.new",
    }
    return render(request, "group/form.html", context)


@signed_in
def guidance_one_page(request: HttpRequest, number: str) -> HttpResponse:
    """One guidance: its text, who signed; a unit signs here."""
    stand_at(request, "group.inspections")
    by = actor(request)
    guidance = seen.guidance_numbered(by, number=number)
    if request.method == "POST":
        try:
            service.sign_for(by=by, number=number, note=request.POST.get("note", ""))
            messages.info(request, bi("已签收", "Signed for"))
            return HttpResponseRedirect(request.path)
        except (Invalid, Conflict) as error:
            messages.error(request, say(error))
    receipts = list(guidance.receipts.all())
    own = next((receipt for receipt in receipts if receipt.unit_id == by.unit_key), None)
    may = own is not None and own.signed_on is None and scope(by, "group.sign_guidance").allows()
    context = {
        "guidance": guidance,
        "kind": GUIDANCE[guidance.kind],
        "receipts": sorted(receipts, key=lambda receipt: (receipt.signed_on is not None, receipt.unit_id)),
        "signed": sum(bool(receipt.signed_on) for receipt in receipts),
        "light": light_of(guidance),
        "word": WORDS[light_of(guidance)],
        "may": may,
        "today": today(),
    }
    return render(request, "group/guidance.html", context)

"""Units: which there are, what they are called, what became of them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import format_html

from lingnan.core.errors import Invalid, LingnanError
from lingnan.core.labels import Label
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.holders import held_by
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.pages.door import actor, needs
from lingnan.engines.identity.pages.forms import SuccessionForm, UnitForm
from lingnan.engines.identity.selectors.units import is_open, lineage, open_units
from lingnan.engines.identity.services.imports import several
from lingnan.engines.identity.services.units import (
    add_alias,
    close_unit,
    create_unit,
    merge_units,
    rename_unit,
    split_unit,
)
from lingnan.shell.forms import put_back
from lingnan.shell.language import bi, say
from lingnan.shell.tables import Choice, Column, Filter, State, Table, bind

KIND_LABELS = {
    "office": Label(zh="办公室", en="Office"),
    "department": Label(zh="省直部门", en="Department"),
    "city_government": Label(zh="市政府", en="City government"),
    "county_government": Label(zh="县区政府", en="County government"),
    "institution": Label(zh="事业单位", en="Institution"),
    "national": Label(zh="国家部门", en="National body"),
    "company": Label(zh="企业", en="Company"),
}
FATES = {
    "renamed": Label(zh="更名为", en="renamed"),
    "merged": Label(zh="并入", en="merged into"),
    "split": Label(zh="拆分为", en="split into"),
}
ACTS = {
    "rename": Label(zh="更名", en="Rename"),
    "merge": Label(zh="并入另一单位", en="Merge into another"),
    "split": Label(zh="拆分", en="Split"),
    "close": Label(zh="终止", en="Close"),
}


def state_of(unit: Unit) -> str:
    """Whether it exists on the business date."""
    if is_open(unit, today_of(unit)):
        return "open"
    return "later" if unit.valid_from and unit.valid_from > today_of(unit) else "ended"


def today_of(unit: Unit) -> date:
    """The day the page stands at, put on each row once."""
    day: date = unit.page_day  # type: ignore[attr-defined]
    return day


def ended_or_begins(unit: Unit) -> str:
    """From when to when."""
    start, end = unit.valid_from, unit.valid_to
    if not start and not end:
        return bi("一直", "throughout")
    return f"{start or '…'} – {end or bi('今', 'now')}"


UNITS = Table(
    key="units",
    caption=Label(zh="单位", en="Units"),
    columns=(
        Column(key="name", label=Label(zh="单位", en="Unit"), value=say, on_phone="lead"),
        Column(key="kind", label=Label(zh="类别", en="Kind"), value=lambda u: KIND_LABELS[u.kind], is_quiet=True),
        Column(key="region", label=Label(zh="行政区划", en="Region"), value=lambda u: u.region, is_quiet=True),
        Column(
            key="days",
            label=Label(zh="存续", en="Existed"),
            value=lambda u: format_html('<span class="nowrap">{}</span>', ended_or_begins(u)),
            on_phone="end",
        ),
        Column(
            key="followed",
            label=Label(zh="后续单位", en="Followed by"),
            on_phone="hidden",
            value=lambda u: "、".join(say(s.after) for s in u.successions.all()),
            is_sortable=False,
            empty=Label(zh="无", en="none"),
        ),
        Column(key="people", label=Label(zh="人员", en="People"), kind="number"),
        Column(key="key", label=Label(zh="代号", en="Key"), is_quiet=True, on_phone="hidden"),
    ),
    states=(
        State(key="open", label=Label(zh="现有", en="Existing")),
        State(key="ended", label=Label(zh="已终止", en="Ended")),
        State(key="later", label=Label(zh="尚未设立", en="Not yet set up")),
    ),
    state_of=state_of,
    filters=(
        Filter(
            key="kind",
            label=Label(zh="类别", en="Kind"),
            test=lambda u, key: bool(u.kind == key),
            choices=lambda: [Choice(key=key, label=label) for key, label in KIND_LABELS.items()],
        ),
    ),
    search_of=lambda u: " ".join([u.name, u.name_en, u.key, *[alias.name for alias in u.aliases.all()]]),
    default_sort="",
    row_url=lambda unit: f"/manage/units/{unit.key}",
    empty=Label(zh="没有单位；可以从表格导入", en="No units yet; import a sheet"),
)

ORDER = {"office": 0, "department": 1, "institution": 2, "city_government": 3, "county_government": 4}


def listed(on: date) -> list[Unit]:
    """Every unit with what the table needs, the province's first."""
    counted = Unit.objects.annotate(people=Count("accounts", filter=Q(accounts__is_active=True), distinct=True))
    found = list(counted.select_related("region").prefetch_related("aliases", "successions__after"))
    for unit in found:
        unit.page_day = on  # type: ignore[attr-defined]
    return sorted(found, key=lambda unit: (ORDER.get(unit.kind, 9), unit.region_id, unit.key))


@needs("identity.manage_units")
def units(request: HttpRequest) -> HttpResponse:
    """Which unit answers for what?"""
    on = today()
    rows = listed(on)
    bound = bind(UNITS, rows, request, today=on)
    if (answer := bound.download()) is not None:
        return answer
    counts = {state: sum(state_of(unit) == state for unit in rows) for state in ("open", "ended", "later")}
    return render(request, "identity/units.html", {"units": bound, "counts": counts, "today": on})


def found_unit(key: str) -> Unit:
    """The unit, or a page that says there is none."""
    unit = Unit.objects.select_related("region", "parent").filter(pk=key).first()
    if unit is None:
        raise Http404
    return unit


@needs("identity.manage_units")
def unit(request: HttpRequest, key: str) -> HttpResponse:
    """What is this unit called, where does it come from, who is in it?"""
    shown = found_unit(key)
    if request.method == "POST":
        add_alias(by=actor(request), unit_key=key, name=request.POST.get("alias", ""))
        return HttpResponseRedirect(f"/manage/units/{key}")
    on = today()
    steps = list(shown.successions.select_related("after"))
    context = {
        "unit": shown,
        "fate": steps[0] if steps else None,
        "fate_word": say(FATES[steps[0].kind]) if steps else "",
        "fate_names": bi("、", ", ").join(say(step.after) for step in steps),
        "kind": KIND_LABELS[shown.kind],
        "is_open": is_open(shown, on),
        "days": ended_or_begins(shown),
        "aliases": shown.aliases.order_by("name"),
        "lineage": lineage(shown),
        "children": shown.children.order_by("key"),
        "people": shown.accounts.filter(is_active=True).order_by("username"),
        "held": held_by(key),
        "acts": list(ACTS.items()),
        "today": on,
    }
    return render(request, "identity/unit.html", context)


@needs("identity.manage_units")
def new(request: HttpRequest) -> HttpResponse:
    """Enter a unit."""
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = create_unit(
                by=actor(request),
                key=values["key"],
                name=values["name"],
                kind=values["kind"],
                region_code=values["region"],
                name_en=values["name_en"],
                parent_key=values["parent"],
                valid_from=values["valid_from"],
                aliases=tuple(several(values["aliases"])),
                source=values["source"],
            )
        except Invalid as error:
            put_back(form, error, UnitForm.FIELDS)
        else:
            return HttpResponseRedirect(f"/manage/units/{made.key}")
    return render(request, "identity/unit_new.html", {"form": form}, status=422 if form.errors else 200)


@needs("identity.manage_units")
def change(request: HttpRequest, key: str, act: str) -> HttpResponse:
    """Rename, merge, split or close: says first what will happen."""
    if act not in ACTS:
        raise Http404
    shown, others = found_unit(key), list(open_units(today()).exclude(pk=key).exclude(kind="national"))
    form = SuccessionForm(request.POST or None, act=act, units=by_likeness(shown, others))
    if request.method == "POST" and form.is_valid():
        try:
            follow(request, shown, act, form.cleaned_data)
        except LingnanError as error:
            put_back(form, error, SuccessionForm.FIELDS)
        else:
            return HttpResponseRedirect(f"/manage/units/{key}")
    steps = list(shown.successions.select_related("after"))
    context = {
        "unit": shown,
        "fate": steps[0] if steps else None,
        "fate_word": say(FATES[steps[0].kind]) if steps else "",
        "fate_names": bi("、", ", ").join(say(step.after) for step in steps),
        "act": ACTS[act],
        "form": form,
        "held": held_by(key),
        "name": act,
        "people": shown.accounts.filter(is_active=True).count(),
    }
    return render(request, "identity/unit_change.html", context, status=422 if form.errors else 200)


def by_likeness(unit: Unit, others: Iterable[Unit]) -> list[Unit]:
    """Units of the same kind and place first."""
    return sorted(others, key=lambda other: (other.kind != unit.kind, other.region_id != unit.region_id, other.key))


def follow(request: HttpRequest, unit: Unit, act: str, values: dict[str, object]) -> None:
    """Do what was asked."""
    by, on, source = actor(request), values["on"], str(values["source"])
    if not isinstance(on, date):
        raise Invalid(Label(zh="日期", en="Day"), Label(zh="请填日期", en="Give the day"))
    if act == "rename":
        rename_unit(
            by=by,
            unit_key=unit.key,
            new_key=str(values["new_key"]),
            new_name=str(values["new_name"]),
            name_en=str(values["name_en"]),
            on=on,
            source=source,
        )
    elif act == "merge":
        merge_units(by=by, unit_keys=(unit.key,), into_key=str(values["into"]), on=on, source=source)
    elif act == "split":
        parts = values["parts"]
        keys = tuple(str(part) for part in parts) if isinstance(parts, list) else ()
        split_unit(by=by, unit_key=unit.key, into_keys=keys, on=on, source=source, heir_key=str(values["heir"]))
    else:
        close_unit(by=by, unit_key=unit.key, on=on, source=source)

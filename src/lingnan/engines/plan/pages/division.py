"""The year's division of work: is it agreed, and can it go out? One screen, for the office and for the units."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor, actor_of
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import scope
from lingnan.engines.plan.models import Division, Plan
from lingnan.engines.plan.selectors.board import current_plan
from lingnan.engines.plan.services import division as service
from lingnan.shell.language import bi, current


def divisions_page(request: HttpRequest, key: str) -> HttpResponse:
    """Which years are divided? The office drafts the next one."""
    by = actor_of(request.user)
    may_see(by)
    plan = get_object_or_404(Plan.objects.defer("original_text", "clean_text", "reading"), pk=key)
    if request.method == "POST":
        year = request.POST.get("year", "")
        made = service.draft_division(by=by, plan_key=key, year=int(year) if year.isdigit() else 0)
        return HttpResponseRedirect(service.address(made))
    found = list(plan.divisions.prefetch_related("items__units"))
    next_year = min(max(today().year + (today().month > 9), plan.period_from.year), plan.period_to.year + 1)  # noqa: PLR2004 -- from October on, next year's
    context = {
        "plan": plan,
        "divisions": [(one, tally(one)) for one in found],
        "next_year": next_year if next_year not in {one.year for one in found} else None,
        "may_divide": scope(by, "plan.divide_year").allows(),
    }
    return render(request, "plan/divisions.html", context)


def division_now(request: HttpRequest) -> HttpResponse:
    """The divisions of the plan in force."""
    may_see(actor_of(request.user))
    if (plan := current_plan()) is None:
        return render(request, "plan/no_plan.html", {"may_import": False})
    return HttpResponseRedirect(reverse("plan:divisions", args=[plan.key]))


def tally(division: Division) -> dict[str, int]:
    """How many items, answers and wishes a division has."""
    rows = [row for item in division.items.all() if not item.left_out for row in item.units.all()]
    return {
        "items": sum(not item.left_out for item in division.items.all()),
        "agreed": sum(row.answer == "agreed" for row in rows),
        "changes": sum(row.answer == "changes" and not row.settled for row in rows),
        "silent": sum(not row.answer for row in rows),
        "all": len(rows),
    }


def may_see(by: Actor) -> None:
    """A division is between the office and the units until it is issued."""
    if by.is_public:
        raise NotAllowed(Label(zh="年度分工请登录后查看", en="Sign in to see the division of work"))


def division_page(request: HttpRequest, key: str, year: int) -> HttpResponse:
    """The year's items with their units' answers; what can be done depends on who looks and how far it is."""
    by = actor_of(request.user)
    may_see(by)
    query = Division.objects.select_related("plan").prefetch_related(
        "items__task", "items__units__unit", "items__issued"
    )
    division = get_object_or_404(query, plan_id=key, year=year)
    if request.method == "POST":
        try:
            ACTS[request.POST.get("verb", "")](request, by, division)
        except (Invalid, Conflict) as error:
            messages.warning(request, error.text(current()))
        except KeyError as error:
            raise Invalid("verb", str(error)) from error
        return HttpResponseRedirect(request.path)
    counts, office = tally(division), scope(by, "plan.divide_year").allows()
    mine = by.unit_key if scope(by, "plan.answer_division").allows(unit=by.unit_key) else ""
    items = [item for item in division.items.all() if office or any(row.unit_id == mine for row in item.units.all())]
    context = {
        "plan": division.plan,
        "division": division,
        "items": items,
        "counts": counts,
        "office": office,
        "mine": mine,
        "unanswered": sum(row.unit_id == mine and not row.answer and not item.left_out
                          for item in items for row in item.units.all()),
        "today": today(),
        "may_write": office and division.state in {"draft", "asked"},
        "back": reverse("plan:divisions", args=[key]),
    }  # fmt: skip
    return render(request, "plan/division.html", context)


def day_of(value: str, field: str) -> date:
    """A date of the screen."""
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise Invalid(field, Label(zh=f"“{value}”不是日期，例如 2018-09-30", en=f"{value!r} is no date")) from error


def number(request: HttpRequest, name: str) -> int:
    """A whole number of the form."""
    value = request.POST.get(name, "")
    return int(value) if value.isdigit() else 0


def write(request: HttpRequest, by: Actor, division: Division) -> None:
    """The whole screen, as the office wrote it."""
    items = {}
    for item in division.items.all():
        title = request.POST.get(f"title_{item.pk}")
        if title is not None:
            due = day_of(request.POST.get(f"due_{item.pk}", ""), title)
            items[item.pk] = (title, due, f"in_{item.pk}" in request.POST)
    service.write_items(by=by, division_id=division.pk, version=number(request, "version"), items=items)
    messages.info(request, bi("分工已存", "Division saved"))


def ask(request: HttpRequest, by: Actor, division: Division) -> None:
    service.ask_units(by=by, division_id=division.pk, version=number(request, "version"))
    messages.info(request, bi("已送各单位征求意见", "Sent to the units"))


def agree(request: HttpRequest, by: Actor, division: Division) -> None:
    count = service.agree_to_all(by=by, division_id=division.pk)
    messages.info(request, bi("已同意 {n} 项", "Agreed to {n} item{n_s}", n=count))


def answer(request: HttpRequest, by: Actor, division: Division) -> None:
    due = request.POST.get("due_wanted", "").strip()
    service.answer_item(
        by=by,
        row_id=number(request, "row"),
        comment=request.POST.get("comment", ""),
        title_wanted=request.POST.get("title_wanted", ""),
        due_wanted=day_of(due, "期限") if due else None,
    )
    messages.info(request, bi("已答复", "Answered"))


def settle(request: HttpRequest, by: Actor, division: Division) -> None:
    adopted = request.POST.get("how") == "adopt"
    service.settle(by=by, row_id=number(request, "row"), is_adopted=adopted)


def issue(request: HttpRequest, by: Actor, division: Division) -> None:
    count = service.issue_division(by=by, division_id=division.pk, version=number(request, "version"))
    messages.info(request, bi("已印发 {n} 项，等待签收", "{n} item{n_s} issued", n=count))


ACTS: dict[str, Callable[[HttpRequest, Actor, Division], None]] = {
    "write": write,
    "ask": ask,
    "agree": agree,
    "answer": answer,
    "settle": settle,
    "issue": issue,
}

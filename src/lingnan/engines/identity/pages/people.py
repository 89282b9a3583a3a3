"""People and roles."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django_otp.plugins.otp_totp.models import TOTPDevice

from lingnan.core.errors import LingnanError
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Account, AuditEntry
from lingnan.engines.identity.pages.door import actor, needs
from lingnan.engines.identity.pages.forms import PersonForm, RoleForm
from lingnan.engines.identity.rights import ACTIONS, ROLES, scope
from lingnan.engines.identity.selectors.people import people
from lingnan.engines.identity.selectors.units import open_units
from lingnan.engines.identity.services.accounts import (
    GIVEN_BY_NOBODY,
    create_account,
    deactivate,
    grant_role,
    move_account,
    reactivate,
    reset_password,
    revoke_role,
)
from lingnan.shell.forms import put_back
from lingnan.shell.language import say
from lingnan.shell.tables import Choice, Column, Filter, State, Table, bind


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account as the list shows it."""

    pk: int
    username: str
    name: str
    unit: object
    role_keys: tuple[str, ...]
    has_codes: bool
    last_login: datetime | None
    state: str

    @property
    def roles(self) -> str:
        return "、".join(say(ROLES[key].label) for key in self.role_keys if key in ROLES)


STATES = {
    "none": ("warn", Label(zh="没有角色", en="No role")),
    "new": ("none", Label(zh="还没登录过", en="Never signed in")),
    "ok": ("ok", Label(zh="启用", en="Active")),
    "closed": ("none", Label(zh="已停用", en="Closed")),
}

PEOPLE = Table(
    key="people",
    caption=Label(zh="人员", en="People"),
    columns=(
        Column(key="name", label=Label(zh="姓名", en="Name"), on_phone="lead"),
        Column(key="username", label=Label(zh="账号", en="Account"), is_quiet=True),
        Column(key="unit", label=Label(zh="单位", en="Unit"), value=lambda p: say(p.unit) if p.unit else None),
        Column(key="roles", label=Label(zh="角色", en="Roles")),
        Column(
            key="light",
            label=Label(zh="状态", en="State"),
            kind="light",
            on_phone="end",
            value=lambda p: STATES[p.state][0],
            word=lambda p: STATES[p.state][1],
        ),
        Column(
            key="codes",
            label=Label(zh="两步验证", en="Second step"),
            on_phone="hidden",
            value=lambda p: Label(zh="已开通", en="set up") if p.has_codes else Label(zh="未开通", en="not set up"),
        ),
        Column(
            key="last_login",
            label=Label(zh="上次登录", en="Last sign-in"),
            kind="moment",
            on_phone="hidden",
            empty=Label(zh="从未", en="never"),
        ),
    ),
    states=tuple(State(key=key, light=light, label=label) for key, (light, label) in STATES.items()),
    state_of=lambda person: person.state,
    filters=(
        Filter(
            key="role",
            label=Label(zh="角色", en="Role"),
            test=lambda p, key: key in p.role_keys,
            choices=lambda: [Choice(key=k, label=r.label) for k, r in ROLES.items() if k not in GIVEN_BY_NOBODY],
        ),
    ),
    search_of=lambda p: f"{p.name} {p.username} {p.unit}",
    row_url=lambda person: f"/manage/people/{person.pk}",
    empty=Label(zh="还没有人员；新建一个，或从表格导入", en="Nobody yet; create an account or import a sheet"),
)


def rows_of(by: Actor) -> list[Person]:
    """Everybody the actor may see, trouble first."""
    coded = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
    found = [row_of(account, account.pk in coded) for account in people(by)]
    order = list(STATES)
    return sorted(found, key=lambda person: (order.index(person.state), person.username))


def row_of(account: Account, has_codes: bool) -> Person:
    """One account as the list shows it."""
    roles = tuple(sorted(grant.role for grant in account.grants.all()))
    state = "closed" if not account.is_active else "none" if not roles else "ok" if account.last_login else "new"
    return Person(
        pk=account.pk,
        username=account.username,
        name=str(account),
        unit=account.unit,
        role_keys=roles,
        has_codes=has_codes,
        last_login=account.last_login,
        state=state,
    )


@needs("identity.see_people")
def listing(request: HttpRequest) -> HttpResponse:
    """Who can do what, and whom must I look after?"""
    rows = rows_of(actor(request))
    bound = bind(PEOPLE, rows, request, today=today())
    if (answer := bound.download()) is not None:
        return answer
    counts = {state: sum(person.state == state for person in rows) for state in STATES}
    may = scope(actor(request), "identity.manage_accounts").allows()
    return render(request, "identity/people.html", {"people": bound, "counts": counts, "total": len(rows), "may": may})


@needs("identity.manage_accounts")
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A new account; its password is shown once."""
    form = PersonForm(request.POST or None, units=list(open_units(today()).exclude(kind="national")))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = create_account(
                by=actor(request),
                username=values["username"],
                display_name=values["display_name"],
                unit_key=values["unit"],
                roles=tuple(values["roles"]),
                email=values["email"],
                phone=values["phone"],
            )
        except LingnanError as error:
            put_back(form, error, PersonForm.FIELDS)
        else:
            return render(request, "identity/passwords.html", {"made": [made]})
    return render(request, "identity/person_new.html", {"form": form}, status=422 if form.errors else 200)


@needs("identity.see_people")
@never_cache
def person(request: HttpRequest, account_id: int) -> HttpResponse:
    """What may this person do, since when?"""
    shown = people(actor(request)).filter(pk=account_id).first()
    if shown is None:
        raise Http404
    form = RoleForm(request.POST if request.POST.get("act") == "grant" else None)
    refused = ""
    if request.method == "POST":
        try:
            answer = act_on(request, shown, form)
        except LingnanError as error:
            if form.is_bound:
                put_back(form, error, RoleForm.FIELDS)
            else:
                refused = say(error)
        else:
            if answer is not None:
                return answer
    by = actor(request)
    context = {
        "person": shown,
        "row": row_of(shown, TOTPDevice.objects.filter(user=shown, confirmed=True).exists()),
        "state": STATES[row_of(shown, False).state],
        "grants": [(grant, ROLES[grant.role].label) for grant in shown.grants.all() if grant.role in ROLES],
        "form": form,
        "refused": refused,
        "units": open_units(today()).exclude(kind="national"),
        "may_manage": scope(by, "identity.manage_accounts").allows(),
        "may_grant": scope(by, "identity.manage_roles").allows(),
        "acts": AuditEntry.objects.filter(about=f"identity.account:{shown.pk}").order_by("-number")[:12],
    }
    return render(request, "identity/person.html", context, status=422 if form.errors or refused else 200)


def act_on(request: HttpRequest, shown: Account, form: RoleForm) -> HttpResponse | None:
    """One verb of the page; None where the form must be shown again."""
    by, act, pk = actor(request), request.POST.get("act", ""), shown.pk
    if act == "grant":
        if not form.is_valid():
            return None
        grant_role(by=by, account_id=pk, **form.cleaned_data)
    elif act == "revoke":
        revoke_role(by=by, account_id=pk, role=request.POST.get("role", ""))
    elif act == "move":
        move_account(by=by, account_id=pk, unit_key=request.POST.get("unit", ""))
    elif act == "deactivate":
        deactivate(by=by, account_id=pk, reason=request.POST.get("reason", ""))
    elif act in {"reset", "reset_all"}:
        made = reset_password(by=by, account_id=pk, also_codes=act == "reset_all")
        return render(request, "identity/passwords.html", {"made": [made]})
    elif act == "reactivate":
        return render(request, "identity/passwords.html", {"made": [reactivate(by=by, account_id=pk)]})
    return HttpResponseRedirect(f"/manage/people/{pk}")


@needs("identity.see_people")
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what? Read from what the engines declare."""
    names = [key for key in ROLES if key != "system"]
    groups: dict[str, list[tuple[object, list[tuple[object, bool]]]]] = {}
    for key, action in sorted(ACTIONS.items()):
        cells: list[tuple[object, bool]] = [(ROLES[name].label, name in action.roles) for name in names]
        groups.setdefault(key.split(".")[0], []).append((action, cells))
    holders = Account.objects.filter(is_active=True).prefetch_related("grants")
    counts = {name: sum(name in {g.role for g in a.grants.all()} for a in holders) for name in names}
    heads = [(ROLES[name], counts[name]) for name in names]
    context = {"groups": groups, "heads": heads, "actions": len(ACTIONS), "engines": ENGINE_NAMES}
    return render(request, "identity/roles.html", context)


ENGINE_NAMES = {
    "identity": Label(zh="单位与人员", en="Units and people"),
    "place": Label(zh="空间", en="Places"),
    "sense": Label(zh="感知", en="Sensing"),
    "cases": Label(zh="办件", en="Cases"),
    "evaluate": Label(zh="评价", en="Evaluation"),
    "plan": Label(zh="计划", en="Plan"),
    "report": Label(zh="报告", en="Report"),
}

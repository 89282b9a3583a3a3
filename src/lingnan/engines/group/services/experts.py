"""The pool of experts: who is in it, when they cannot, what binds them."""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.labels import FIELDS, INTERESTS
from lingnan.engines.group.models import Absence, Expert, Interest
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Account, Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import unit_named


def about(expert: Expert) -> str:
    """How the audit trail names an expert."""
    return f"group.expert:{expert.number}"


@transaction.atomic
def add_expert(
    *,
    by: Actor,
    name: str,
    field: str,
    employer: str,
    valid_from: date,
    title: str = "",
    further_fields: tuple[str, ...] = (),
    phone: str = "",
    email: str = "",
    account_id: int | None = None,
    is_sample: bool = False,
) -> Expert:
    """Take somebody into the pool. An employer that is one of our units is recognised by any of its names."""
    require(by, "group.manage_experts")
    if not name.strip() or not employer.strip():
        raise Invalid(
            Label(zh="姓名" if not name.strip() else "任职单位", en="Name" if not name.strip() else "Employer"),
            Label(zh="不能空着", en="It cannot be empty"),
        )
    if wrong := [key for key in (field, *further_fields) if key not in FIELDS]:
        raise Invalid(
            Label(zh="领域", en="Field"),
            Label(
                zh=f"没有“{wrong[0]}”；可用：{'、'.join(FIELDS)}",
                en=f"There is no “{wrong[0]}”; use one of {', '.join(FIELDS)}",
            ),
        )
    if account_id is not None:
        check_account(account_id)
    last = Expert.objects.order_by("-number").values_list("number", flat=True).first()
    expert = Expert.objects.create(
        number=f"Z-{int(last.removeprefix('Z-')) + 1 if last else 1:04d}",
        name=name.strip(),
        title=title.strip(),
        field=field,
        further_fields=[key for key in dict.fromkeys(further_fields) if key != field],
        employer=employer.strip(),
        employer_unit=unit_named(employer, on=today()),
        phone=phone.strip(),
        email=email.strip(),
        account_id=account_id,
        valid_from=valid_from,
        is_sample=is_sample,
    )
    after = {"name": expert.name, "field": FIELDS[field].zh, "employer": expert.employer, "valid_from": valid_from}
    summary = f"专家 {expert.number} {expert.name}（{expert.employer}，{FIELDS[field].zh}）入库"
    audit.record(by=by, verb="group.manage_experts", about=about(expert), summary=summary, after=after)
    return expert


def check_account(account_id: int) -> None:
    """The account must be an expert's, and nobody else's in the pool."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or not account.grants.filter(role="expert").exists():
        raise Invalid(
            Label(zh="账号", en="Account"), Label(zh="账号应有专家角色", en="The account needs the role of an expert")
        )
    if Expert.objects.filter(account=account).exists():
        raise Invalid(
            Label(zh="账号", en="Account"),
            Label(zh=f"{account.username} 已是另一位专家的账号", en=f"{account.username} is another expert's account"),
        )


def expert_of(number: str, version: int | None = None) -> Expert:
    """The expert, locked for a change."""
    expert = Expert.objects.select_for_update(of=("self",)).filter(number=number).first()
    if expert is None:
        raise NotFound(Label(zh=f"没有专家 {number}", en=f"There is no expert {number}"))
    if version is not None and expert.version != version:
        raise Conflict(
            Label(
                zh="这位专家的资料刚被别人改过，请看过最新内容再办",
                en="Somebody just changed this expert; look at it again first",
            )
        )
    return expert


def may_declare(by: Actor, expert: Expert) -> bool:
    """The office, and the expert about themself."""
    return by.account_id is not None and by.account_id == expert.account_id


@transaction.atomic
def declare_interest(
    *, by: Actor, number: str, kind: str, organisation: str, until: date | None = None, note: str = ""
) -> Interest:
    """An expert (or the office) declares what binds them to an organisation."""
    expert = expert_of(number)
    if not may_declare(by, expert):
        require(by, "group.manage_experts")
    if kind not in INTERESTS:
        raise Invalid(
            Label(zh="类别", en="Kind"),
            Label(
                zh=f"没有“{kind}”；可用：{'、'.join(INTERESTS)}",
                en=f"There is no “{kind}”; use one of {', '.join(INTERESTS)}",
            ),
        )
    if not organisation.strip():
        raise Invalid(
            Label(zh="单位名称", en="Name of the unit"), Label(zh="请写是哪个单位", en="Say which organisation")
        )
    day = today()
    interest = Interest.objects.create(
        expert=expert,
        kind=kind,
        organisation=organisation.strip(),
        unit=unit_named(organisation, on=day),
        until=until,
        note=note.strip(),
        declared_on=day,
    )
    summary = f"{expert.name}申报利益关系：{INTERESTS[kind].zh}，{interest.organisation}"
    audit.record(by=by, verb="group.declare_interest", about=about(expert), summary=summary,
                 after={"kind": INTERESTS[kind].zh, "unit": interest.organisation, "valid_to": until})  # fmt: skip
    return interest


@transaction.atomic
def record_absence(*, by: Actor, number: str, starts_on: date, ends_on: date, reason: str = "") -> Absence:
    """Days on which an expert cannot be asked."""
    expert = expert_of(number)
    if not may_declare(by, expert):
        require(by, "group.manage_experts")
    if ends_on < starts_on:
        raise Invalid(
            Label(zh="止", en="Until"), Label(zh=f"{ends_on} 早于 {starts_on}", en=f"{ends_on} is before {starts_on}")
        )
    absence = Absence.objects.create(expert=expert, starts_on=starts_on, ends_on=ends_on, reason=reason.strip())
    audit.record(by=by, verb="group.record_absence", about=about(expert),
                 summary=f"{expert.name} {starts_on} 至 {ends_on} 不能参加",
                 after={"starts_on": starts_on, "ends_on": ends_on, "reason": reason})  # fmt: skip
    return absence


@transaction.atomic
def leave_pool(*, by: Actor, number: str, version: int, on: date, reason: str) -> Expert:
    """An expert leaves the pool; draws and opinions stay."""
    require(by, "group.manage_experts")
    expert = expert_of(number, version)
    if expert.valid_to is not None:
        raise Conflict(
            Label(
                zh=f"{expert.name}已于 {expert.valid_to} 出库", en=f"{expert.name} left the pool on {expert.valid_to}"
            )
        )
    if on < expert.valid_from:
        raise Invalid(
            Label(zh="出库日期", en="Day of leaving"),
            Label(
                zh=f"{on} 早于入库日期 {expert.valid_from}",
                en=f"{on} is before the day of joining ({expert.valid_from})",
            ),
        )
    if not reason.strip():
        raise Invalid(Label(zh="理由", en="Reason"), Label(zh="请写明理由", en="Say why"))
    expert.valid_to, expert.version = on, expert.version + 1
    expert.save()
    audit.record(by=by, verb="group.manage_experts", about=about(expert), after={"valid_to": on, "reason": reason},
                 summary=f"专家 {expert.number} {expert.name}自 {on} 起出库：{reason.strip()}")  # fmt: skip
    return expert


def units_meant(names: tuple[str, ...]) -> list[tuple[str, Unit | None]]:
    """Organisations with the unit of ours that each is, where it is one."""
    day = today()
    return [(name.strip(), unit_named(name, on=day)) for name in names if name.strip()]

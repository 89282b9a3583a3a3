"""What an actor may do and see. `scope(by)` is the only place that decides it."""

from dataclasses import dataclass
from typing import Literal

from django.db.models import Q

from lingnan.core.errors import NotAllowed
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor

Reach = Literal["all", "region", "unit"]
PLAIN_CODE = 6  # digits of a GB/T 2260 code


@dataclass(frozen=True, kw_only=True)
class Role:
    """A named set of duties. `reach` is how far its acts go: everything, the unit's region, or the unit itself."""

    key: str
    label: Label
    reach: Reach


ROLES = {
    role.key: role
    for role in (
        Role(key="office", label=Label(zh="工作组办公室", en="Working-group office"), reach="all"),
        Role(key="leader", label=Label(zh="单位负责人", en="Head of unit"), reach="unit"),
        Role(key="liaison", label=Label(zh="联络员", en="Liaison officer"), reach="unit"),
        Role(key="clerk", label=Label(zh="填报员", en="Reporting clerk"), reach="region"),
        Role(key="operator", label=Label(zh="平台值班员", en="Sector operator"), reach="region"),
        Role(key="reviewer", label=Label(zh="审核员", en="Reviewer"), reach="all"),
        Role(key="expert", label=Label(zh="专家", en="Expert"), reach="all"),
        Role(key="auditor", label=Label(zh="审计员", en="Auditor"), reach="all"),
        Role(key="admin", label=Label(zh="系统管理员", en="Administrator"), reach="all"),
        Role(key="system", label=Label(zh="系统", en="System"), reach="all"),
        Role(key="public", label=Label(zh="公众", en="Public"), reach="all"),
    )
}


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something that can be done, named `engine.verb`, with the roles that may do it."""

    key: str
    label: Label
    roles: frozenset[str]


ACTIONS: dict[str, Action] = {}


def declare_action(key: str, *, zh: str, en: str, roles: str) -> Action:
    """Register an action; `roles` is a blank-separated list. The system may do all; an unknown role is refused."""
    names = frozenset(roles.split())
    if unknown := names - set(ROLES):
        raise ValueError(f"action {key}: unknown roles {sorted(unknown)}; known: {sorted(ROLES)}")
    if key in ACTIONS:
        raise ValueError(f"action {key} is declared twice")
    ACTIONS[key] = Action(key=key, label=Label(zh=zh, en=en), roles=names | {"system"})
    return ACTIONS[key]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """How far one actor reaches for one action (or for reading, where no action is named)."""

    by: Actor
    reach: Reach | None

    def allows(self, *, unit: str = "", region: str = "") -> bool:
        """May the actor act on a thing of this unit and region? Both empty asks whether it may act at all."""
        if self.reach is None:
            return False
        if self.reach == "all" or not (unit or region):
            return True
        if unit and unit == self.by.unit_key:
            return True
        return self.reach == "region" and bool(region) and is_within(region, self.by.region_code)

    def filter(self, *, unit_field: str = "unit", region_field: str = "") -> Q:
        """The same rule as a query condition over a table's unit and region columns."""
        if self.reach is None:
            return Q(pk__in=[])
        if self.reach == "all":
            return Q()
        mine = Q(**{unit_field: self.by.unit_key}) if unit_field else Q(pk__in=[])
        if self.reach == "region" and region_field and self.by.region_code:
            # a foreign key to Region is asked for its code; a column that holds a code is asked itself
            column = region_field if region_field.endswith("code") else f"{region_field}__code"
            mine |= Q(**{f"{column}__startswith": code_prefix(self.by.region_code)})
        return mine


def code_prefix(code: str) -> str:
    """The leading digits that every code inside a division shares: 440000 → 44, 440100 → 4401, 440103 → itself."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") and len(code) == PLAIN_CODE else code


def is_within(code: str, outer: str) -> bool:
    """Is division `code` the division `outer` or inside it?"""
    return bool(outer) and code.startswith(code_prefix(outer))


REACH_ORDER: dict[Reach, int] = {"unit": 0, "region": 1, "all": 2}


def scope(by: Actor, action: str = "") -> Scope:
    """How far `by` reaches for `action`; without an action, how far its roles let it read."""
    roles = [ROLES[name] for name in by.roles if name in ROLES]
    if action:
        if action not in ACTIONS:
            raise KeyError(f"unknown action {action!r}; known: {', '.join(sorted(ACTIONS))}")
        roles = [role for role in roles if role.key in ACTIONS[action].roles]
    reach = max((role.reach for role in roles), key=REACH_ORDER.__getitem__, default=None)
    return Scope(by=by, reach=reach)


def require(by: Actor, action: str, *, unit: str = "", region: str = "") -> None:
    """Refuse with NotAllowed, naming who may, unless `by` may do `action` on a thing of this unit and region."""
    if scope(by, action).allows(unit=unit, region=region):
        return
    declared = ACTIONS[action]
    labels = [ROLES[name].label for name in sorted(declared.roles - {"system"})]
    who = "、".join(label.zh for label in labels)
    said = Label(
        zh=f"“{declared.label.zh}”只有{who}可以办理",
        en=f"“{declared.label.en}” is only for: {', '.join(label.en for label in labels)}",
    )
    raise NotAllowed(said, who=who)

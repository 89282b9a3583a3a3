"""Units and people from a sheet: read and judged first, stored only when somebody confirms."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lingnan.core.errors import Fault, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Account, Region, Unit, UnitAlias
from lingnan.engines.identity.rights import ROLES, require
from lingnan.engines.identity.selectors.units import open_units
from lingnan.engines.identity.services.accounts import (
    EMAIL,
    GIVEN_BY_NOBODY,
    USERNAME,
    NewPassword,
    check_role,
    create_account,
)
from lingnan.engines.identity.services.units import create_unit
from lingnan.engines.identity.sheets import Field, Grid, Line, read_grid

SHOWN = 20
ROLE_NAMES = {role.label.zh: key for key, role in ROLES.items()} | {key: key for key in ROLES}
ROLE_CHOICES = "、".join(role.label.zh for key, role in ROLES.items() if key not in GIVEN_BY_NOBODY)
KIND_NAMES = {name: key for key, name in Unit.KINDS} | {key: key for key, _ in Unit.KINDS}

PEOPLE = (
    Field(
        key="username",
        head="账号",
        required=True,
        example="zhanghua",
        hint="小写字母开头，2 至 40 个小写字母、数字或 . _ -",
    ),
    Field(key="display_name", head="姓名", required=True, example="张华"),
    Field(key="unit", head="单位", required=True, example="广东省教育厅", hint="全称、简称或代号"),
    Field(key="roles", head="角色", required=True, example="联络员", hint=f"可用：{ROLE_CHOICES}；多个用顿号隔开"),
    Field(key="email", head="邮箱", example="zhanghua@example.org"),
    Field(key="phone", head="电话", example="020-12345678"),
)
UNITS = (
    Field(key="key", head="代号", required=True, example="gd-data", hint="小写字母、数字和连字符，不重复使用"),
    Field(key="name", head="名称", required=True, example="广东省政务服务和数据管理局"),
    Field(key="kind", head="类别", required=True, example="省直部门", hint="、".join(name for _, name in Unit.KINDS)),
    Field(key="region", head="行政区划", required=True, example="440000", hint="代码或名称，例如 440100 或 广州市"),
    Field(key="parent", head="上级单位", hint="全称或代号"),
    Field(key="aliases", head="别名", example="省数据局", hint="多个用顿号隔开"),
    Field(key="name_en", head="英文名"),
    Field(key="valid_from", head="设立日期", example="2024-02-01"),
)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a file would bring: rows as plain values (fit to be signed into a form), and every fault."""

    file: str
    rows: tuple[dict[str, object], ...]
    faults: tuple[Fault, ...]
    read: int
    first: tuple[tuple[str, ...], ...] = ()  # the first rows as they were written


def first_rows(grid: Grid) -> tuple[tuple[str, ...], ...]:
    """The first rows as they were written, to be looked at."""
    return tuple(tuple(line.cells.values()) for line in grid.lines[:SHOWN])


def several(text: str) -> list[str]:
    """`联络员、审核员` → its parts, in order, once each."""
    for mark in "，,；;/":
        text = text.replace(mark, "、")
    return list(dict.fromkeys(part.strip() for part in text.split("、") if part.strip()))


def refuse_twice(grid: Grid, key: str) -> None:
    """A value that must stand once in the file is a fault where it stands again."""
    first: dict[str, int] = {}
    for line in grid.lines:
        value = line.cells[key]
        if value and value in first:
            grid.fault(line, key, f"“{value}”和第 {first[value]} 行重复")
        elif value:
            first[value] = line.number


def names_of_units(on: date) -> dict[str, set[str]]:
    """Every name of every open unit → the keys that bear it."""
    names: dict[str, set[str]] = {}
    units = open_units(on)
    for key, name in units.values_list("key", "name"):
        names.setdefault(name, set()).add(key)
        names.setdefault(key, set()).add(key)
    for key, alias in UnitAlias.objects.filter(unit__in=units).values_list("unit_id", "name"):
        names.setdefault(alias, set()).add(key)
    return names


# People


def preview_people(*, by: Actor, name: str, content: bytes) -> Preview:
    """Judge a file of people; nothing is stored."""
    require(by, "identity.manage_accounts")
    grid = read_grid(name=name, content=content, fields=PEOPLE)
    refuse_twice(grid, "username")
    names, taken = names_of_units(today()), set(Account.objects.values_list("username", flat=True))
    kinds = {unit.key: unit for unit in Unit.objects.all()}
    rows = [person(grid, line, names, taken, kinds) for line in grid.lines]
    return Preview(file=name, rows=tuple(rows), faults=grid.faults, read=len(grid.lines), first=first_rows(grid))


def person(
    grid: Grid, line: Line, names: dict[str, set[str]], taken: set[str], units: dict[str, Unit]
) -> dict[str, object]:
    """One person's row, judged cell by cell."""
    cells = line.cells
    if cells["username"] and not USERNAME.fullmatch(cells["username"]):
        grid.fault(line, "username", f"“{cells['username']}”不能作账号", PEOPLE[0].hint)
    if cells["username"] in taken:
        grid.fault(line, "username", f"“{cells['username']}”已有人使用")
    if cells["email"] and not EMAIL.fullmatch(cells["email"]):
        grid.fault(line, "email", f"“{cells['email']}”不是邮箱地址", "例如：zhanghua@example.org")
    unit = unit_of(grid, line, "unit", names)
    roles = []
    for role in several(cells["roles"]):
        key = ROLE_NAMES.get(role, role)
        try:
            check_role(key, units.get(unit))
            roles.append(key)
        except Invalid as error:
            grid.fault(line, "roles", error.reason.split("；")[0], f"可用：{ROLE_CHOICES}")
    return {"username": cells["username"], "display_name": cells["display_name"], "unit_key": unit, "roles": roles,
            "email": cells["email"], "phone": cells["phone"]}  # fmt: skip


def unit_of(grid: Grid, line: Line, key: str, names: dict[str, set[str]]) -> str:
    """The key of the unit named in a cell; empty, with a fault, where nobody or more than one is called so."""
    wanted = line.cells[key]
    if not wanted:
        return ""
    found = names.get(wanted, set())
    if len(found) == 1:
        return next(iter(found))
    reason = (
        f"“{wanted}”不是现有单位"
        if not found
        else f"“{wanted}”指 {len(found)} 个单位（{'、'.join(sorted(found)[:3])}）"
    )
    grid.fault(line, key, reason, "填全称、已登记的简称或代号")
    return ""


@transaction.atomic
def import_people(*, by: Actor, preview: Preview) -> list[NewPassword]:
    """Create every account of a faultless preview, all or none; each with its generated password."""
    refuse_faulty(preview)
    made = [
        create_account(
            by=by,
            username=str(row["username"]),
            display_name=str(row["display_name"]),
            unit_key=str(row["unit_key"]),
            roles=as_names(row["roles"]),
            email=str(row["email"]),
            phone=str(row["phone"]),
        )
        for row in preview.rows
    ]
    audit.record(by=by, verb="identity.import_people", about="identity.account:all", after={"rows": len(made)},
                 summary=f"从 {preview.file} 导入 {len(made)} 人")  # fmt: skip
    return made


def as_names(value: object) -> tuple[str, ...]:
    """A list of a plain row as a tuple of texts."""
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def refuse_faulty(preview: Preview) -> None:
    """Nothing is stored while a fault stands."""
    if preview.faults:
        raise Invalid(
            preview.file,
            Label(
                zh=f"有 {len(preview.faults)} 处要改，没有存入任何一行",
                en=f"{len(preview.faults)} to mend; not one row was stored",
            ),
            faults=preview.faults,
        )


# Units


def preview_units(*, by: Actor, name: str, content: bytes) -> Preview:
    """Judge a file of units; nothing is stored."""
    require(by, "identity.manage_units")
    grid = read_grid(name=name, content=content, fields=UNITS)
    refuse_twice(grid, "key")
    refuse_twice(grid, "name")
    names = names_of_units(today())
    for line in grid.lines:  # a unit of the file may be the superior of a later one
        names.setdefault(line.cells["name"], set()).add(line.cells["key"])
        names.setdefault(line.cells["key"], set()).add(line.cells["key"])
    regions = names_of_regions()
    taken = set(Unit.objects.values_list("key", flat=True))
    named = set(Unit.objects.filter(valid_to=None).values_list("name", flat=True))
    rows = [unit_row(grid, line, names, regions, taken, named) for line in grid.lines]
    return Preview(file=name, rows=tuple(rows), faults=grid.faults, read=len(grid.lines), first=first_rows(grid))


def names_of_regions() -> dict[str, str]:
    """Codes and names (`荔湾区`, `广州市荔湾区`) → code; a name that two divisions bear is left out."""
    found: dict[str, set[str]] = {}
    for region in Region.objects.exclude(level="town").select_related("parent"):
        whole = f"{region.parent.name}{region.name}" if region.parent else region.name
        for name in (region.code, region.name, whole):
            found.setdefault(name, set()).add(region.code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def unit_row(
    grid: Grid, line: Line, names: dict[str, set[str]], regions: dict[str, str], taken: set[str], named: set[str]
) -> dict[str, object]:
    """One unit's row, judged cell by cell."""
    cells = line.cells
    key = cells["key"]
    if key and not (key.islower() and all(part.isalnum() and part.isascii() for part in key.split("-"))):
        grid.fault(line, "key", f"“{key}”不能作代号", UNITS[0].hint)
    if key in taken:
        grid.fault(line, "key", f"“{key}”已有单位使用")
    if cells["name"] in named:
        grid.fault(line, "name", f"“{cells['name']}”已存在")
    if cells["kind"] and cells["kind"] not in KIND_NAMES:
        grid.fault(line, "kind", f"没有“{cells['kind']}”这一类", UNITS[2].hint)
    if cells["region"] and cells["region"] not in regions:
        grid.fault(line, "region", f"没有“{cells['region']}”这个行政区划", UNITS[3].hint)
    if cells["valid_from"] and not is_day(cells["valid_from"]):
        grid.fault(line, "valid_from", f"{cells['valid_from']} 不是日期", "例如：2024-02-01")
    return {
        "key": key,
        "name": cells["name"],
        "kind": KIND_NAMES.get(cells["kind"], ""),
        "region_code": regions.get(cells["region"], ""),
        "parent_key": unit_of(grid, line, "parent", names),
        "aliases": several(cells["aliases"]),
        "name_en": cells["name_en"],
        "valid_from": cells["valid_from"],
    }


def is_day(text: str) -> bool:
    """Is it a date as 2024-02-01?"""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@transaction.atomic
def import_units(*, by: Actor, preview: Preview) -> int:
    """Create every unit of a faultless preview, all or none; superiors first."""
    refuse_faulty(preview)
    waiting, made = list(preview.rows), set(Unit.objects.values_list("key", flat=True))
    while waiting:
        ready = [row for row in waiting if not row["parent_key"] or row["parent_key"] in made]
        if not ready:
            raise Invalid(
                preview.file,
                Label(
                    zh="上级单位互相指向，没有存入任何一行",
                    en="Superior units point at each other; not one row was stored",
                ),
            )
        for row in ready:
            start = str(row["valid_from"])
            create_unit(
                by=by,
                key=str(row["key"]),
                name=str(row["name"]),
                kind=str(row["kind"]),
                region_code=str(row["region_code"]),
                name_en=str(row["name_en"]),
                parent_key=str(row["parent_key"]),
                valid_from=date.fromisoformat(start) if start else None,
                aliases=as_names(row["aliases"]),
                source=preview.file,
            )
            made.add(str(row["key"]))
        waiting = [row for row in waiting if row not in ready]
    audit.record(by=by, verb="identity.import_units", about="identity.unit:all", after={"rows": len(preview.rows)},
                 summary=f"从 {preview.file} 导入 {len(preview.rows)} 个单位")  # fmt: skip
    return len(preview.rows)

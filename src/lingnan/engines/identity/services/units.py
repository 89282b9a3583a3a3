"""Units: load the known ones, create, rename, merge, split, close. Past work stays with the unit that did it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lingnan.core import events
from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.events import UnitClosed, UnitsSucceeded
from lingnan.engines.identity.holders import held_by
from lingnan.engines.identity.models import Account, Region, Unit, UnitAlias, UnitSuccession
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import unit_keyed
from lingnan.engines.identity.sources import PROVINCE, unit_book

OFFICE = "gd-office"
COLUMNS = ["name", "name_en", "kind", "region_id", "parent_id", "valid_from", "valid_to", "source"]
SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class WantedUnit:
    """A unit as the files have it."""

    key: str
    name: str
    name_en: str
    kind: str
    region_id: str
    parent_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    aliases: tuple[str, ...] = ()


def wanted_units() -> Iterator[WantedUnit]:
    """The office, every unit of units.yaml, and a government for each city and county; parents first."""
    yield WantedUnit(
        key=OFFICE,
        name="智慧城市建设工作组办公室",
        name_en="Office of the Smart-City Working Group",
        kind="office",
        region_id=PROVINCE,
        aliases=("工作组办公室",),
    )
    book = unit_book()
    for entry in book["units"]:
        names = [entry.get("short"), *entry.get("aliases", [])]
        yield WantedUnit(
            key=entry["key"],
            name=entry["name"],
            name_en=entry.get("en", ""),
            kind="national" if entry.get("level") == "national" else entry["kind"],
            region_id=PROVINCE,
            valid_from=entry.get("valid_from"),
            valid_to=entry.get("valid_to"),
            source="data/units.yaml",
            aliases=tuple(dict.fromkeys(name for name in names if name and name != entry["name"])),
        )
    for region in Region.objects.filter(level="city"):
        yield WantedUnit(
            key=f"gov-{region.code}",
            name=f"{region.name}人民政府",
            name_en=f"People's Government of {region.name_en}",
            kind="city_government",
            region_id=region.code,
            aliases=(f"{region.name}政府",),
        )
    for region in Region.objects.filter(level="county").select_related("parent"):
        city = region.parent.name if region.parent else ""
        yield WantedUnit(
            key=f"gov-{region.code}",
            name=f"{city}{region.name}人民政府",
            name_en="",
            kind="county_government",
            region_id=region.code,
            parent_id=f"gov-{region.parent_id}",
            aliases=(f"{region.name}政府", f"{region.name}人民政府"),
        )


@transaction.atomic
def load_units(*, by: Actor) -> int:
    """Bring the units of the files into the tables; how many rows were new or different. Others are left alone."""
    require(by, "identity.load")
    changed = write_units(list(wanted_units())) + write_successions()
    if changed:
        summary = f"装入单位：{changed} 行新增或更新"
        audit.record(by=by, verb="identity.load_units", about="identity.unit:all", summary=summary)
    return changed


def write_units(wanted: list[WantedUnit]) -> int:
    """New and differing units, and the names that are missing."""
    present = {row[0]: row[1:] for row in Unit.objects.values_list("key", *COLUMNS)}
    fresh = [u for u in wanted if present.get(u.key) != tuple(getattr(u, column) for column in COLUMNS)]
    Unit.objects.bulk_create(
        [Unit(key=u.key, **{column: getattr(u, column) for column in COLUMNS}) for u in fresh],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[column.removesuffix("_id") for column in COLUMNS],
    )
    known = set(UnitAlias.objects.values_list("unit_id", "name"))
    names = [(u.key, name) for u in wanted for name in u.aliases if (u.key, name) not in known]
    UnitAlias.objects.bulk_create([UnitAlias(unit_id=key, name=name) for key, name in names], batch_size=500)
    return len(fresh) + len(names)


def write_successions() -> int:
    """What became of each unit, as units.yaml says, with the source in words."""
    book = unit_book()
    known = set(UnitSuccession.objects.values_list("before_id", "after_id"))
    fresh = [
        UnitSuccession(
            before_id=entry["key"],
            after_id=step["to"],
            happened_on=step["date"],
            kind=step["kind"],
            source=book["sources"].get(step["source"], step["source"]),
        )
        for entry in book["units"]
        for step in entry.get("successions", [])
        if (entry["key"], step["to"]) not in known
    ]
    UnitSuccession.objects.bulk_create(fresh)
    return len(fresh)


def described(unit: Unit) -> dict[str, object]:
    """A unit as the audit trail shows it."""
    return {column: getattr(unit, column) for column in COLUMNS}


def unit_or_fault(key: str) -> Unit:
    """The unit, locked; or NotFound."""
    unit = Unit.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if unit is None:
        raise NotFound(Label(zh=f"没有代号为“{key}”的单位", en=f"There is no unit with the key {key}"))
    return unit


def open_unit_or_fault(key: str, *, on: date) -> Unit:
    """The unit, if it has not ended by that day."""
    unit = unit_or_fault(key)
    if unit.valid_to and unit.valid_to <= on:
        raise Conflict(
            Label(
                zh=f"{unit.name}已于 {unit.valid_to} 终止", en=f"{unit.name_en or unit.name} ended on {unit.valid_to}"
            )
        )
    if unit.valid_from and on < unit.valid_from:
        raise Invalid(
            Label(zh="日期", en="Date"),
            Label(
                zh=f"{unit.name}自 {unit.valid_from} 起设立，不能在 {on} 变更",
                en=f"{unit.name_en or unit.name} was set up on {unit.valid_from} and cannot change on {on}",
            ),
        )
    return unit


@transaction.atomic
def create_unit(
    *,
    by: Actor,
    key: str,
    name: str,
    kind: str,
    region_code: str,
    name_en: str = "",
    parent_key: str = "",
    valid_from: date | None = None,
    aliases: tuple[str, ...] = (),
    source: str = "",
) -> Unit:
    """Enter a new unit under a key that is never reused."""
    require(by, "identity.manage_units", region=region_code)
    check_new(key=key, name=name, kind=kind, region_code=region_code, valid_from=valid_from)
    if parent_key:
        unit_keyed(parent_key, field=Label(zh="上级单位", en="Parent unit"))
    unit = Unit.objects.create(
        key=key,
        name=name.strip(),
        name_en=name_en.strip(),
        kind=kind,
        region_id=region_code,
        parent_id=parent_key or None,
        valid_from=valid_from,
        source=source,
    )
    UnitAlias.objects.bulk_create([UnitAlias(unit=unit, name=alias) for alias in dict.fromkeys(aliases) if alias])
    audit.record(by=by, verb="identity.create_unit", about=f"identity.unit:{key}", after=described(unit),
                 summary=f"新增单位 {unit.name}")  # fmt: skip
    return unit


def check_new(*, key: str, name: str, kind: str, region_code: str, valid_from: date | None) -> None:
    """Refuse a key in use, a name in use by an open unit, an unknown kind or region."""
    if not key or not all(part.isalnum() and part.isascii() for part in key.split("-")):
        raise Invalid(
            Label(zh="代号", en="Key"),
            Label(
                zh=f"“{key}”不能作代号：用小写字母、数字和连字符，例如 gd-data",
                en=f"{key} cannot be a key: small letters, digits and hyphens, as gd-data",
            ),
        )
    if Unit.objects.filter(pk=key).exists():
        raise Invalid(
            Label(zh="代号", en="Key"),
            Label(
                zh=f"“{key}”已有单位使用，代号不重复使用",
                en=f"{key} is the key of a unit already; keys are not used twice",
            ),
        )
    if not name.strip():
        raise Invalid(Label(zh="名称", en="Name"), Label(zh="请填单位全称", en="Please give the full name of the unit"))
    same = Unit.objects.filter(name=name.strip(), valid_to=None).first()
    if same:
        raise Invalid(
            Label(zh="名称", en="Name"),
            Label(zh=f"“{name.strip()}”已存在（{same.key}）", en=f"{name.strip()} exists already ({same.key})"),
        )
    kinds = dict(Unit.KINDS)
    if kind not in kinds:
        raise Invalid(
            Label(zh="类别", en="Kind"),
            Label(
                zh=f"没有“{kind}”这一类；可用：{'、'.join(kinds.values())}",
                en=f"There is no kind “{kind}”; use one of {', '.join(kinds)}",
            ),
        )
    if not Region.objects.filter(pk=region_code).exists():
        raise Invalid(
            Label(zh="行政区划", en="Region"),
            Label(zh=f"没有代码为“{region_code}”的行政区划", en=f"There is no region with the code {region_code}"),
        )


@transaction.atomic
def rename_unit(
    *, by: Actor, unit_key: str, new_key: str, new_name: str, on: date, source: str, name_en: str = ""
) -> Unit:
    """Give a unit a new name from a day on: a new row, with the old one ended; people and open work move over."""
    require(by, "identity.manage_units")
    old = open_unit_or_fault(unit_key, on=on)
    new = successor_of(old, by=by, key=new_key, name=new_name, name_en=name_en, on=on, source=source)
    succeed([old], [new], kind="renamed", on=on, source=source, by=by)
    return new


@transaction.atomic
def merge_units(
    *,
    by: Actor,
    unit_keys: tuple[str, ...],
    into_key: str,
    on: date,
    source: str,
    into_name: str = "",
    name_en: str = "",
) -> Unit:
    """Merge units into one that exists, or (with `into_name`) into a new one; people and open work move over."""
    require(by, "identity.manage_units")
    old = [open_unit_or_fault(key, on=on) for key in unit_keys if key != into_key]
    if not old:
        raise Invalid(
            Label(zh="单位", en="Unit"),
            Label(zh="合并至少要有一个并入的单位", en="A merger needs at least one unit that is merged"),
        )
    if into_name:
        new = successor_of(old[0], by=by, key=into_key, name=into_name, name_en=name_en, on=on, source=source)
    else:
        new = open_unit_or_fault(into_key, on=on)
    succeed(old, [new], kind="merged", on=on, source=source, by=by)
    return new


@transaction.atomic
def split_unit(
    *, by: Actor, unit_key: str, into_keys: tuple[str, ...], on: date, source: str, heir_key: str = ""
) -> tuple[Unit, ...]:
    """End a unit whose duties go to several others; its people are moved one by one, by the administrator.

    Open work goes to the heir (without one, to the first of the successors).
    """
    require(by, "identity.manage_units")
    if heir_key and heir_key not in into_keys:
        raise Invalid(
            Label(zh="接手单位", en="Heir"),
            Label(
                zh="接手未办结工作的单位要在承接单位之中",
                en="The unit that takes over open work must be one of the successors",
            ),
        )
    into_keys = (heir_key, *into_keys) if heir_key else into_keys
    old = open_unit_or_fault(unit_key, on=on)
    new = [open_unit_or_fault(key, on=on) for key in dict.fromkeys(into_keys) if key != unit_key]
    if len(new) < 2:  # noqa: PLR2004 -- into one is a rename or a merger
        raise Invalid(
            Label(zh="承接单位", en="Successors"),
            Label(
                zh="拆分要有两个以上的承接单位；只有一个时用更名或合并",
                en="A split needs two successors or more; with one it is a renaming or a merger",
            ),
        )
    succeed([old], new, kind="split", on=on, source=source, by=by)
    return tuple(new)


def successor_of(old: Unit, *, by: Actor, key: str, name: str, name_en: str, on: date, source: str) -> Unit:
    """A new unit of the kind and place of the old one."""
    return create_unit(
        by=by,
        key=key,
        name=name,
        kind=old.kind,
        region_code=old.region_id,
        name_en=name_en,
        parent_key=old.parent_id or "",
        valid_from=on,
        source=source,
    )


def refuse_early(on: date, source: str) -> None:
    """A change is entered with its document, on its day or later: people and open work move when it is entered."""
    if not source.strip():
        raise Invalid(
            Label(zh="依据", en="Source"),
            Label(zh="请写明机构改革文件或批复", en="Please name the reform document or approval"),
        )
    if on > today():
        raise Invalid(
            Label(zh="日期", en="Date"),
            Label(
                zh=f"{on} 还没到；到那一天再办理，人员和未办结的工作才在当天移交",
                en=f"{on} has not come yet; do this on that day, so that people and open work are handed over then",
            ),
        )


def succeed(old: list[Unit], new: list[Unit], *, kind: str, on: date, source: str, by: Actor) -> None:
    """End the old units, write who follows, move their people, and let the other engines hand over open work."""
    refuse_early(on, source)
    for unit in old:
        before = described(unit)
        unit.valid_to = on
        unit.save(update_fields=["valid_to"])
        for follower in new:
            UnitSuccession.objects.create(before=unit, after=follower, happened_on=on, kind=kind, source=source)
        moved = Account.objects.filter(unit=unit).update(unit=new[0]) if len(new) == 1 else 0
        after = {**described(unit), "successors": [follower.key for follower in new], "accounts_moved": moved}
        word = {"renamed": "更名为", "merged": "并入", "split": "拆分为"}[kind]
        summary = f"{unit.name}自 {on} 起{word}{'、'.join(follower.name for follower in new)}"
        audit.record(by=by, verb=f"identity.unit_{kind}", about=f"identity.unit:{unit.key}", before=before, after=after,
                     summary=summary)  # fmt: skip
    keys = tuple(unit.key for unit in old), tuple(unit.key for unit in new)
    fact = UnitsSucceeded(before=keys[0], after=keys[1], on=on, kind=kind)
    transaction.on_commit(lambda: events.announce(fact))


@transaction.atomic
def close_unit(*, by: Actor, unit_key: str, on: date, source: str) -> Unit:
    """End a unit that nobody follows; refused while it has open work or people."""
    require(by, "identity.manage_units")
    unit = open_unit_or_fault(unit_key, on=on)
    refuse_early(on, source)
    held = held_by(unit_key)
    if held:
        titles = "、".join(f"“{item.title}”" for item in held[:SHOWN])
        raise Conflict(
            Label(
                zh=f"{unit.name}还有 {len(held)} 项未办结，不能终止：{titles}。先办结，或用合并、拆分移交",
                en=f"{unit.name_en or unit.name} has {len(held)} open things: {titles}. Close them or merge",
            )
        )
    people = Account.objects.filter(unit=unit, is_active=True).count()
    if people:
        raise Conflict(
            Label(
                zh=f"{unit.name}还有 {people} 个启用的账号，先停用或调往别的单位",
                en=f"{unit.name_en or unit.name} still has {people} open accounts: close or move them",
            )
        )
    before = described(unit)
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    audit.record(by=by, verb="identity.close_unit", about=f"identity.unit:{unit_key}", before=before,
                 after=described(unit), summary=f"{unit.name}自 {on} 起终止")  # fmt: skip
    fact = UnitClosed(unit=unit_key, on=on)
    transaction.on_commit(lambda: events.announce(fact))
    return unit


@transaction.atomic
def add_alias(*, by: Actor, unit_key: str, name: str, source: str = "") -> UnitAlias:
    """Another name by which documents call the unit; `source` is the document that does."""
    require(by, "identity.manage_units")
    unit = unit_or_fault(unit_key)
    if not name.strip():
        raise Invalid(Label(zh="别名", en="Alias"), Label(zh="请填别名", en="Please give the alias"))
    alias, created = UnitAlias.objects.get_or_create(
        unit=unit, name=name.strip()[:80], defaults={"source": source[:400]}
    )
    if created:
        after = {"alias": alias.name, "source": alias.source}
        audit.record(by=by, verb="identity.add_alias", about=f"identity.unit:{unit_key}", after=after,
                     summary=f"{unit.name}又称“{alias.name}”")  # fmt: skip
    return alias

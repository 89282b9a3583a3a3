"""What the search box finds: tasks, indicators, cities and units, by name, alias, former name or pinyin initials."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote

from django.db.models import Q
from django.urls import reverse

from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.identity.models import Region, Unit
from lingnan.engines.identity.sources import PROVINCE
from lingnan.engines.plan.models import PlanMember, Task
from lingnan.engines.plan.selectors.board import current_plan
from lingnan.shell.language import bi, say
from lingnan.shell.providers import ANSWERS, Visitor
from lingnan.shell.search import Hit, register

ENOUGH = 3  # letters that may stand amid the initials: hjbh finds 广东省环境保护厅


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """清远市 → `qys`: what people type who do not switch their keyboard."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- large, and only wanted by who searches in letters

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def fits(text: str, *names: str) -> bool:
    """Does the text stand in one of the names, or begin the initials of one?"""
    wanted = text.lower()
    if any(wanted in name.lower() for name in names if name):
        return True
    if not (wanted.isascii() and wanted.isalpha()):
        return False
    found = (initials(name) for name in names if name)
    return any(letters.startswith(wanted) or (len(wanted) >= ENOUGH and wanted in letters) for letters in found)


def find_tasks(by: Visitor, text: str) -> Iterator[Hit]:
    """Tasks of the plan in force: by number, title, or the units that answer for them. The plan is public."""
    plan = current_plan()
    if plan is None:
        return
    for task in Task.objects.filter(plan=plan).prefetch_related("units").order_by("number"):
        leads = [each.written for each in task.units.all()]
        if text == str(task.number) or fits(text, task.title, *leads):
            note = bi("第 {n} 项", "task {n}", n=task.number)
            yield Hit(title=task.title, url=reverse("plan:task", args=[plan.key, task.number]), note=note)


def find_indicators(by: Visitor, text: str) -> Iterator[Hit]:
    """Declared indicators, by either name or by key."""
    for key, declared in INDICATORS.items():
        if fits(text, declared.label.zh, declared.label.en, key):
            yield Hit(title=declared.label, url=reverse("evaluate:indicator", args=[key]), note=say(declared.unit))


def find_cities(by: Visitor, text: str) -> Iterator[Hit]:
    """Cities by name, English name, initials or code."""
    for region in Region.objects.filter(level="city", valid_to=None):
        if fits(text, region.name, region.name_en) or region.code.startswith(text):
            yield Hit(title=say(region), url=reverse("evaluate:city", args=[region.code]), note=region.code)


def find_units(by: Visitor, text: str) -> Iterator[Hit]:
    """Units by present, former and short names. Managers get to the unit, others to the tasks it leads."""
    may_manage = ANSWERS.allowed(by, "identity.manage_units")
    written = dict(PlanMember.objects.exclude(unit=None).values_list("unit_id", "written"))
    for unit in sorted(units_named(text), key=near):
        if may_manage:
            yield Hit(title=say(unit), url=reverse("identity:unit", args=[unit.pk]), note=note_of(unit))
        elif unit.pk in written:
            yield Hit(
                title=say(unit), url=f"{reverse('plan:board')}?lead={quote(written[unit.pk])}", note=note_of(unit)
            )


def units_named(text: str) -> Iterable[Unit]:
    """The database finds names; initials are compared here, over the few hundred units that are left."""
    named = Unit.objects.filter(
        Q(name__icontains=text) | Q(name_en__icontains=text) | Q(aliases__name__icontains=text)
        | Q(predecessors__before__name__icontains=text)
    ).distinct()  # fmt: skip
    if named or not (text.isascii() and text.isalpha()):
        return named
    known = Unit.objects.exclude(kind="county_government").prefetch_related("aliases")
    return [unit for unit in known if fits(text, unit.name, *(alias.name for alias in unit.aliases.all()))]


def near(unit: Unit) -> tuple[bool, int]:
    """The province's own units first, shorter names before longer ones."""
    return unit.region_id != PROVINCE or unit.kind == "national", len(unit.name)


def note_of(unit: Unit) -> str:
    """When a unit of the past ended."""
    return bi("{d} 止", "until {d}", d=unit.valid_to) if unit.valid_to else ""


register("plan.tasks", Label(zh="任务", en="Tasks"), find_tasks, order=20)
register("evaluate.indicators", Label(zh="指标", en="Indicators"), find_indicators, order=30)
register("evaluate.cities", Label(zh="城市", en="Cities"), find_cities, order=40)
register("identity.units", Label(zh="单位", en="Units"), find_units, order=50)

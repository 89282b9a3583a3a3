"""Read the tree of divisions, and what an old code means today."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.models import Region, RegionEvent

REASSIGNED = "码位改派"  # the code went to another division, and its holder to another code
GUANGDONG = "44"
SHORT, TOWN = 6, 9
MAX_STEPS = 12


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What a code means today: the regions (several after a split, none if unknown), by which changes, and a remark."""

    code: str
    regions: tuple[Region, ...]
    steps: tuple[RegionEvent, ...] = ()
    remark: str = ""


def plain_code(code: str) -> str:
    """Twelve digits become six, or nine for a town; two and four digits are filled up to six."""
    digits = code.strip()
    if not digits.isdigit() or not digits.startswith(GUANGDONG):
        raise NotFound(
            Label(
                zh=f"“{code}”不是广东的区划代码：应为 44 开头的 2、4、6、9 或 12 位数字",
                en=f"“{code}” is no code of Guangdong: 2, 4, 6, 9 or 12 digits that begin with 44",
            )
        )
    digits = digits.ljust(SHORT, "0")
    town = digits[SHORT:TOWN]
    return digits[:TOWN] if town.strip("0") else digits[:SHORT]


def children_of(code: str) -> list[Region]:
    """The divisions directly under `code`, by code."""
    return list(Region.objects.filter(parent_id=code))


def path_to(code: str) -> list[Region]:
    """Province, city, county, town down to `code`."""
    path: list[Region] = []
    at: str | None = code
    while at:
        region = Region.objects.get(pk=at)
        path.insert(0, region)
        at = region.parent_id
    return path


def cities_at(year: int) -> list[str]:
    """Codes of the cities that stood at the end of the year."""
    last = date(year, 12, 31)
    standing = Q(valid_from__isnull=True) | Q(valid_from__lte=last)
    standing &= Q(valid_to__isnull=True) | Q(valid_to__gt=last)
    return list(Region.objects.filter(standing, level="city").order_by("code").values_list("code", flat=True))


class Changes:
    """All code-by-code changes, asked once for one resolution."""

    def __init__(self) -> None:
        self.events = [e for e in RegionEvent.objects.order_by("year", "key") if e.codes and (e.codes[0] or e.codes[1])]

    def leaving(self, code: str, *, since: int, inclusive: bool) -> list[RegionEvent]:
        """The first changes by which the division with this code got another code or name, after a year.

        Of a reassigned code the meaning at the end of the year counts; any other change counts from its year on.
        """
        later = [
            e
            for e in self.events
            if e.codes[0] == code and (e.year > since or (inclusive and e.year == since and e.kind != REASSIGNED))
        ]
        first = [e for e in later if e.year == later[0].year] if later else []
        gone = [e for e in first if e.codes[1]]
        return gone or first

    def target(self, event: RegionEvent) -> str:
        """Where the division went: for a reassigned code, the code that its name got in the same year."""
        if event.kind == REASSIGNED:
            for other in self.events:
                if (other.year, other.kind, other.new) == (event.year, REASSIGNED, event.old):
                    return str(other.codes[1])
        return str(event.codes[1])

    def last_year(self, code: str) -> int:
        """A year in which this code still had its last meaning (for codes that came without a date)."""
        years = [e.year for e in self.events if e.codes[0] == code and e.kind != REASSIGNED]
        return max(years) - 1 if years else 0


def resolve_code(code: str, *, on: date | None = None) -> Resolution:
    """Which present region a code means that was written on a day (without one: today, or its last meaning).

    >>> resolve_code("440183").regions  # 增城市 until 2014
    (<Region: 增城区>,)
    """
    code = plain_code(code)
    present = {region.code: region for region in Region.objects.filter(level__in=["province", "city", "county"])}
    if len(code) == TOWN:
        found = Region.objects.filter(pk=code)
        return Resolution(code=code, regions=tuple(found), remark="" if found else "没有这个镇街代码")
    if on is None and code in present:
        return Resolution(code=code, regions=(present[code],))
    changes = Changes()
    since = on.year if on else changes.last_year(code)
    regions, steps, remark = follow(code, since, changes, present)
    return Resolution(code=code, regions=tuple(regions), steps=tuple(steps), remark=remark)


def follow(
    code: str, since: int, changes: Changes, present: dict[str, Region]
) -> tuple[list[Region], list[RegionEvent], str]:
    """Walk the changes from a code and year to the divisions of today."""
    waiting, regions, steps, remark = [(code, since, True)], [], [], ""
    for _ in range(MAX_STEPS):
        if not waiting:
            break
        at, year, inclusive = waiting.pop(0)
        events = changes.leaving(at, since=year, inclusive=inclusive)
        steps += events
        for event in events:
            target = changes.target(event)
            if target and not target.startswith(GUANGDONG):
                remark = f"{event.year} 年起不属广东，新代码 {target}"
            elif target:
                waiting.append((target, event.year, False))
            else:
                remark = f"{event.year} 年撤销“{event.old}”，来源未给去向"
        if not events:
            if at in present:
                regions += [present[at]] if present[at] not in regions else []
            else:
                remark = remark or f"没有代码 {at} 的记录"
    return regions, steps, remark


def history_of(code: str) -> list[RegionEvent]:
    """The changes that made the division what it is today, oldest first; those told in words by its name included."""
    changes, seen, codes = Changes(), {}, [code]
    while codes:
        at = codes.pop()
        for event in changes.events:
            arrived = event.codes[1] == at or (event.kind == REASSIGNED and changes.target(event) == at)
            if arrived and event.key not in seen:
                seen[event.key] = event
                if event.codes[0] and event.codes[0] != at:
                    codes.append(event.codes[0])
    region = Region.objects.filter(pk=code).first()
    if region and region.level != "province":
        told = RegionEvent.objects.filter(codes=["", ""], description__contains=region.name)
        city = region.name if region.level == "city" else region.parent.name if region.parent else ""
        seen |= {event.key: event for event in told if city in event.description or region.name in event.new}
    return sorted(seen.values(), key=lambda event: (event.year, event.key))

"""Values against each other: parts and whole, units and parent, ratios added up, vintages."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from lingnan.core.labels import Label
from lingnan.engines.evaluate.checks.declare import Cannot, Finding, Look, Seen
from lingnan.engines.evaluate.checks.facts import PartsFact
from lingnan.engines.evaluate.checks.words import plain, signed

FEWEST_CHILDREN = 2
MANY = Fraction(1, 2)  # of the units disagree in one year …
EXACT_YEARS = Fraction(1, 2)  # … while in most years nearly all agree
Gap = tuple[str, int, Decimal, Decimal, Fraction]  # region, year, whole, sum, share


def parts_against_whole(look: Look) -> Iterator[Seen]:
    """The parts should add up to the whole, within the declared tolerance."""
    for relation in look.facts.parts:
        gaps = _gaps(look, relation)
        if not gaps and relation.whole in look.table.annual:
            yield Cannot(series=relation.whole, why=Label(zh="各部分不在表里", en="The parts are not in the table"))
        look.saw(len(gaps))
        for region, year, whole, total, share in gaps:
            if abs(share) > relation.tolerance:
                yield Finding(
                    series=relation.whole, region=region, period=str(year),
                    observed=plain(whole), expected=plain(total), weight=abs(share),
                    reason=Label(
                        zh=f"各部分之和与总数相差 {signed(share)}，疑为版本混用",
                        en=f"The parts differ from the whole by {signed(share)}: vintages mixed?",
                    ),
                    line=look.table.lines.get((relation.whole, region, str(year))),
                )  # fmt: skip


def _gaps(look: Look, relation: PartsFact) -> list[Gap]:
    annual = look.table.annual
    parts = [annual[part] for part in relation.parts if part in annual]
    if len(parts) != len(relation.parts):
        return []
    return [
        (region, year, whole, total, Fraction(total) / Fraction(whole) - 1)
        for region, years in annual.get(relation.whole, {}).items()
        for year, whole in years.items()
        if whole and all(year in part.get(region, {}) for part in parts)
        for total in [sum((part[region][year] for part in parts), Decimal(0))]
    ]


def vintages_mixed(look: Look) -> Iterator[Seen]:
    """In some years whole and parts disagree in many units at once, in most years nowhere: two vintages were joined.

    A series that censuses revise needs its other vintage beside it; alone it cannot be checked.
    """
    for relation in look.facts.parts:
        yield from _mixed_years(look, relation)
    for series in look.table.by_series:
        if look.facts.of(series).is_revised:
            yield from _revised(look, series)


def _mixed_years(look: Look, relation: PartsFact) -> Iterator[Finding]:
    gaps = _gaps(look, relation)
    years = sorted({year for _, year, *_ in gaps})
    wrong = {
        year: (sum(abs(gap[4]) > relation.tolerance for gap in here), len(here))
        for year in years
        for here in [[gap for gap in gaps if gap[1] == year]]
    }
    look.saw(len(years))
    calm = sum(bad < many * MANY for bad, many in wrong.values())
    if not years or calm < len(years) * EXACT_YEARS:
        return
    for year, (bad, many) in wrong.items():
        if bad >= many * MANY:
            yield Finding(
                series=relation.whole, period=str(year), weight=Fraction(bad, many),
                observed=f"{bad}/{many}", expected=f"< {MANY} × {many}",
                reason=Label(
                    zh=f"{many} 个单位中有 {bad} 个的总数与各部分对不上，其他年份基本一致：两个版本拼在一起",
                    en=f"Whole and parts disagree in {bad} of {many} units, in other years hardly: two vintages joined",
                ),
            )  # fmt: skip


def _revised(look: Look, series: str) -> Iterator[Seen]:
    """Two sources of one value are two vintages: where they differ, the evaluation must say which it used."""
    kept: dict[tuple[str, str], dict[str, Decimal]] = {}
    for cell in look.table.by_series[series]:
        if cell.value is not None:
            kept.setdefault((cell.region, cell.period), {})[cell.source] = cell.value
    pairs = {place: found for place, found in kept.items() if len(found) > 1}
    if not pairs:
        yield Cannot(series=series, why=Label(
            zh="缺少比较序列：该序列在普查后回溯修订，首次公布数不在表里",
            en="Comparison series absent: censuses revise this series backwards and its first vintage is not here",
        ))  # fmt: skip
    for (region, period), found in pairs.items():
        look.saw()
        low, high = min(found.values()), max(found.values())
        if low != high:
            yield Finding(
                series=series, region=region, period=period, observed=plain(high), expected=plain(low),
                weight=Fraction(high) / Fraction(low) - 1 if low else Fraction(1),
                reason=Label(
                    zh=f"{len(found)} 个版本不同（{'、'.join(found)}）：写明用的是哪一版",
                    en=f"{len(found)} vintages differ ({', '.join(found)}): say which is used",
                ),
            )  # fmt: skip


def sum_of_units(look: Look) -> Iterator[Seen]:
    """What the units have together against the parent's own figure, for series that add up."""
    for series, cells in look.table.by_series.items():
        if not look.facts.is_additive(series):
            continue
        parents = {cell.parent for cell in cells if cell.parent}
        absent = sorted(parent for parent in parents if not _has_own(look, series, parent))
        for parent in absent:
            yield Cannot(series=series, why=Label(
                zh=f"缺少比较序列：表里没有{look.table.name_of(parent)}自己的数，不能与各单位之和比较",
                en=f"Comparison series absent: no own figure of {parent} to hold the sum of its units to",
            ))  # fmt: skip
        for region, period, own, total, number in _sums(look, series):
            look.saw()
            gap = Fraction(total) / Fraction(own) - 1
            if abs(gap) > look.facts.units_tolerance:
                yield Finding(
                    series=series, region=region, period=period,
                    observed=plain(own), expected=plain(total), weight=abs(gap),
                    reason=Label(
                        zh=f"所属 {number} 个单位之和与本级数相差 {signed(gap)}",
                        en=f"Its {number} units add up to {signed(gap)} of its own figure",
                    ),
                    line=look.table.lines.get((series, region, period)),
                )  # fmt: skip


def ratios_summed(look: Look) -> Iterator[Seen]:
    """A ratio of a parent that equals the sum of its units' ratios: meaningless, it was added up."""
    for series in look.table.by_series:
        if not look.facts.is_ratio(series):
            continue
        for region, period, own, total, number in _sums(look, series):
            look.saw()
            if abs(Fraction(total) / Fraction(own) - 1) <= look.facts.ratio_tolerance:
                yield Finding(
                    series=series, region=region, period=period,
                    observed=plain(own), expected="≤ " + plain(_largest(look, series, region, period)),
                    weight=Fraction(number),
                    reason=Label(
                        zh=f"等于所属 {number} 个单位比值之和：比值不能相加，应由分子、分母重算",
                        en=f"Is the sum of the ratios of its {number} units: recompute it from its parts",
                    ),
                    line=look.table.lines.get((series, region, period)),
                )  # fmt: skip


def _has_own(look: Look, series: str, parent: str) -> bool:
    return any(cell.region == parent and cell.value is not None for cell in look.table.by_series[series])


def _sums(look: Look, series: str) -> Iterator[tuple[str, str, Decimal, Decimal, int]]:
    """Parent, period, its own value, the sum of its units and their number; only where no unit's value is blank."""
    table = look.table
    periods = {cell.period for cell in table.by_series[series]}
    for parent, units in table.children.items():
        for period in sorted(periods):
            own = table.at.get((series, parent, period))
            values = [table.at.get((series, unit, period)) for unit in units]
            there = [value for value in values if value is not None]
            if own and len(there) == len(units) >= FEWEST_CHILDREN:
                yield parent, period, own, sum(there, Decimal(0)), len(there)


def _largest(look: Look, series: str, parent: str, period: str) -> Decimal:
    values = [look.table.at.get((series, unit, period)) for unit in look.table.children[parent]]
    return max(value for value in values if value is not None)

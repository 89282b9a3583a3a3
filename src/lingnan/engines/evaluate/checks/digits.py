"""What the digits themselves say: impossible values, heaped last digits, long decimals, a year copied."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from lingnan.core.labels import Label
from lingnan.engines.evaluate.checks.declare import Finding, Look, Seen
from lingnan.engines.evaluate.checks.history import median
from lingnan.engines.evaluate.checks.table import Cell
from lingnan.engines.evaluate.checks.words import percent, plain

LONG = 6  # decimals: nobody measures or reports so many
LONG_SHARE = Fraction(1, 4)  # of a group: imputed or converted
CLEAN_SHARE = Fraction(1, 20)  # a group with fewer is as measured
FEWEST = 12  # values in a group
HEAPED_INTEGERS = Fraction(2, 5)  # end in 0 or 5, where one in five is expected
HEAPED_DECIMALS = Fraction(3, 10)  # end in 5, where one in nine is expected: a last 0 is seldom written
HEAPED_FEWEST = 100  # values: either limit is then five standard deviations away
SHORT_MOST, SHORT_SHARE = 3, Fraction(3, 5)  # decimals, and the share of values that have just so many
SIGNIFICANT = 3  # digits: the last one of a small count is not evenly spread
COPIED, SELDOM = Fraction(1, 2), Fraction(1, 10)
COPIED_FEWEST = 10
Group = dict[tuple[str, str], list[Decimal]]


def out_of_range(look: Look) -> Iterator[Seen]:
    """A value that cannot be: outside the declared range of its series."""
    for series, cells in look.table.by_series.items():
        fact = look.facts.of(series)
        if fact.least is None and fact.most is None:
            continue
        span = f"{'' if fact.least is None else plain(fact.least)} … {'' if fact.most is None else plain(fact.most)}"
        for cell in cells:
            if cell.value is None:
                continue
            look.saw()
            below = fact.least is not None and cell.value < fact.least
            if below or (fact.most is not None and cell.value > fact.most):
                yield Finding(
                    series=series, region=cell.region, period=cell.period, line=cell.line,
                    observed=plain(cell.value), expected=span.strip(), weight=abs(Fraction(cell.value)),
                    reason=Label(zh=f"超出可能范围 {span}", en=f"Outside the possible range {span}"),
                )  # fmt: skip


def imputed(look: Look) -> Iterator[Seen]:
    """Long decimals in some groups of a series that is elsewhere written with few: imputed or converted values.

    A group is a unit's year of days, or a year of all units. A modelled series is long by nature.
    """
    for series, cells in look.table.by_series.items():
        if look.facts.of(series).is_modelled:
            continue
        shares = {place: _long_share(values) for place, values in _groups(cells).items() if len(values) >= FEWEST}
        look.saw(sum(cell.value is not None for cell in cells) if shares else 0)
        suspect = {place: share for place, share in shares.items() if share >= LONG_SHARE}
        if suspect and not any(share <= CLEAN_SHARE for share in shares.values()):
            yield _imputed_series(series, shares)
            continue
        for (region, period), share in suspect.items():
            yield Finding(
                series=series, region=region, period=period, weight=share,
                observed=percent(share), expected=f"≤ {percent(CLEAN_SHARE)}",
                reason=Label(
                    zh=f"{percent(share)} 的数有 {LONG} 位以上小数，同一序列别处没有：疑为插补或换算得来",
                    en=f"{percent(share)} of the values have {LONG} or more decimals, elsewhere hardly any: imputed?",
                ),
            )  # fmt: skip


def _imputed_series(series: str, shares: dict[tuple[str, str], Fraction]) -> Finding:
    share = median(list(shares.values()))
    return Finding(
        series=series, observed=percent(share), expected=f"≤ {percent(CLEAN_SHARE)}", weight=share,
        reason=Label(
            zh=f"整个序列多有长小数（中位 {percent(share)}）：疑由别的数换算得来，请注明",
            en=f"The whole series has long decimals (median {percent(share)}): converted from something else?",
        ),
    )  # fmt: skip


def _groups(cells: Sequence[Cell]) -> Group:
    found: Group = defaultdict(list)
    for cell in cells:
        if cell.value is not None:
            found[(cell.region, cell.period[:4]) if cell.is_daily else ("", cell.period)].append(cell.value)
    return found


def _long_share(values: Sequence[Decimal]) -> Fraction:
    return Fraction(sum(decimals_of(value) >= LONG for value in values), len(values))


def decimals_of(value: Decimal) -> int:
    """Decimals as written, without zeros at the end.

    >>> decimals_of(Decimal("12.50")), decimals_of(Decimal(1200))
    (1, 0)
    """
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def heaped(look: Look) -> Iterator[Seen]:
    """Too many values end in 0 or 5: rounded or guessed. Only for series written with a fixed, short form."""
    for series, cells in look.table.by_series.items():
        values = [abs(cell.value) for cell in cells if cell.value]
        counts = Counter(decimals_of(value) for value in values)
        places, number = max(counts.items(), key=lambda each: each[1], default=(0, 0))
        last = _last_digits(values, places)
        if places > SHORT_MOST or number < len(values) * SHORT_SHARE or len(last) < HEAPED_FEWEST:
            continue
        look.saw(len(last))
        round_ones, limit, usual = ({5}, HEAPED_DECIMALS, "11%") if places else ({0, 5}, HEAPED_INTEGERS, "20%")
        share = Fraction(sum(digit in round_ones for digit in last), len(last))
        if share >= limit:
            which = "、".join(map(str, sorted(round_ones)))
            yield Finding(
                series=series, observed=percent(share), expected=usual, weight=share,
                reason=Label(
                    zh=f"{len(last)} 个数中 {percent(share)} 的末位是 {which}（应约 {usual}）：疑为取整或估计",
                    en=f"{percent(share)} of {len(last)} values end in {which} (about {usual} expected): rounded?",
                ),
            )  # fmt: skip


def _last_digits(values: Sequence[Decimal], places: int) -> list[int]:
    """The last written digit of the values that have just so many decimals."""
    fixed = [value.scaleb(places) for value in values if decimals_of(value) == places]
    return [int(value) % 10 for value in fixed if value >= 10 ** (SIGNIFICANT - 1)]


def copied_years(look: Look) -> Iterator[Seen]:
    """Half of the units repeat last year's value exactly, in a series that otherwise hardly ever does."""
    for series, regions in look.table.annual.items():
        same: dict[int, list[bool]] = defaultdict(list)
        for years in regions.values():
            for year, value in years.items():
                if year - 1 in years and (value or years[year - 1]):
                    same[year].append(value == years[year - 1])
        shares = {year: Fraction(sum(all_), len(all_)) for year, all_ in same.items() if len(all_) >= COPIED_FEWEST}
        look.saw(sum(map(len, same.values())) if shares else 0)
        if not shares or median(list(shares.values())) > SELDOM:
            continue
        for year, share in shares.items():
            if share >= COPIED:
                yield Finding(
                    series=series, period=str(year), observed=percent(share), expected=f"≤ {percent(SELDOM)}",
                    weight=share,
                    reason=Label(
                        zh=f"{percent(share)} 的单位与 {year - 1} 年的数完全相同：疑为照抄上年",
                        en=f"{percent(share)} of the units repeat {year - 1} exactly: copied?",
                    ),
                )  # fmt: skip

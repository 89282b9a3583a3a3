"""A table of values as it came: one cell per series, unit and period, with where it stands in the file."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

YEAR_DIGITS = 4
Years = Mapping[int, Decimal]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value, or a blank (None, never 0). `period` is a year (2017) or a day (2017-03-05)."""

    series: str
    region: str
    period: str
    value: Decimal | None
    unit: str = ""
    source: str = ""
    note: str = ""
    parent: str = ""  # the unit that this one is a part of
    line: int | None = None

    @property
    def is_annual(self) -> bool:
        return len(self.period) == YEAR_DIGITS and self.period.isdigit()

    @property
    def is_daily(self) -> bool:
        return len(self.period) > YEAR_DIGITS

    @property
    def year(self) -> int:
        return int(self.period[:YEAR_DIGITS])


@dataclass(frozen=True)
class Table:
    """Cells in the order of the file. `name` is what a finding calls it."""

    name: str
    cells: tuple[Cell, ...]
    region_names: Mapping[str, str]

    @cached_property
    def by_series(self) -> dict[str, tuple[Cell, ...]]:
        return _grouped(self.cells, lambda cell: cell.series)

    @cached_property
    def annual(self) -> dict[str, dict[str, dict[int, Decimal]]]:
        """Series → region → year → value; of several vintages the last one counts."""
        found: dict[str, dict[str, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
        for cell in self.cells:
            if cell.is_annual and cell.value is not None:
                found[cell.series][cell.region][cell.year] = cell.value
        return found

    @cached_property
    def lines(self) -> dict[tuple[str, str, str], int | None]:
        return {(cell.series, cell.region, cell.period): cell.line for cell in self.cells}

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Parent → its units in this table."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for cell in self.cells:
            if cell.parent:
                found[cell.parent][cell.region] = None
        return {parent: tuple(units) for parent, units in found.items()}

    @cached_property
    def at(self) -> dict[tuple[str, str, str], Decimal | None]:
        return {(cell.series, cell.region, cell.period): cell.value for cell in self.cells}

    def name_of(self, region: str) -> str:
        return self.region_names.get(region, region)


def _grouped(cells: tuple[Cell, ...], key: Callable[[Cell], str]) -> dict[str, tuple[Cell, ...]]:
    found: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[key(cell)].append(cell)
    return {name: tuple(members) for name, members in found.items()}

"""Small made-up tables for the tests of checks."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from lingnan.engines.evaluate.checks import Cell, Finding, Table, run_checks

UNITS = tuple(f"u{number}" for number in range(10))


def cell(region: str, period: str, value: str | int | None, *, series: str = "s", **more: str) -> Cell:
    return Cell(
        series=series,
        region=region,
        period=period,
        value=None if value is None else Decimal(value),
        unit=more.pop("unit", "km2"),
        **more,
    )


def table(*cells: Cell) -> Table:
    return Table("made-up", cells, {})


def years(values: Mapping[str, Sequence[str | int | None]], *, first: int = 2001, series: str = "s") -> Table:
    """Region → values of the years from `first` on; None: no row."""
    return table(*(
        cell(region, str(first + number), value, series=series)
        for region, row in values.items()
        for number, value in enumerate(row)
        if value is not None
    ))  # fmt: skip


def found(made: Table, check: str) -> list[Finding]:
    return list(run_checks(made, keys=[check]).of(check).findings)


def places(made: Table, check: str) -> set[tuple[str, str]]:
    return {(each.region, each.period) for each in found(made, check)}

"""A clean random table gives no finding (declared rate: below one table in twenty), and what is planted is found."""

import random
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.evaluate.checks.made_up import places

from lingnan.engines.evaluate.checks import Cell, Table, run_checks, shipped_facts

TABLES = 60  # of 21 × 12 values; no finding in any: the rate is below 5 % by this test alone (rule of three)
CITIES = sorted(divisions.cities) if (divisions := shipped_facts().divisions) else []


def clean(seed: int) -> Table:
    """Levels over two orders of magnitude, growth 8 % with spreads of 5 % (year) and 6 % (city), two decimals."""
    chance = random.Random(seed)
    levels = {code: 10 ** chance.uniform(2, 4) for code in CITIES}
    cells = []
    for year in range(2001, 2013):
        common = chance.gauss(0.08, 0.05)
        for code in CITIES:
            levels[code] *= 1 + common + chance.gauss(0, 0.06)
            value = Decimal(f"{levels[code]:.2f}")
            cells.append(Cell(series="s", region=code, period=str(year), value=value, unit="km2"))
    return Table("clean", tuple(cells), {})


def test_clean_tables_raise_no_alarm() -> None:
    alarms = {seed: report.findings for seed in range(TABLES) if (report := run_checks(clean(seed))).findings}
    assert alarms == {}


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    place=st.integers(0, 20),
    year=st.integers(2002, 2011),
    power=st.sampled_from([-8, -4, -3, 3, 4, 8]),
)
def test_a_planted_unit_slip_is_found_and_nothing_else_slips(seed: int, place: int, year: int, power: int) -> None:
    made = clean(seed)
    target = (CITIES[place], str(year))
    cells = tuple(
        Cell(series="s", region=c.region, period=c.period, value=c.value.scaleb(power), unit=c.unit)
        if (c.region, c.period) == target and c.value is not None
        else c
        for c in made.cells
    )
    assert places(Table("planted", cells, {}), "unit_slip") == {target}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), place=st.integers(0, 20), year=st.integers(2002, 2012))
def test_the_order_of_rows_changes_nothing(seed: int, place: int, year: int) -> None:
    made = clean(seed)
    planted = tuple(
        c
        if (c.region, c.period) != (CITIES[place], str(year)) or c.value is None
        else Cell(series="s", region=c.region, period=c.period, value=c.value * 5, unit=c.unit)
        for c in made.cells
    )
    mixed = list(planted)
    random.Random(seed).shuffle(mixed)
    straight = run_checks(Table("t", planted, {})).findings
    assert {f for _, f in straight} == {f for _, f in run_checks(Table("t", tuple(mixed), {})).findings}
    assert straight

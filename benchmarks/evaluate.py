"""Promise: 21 cities x 20 indicators x 25 years evaluated in under a second; a report typeset in a few.

    .venv/bin/python benchmarks/evaluate.py

Judges 25 years of made-up values exactly (fractions between goalposts, weights, ranks) and, apart, draws the rank
intervals (2,000 draws a year). The baseline is the barest loop of floats over the same numbers: no evidence, no
missing values, no ranks.
"""

import os
import random
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingnan.web.settings")
os.environ.setdefault("LINGNAN_LOG_LEVEL", "ERROR")
django.setup()

from lingnan.core.labels import Label  # noqa: E402
from lingnan.engines.evaluate.frameworks import HUNDRED, INDEX, INDEX_LABEL, Framework, Interval, Node  # noqa: E402
from lingnan.engines.evaluate.scoring import ranks, score_region  # noqa: E402
from lingnan.engines.evaluate.uncertainty import rank_intervals  # noqa: E402

CITIES, INDICATORS, YEARS, DOMAINS = 21, 20, 25, 4
NAME = Label(zh="指标", en="Indicator")


def framework() -> Framework:
    """Four domains of five indicators, five points each."""
    leaves = [
        Node(key=f"i{n}", label=NAME, weight=Decimal(5), worst=Decimal(0), best=Decimal(100), goalpost_source="-")
        for n in range(INDICATORS)
    ]
    each = INDICATORS // DOMAINS
    domains = tuple(
        Node(key=f"d{n}", label=NAME, weight=Decimal(25), children=tuple(leaves[n * each : (n + 1) * each]))
        for n in range(DOMAINS)
    )
    swing = Interval(percent=90, draws=2000, seed=1, weight_swing=Decimal("0.25"), value_swing=Decimal("0.05"))
    return Framework(
        key="bench", label=NAME, edition="1", in_force_from=date(2000, 1, 1), in_force_to=None, source="-", clause="-",
        confidence="own choice", note="", floor=Decimal(20), floor_reason=NAME, needs=Decimal(60),
        score_breaks=(), interval=swing, root=Node(key=INDEX, label=INDEX_LABEL, weight=HUNDRED, children=domains),
    )  # fmt: skip


def year_of(dice: random.Random) -> dict[str, dict[str, Decimal]]:
    """city → indicator → value with two decimals."""
    return {
        f"c{city}": {f"i{n}": Decimal(dice.randint(0, 10000)) / 100 for n in range(INDICATORS)}
        for city in range(CITIES)
    }


def timed(what: str, run: Callable[[], object]) -> float:
    """CPU seconds of one run, printed with work per CPU-second."""
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    took, waited = time.process_time() - cpu, time.perf_counter() - wall
    values = CITIES * INDICATORS * YEARS
    print(f"{what:34} {took:8.3f} s CPU {waited:8.3f} s wall {values / max(took, 1e-9):12,.0f} values/CPU-s")
    return took


def main() -> None:
    """Print the table."""
    dice = random.Random(44)
    chosen, years = framework(), [year_of(dice) for _ in range(YEARS)]

    def judged() -> None:
        for values in years:
            scores = {city: score_region(chosen, row) for city, row in values.items()}
            for node in chosen.root.walk():
                ranks({city: found[node.key].points for city, found in scores.items()})

    def intervals() -> None:
        for values in years:
            columns = {f"i{n}": {city: row[f"i{n}"] for city, row in values.items()} for n in range(INDICATORS)}
            rank_intervals(chosen, columns, list(values))

    def bare() -> None:
        for values in years:
            sorted(sum(float(value) * 0.05 for value in row.values()) for row in values.values())

    print(f"{CITIES} cities x {INDICATORS} indicators x {YEARS} years")
    base = timed("baseline: weighted sums of floats", bare)
    exact = timed("scores and ranks, exact", judged)
    drawn = timed("rank intervals, 2,000 draws a year", intervals)
    print(f"ratio to the baseline: scores {exact / base:.0f}, with intervals {(exact + drawn) / base:.0f}")


if __name__ == "__main__":
    main()

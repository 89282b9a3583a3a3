"""The promise of the index engine: 1,000 replicates of ASEM well under one CPU-second, linear to 10,000 units.

    python benchmarks/index_engine.py

Prints work per CPU-second and, as the baseline of the same run, the slow chain of the tests (plain Python decimals),
which is to us what the R reference (106 s for 1,000 replicates) was to its users.
"""

import argparse
import importlib.util
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from lingnan.index.arrays import Dataset, Table, ranks
from lingnan.index.replicates import Workbench
from lingnan.index.sensitivity import monte_carlo, study
from lingnan.index.settings import Settings, read_settings
from lingnan.index.tables import read_data, read_tree
from lingnan.index.tree import Tree

ROOT = Path(__file__).resolve().parent.parent
ASEM = ROOT / "src/lingnan/data/asem"
R_SECONDS = 106.0


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def asem() -> tuple[Dataset, Tree, Settings]:
    settings = read_settings(ROOT / "examples/index/asem-chain.toml")
    tree, kinds = read_tree(ASEM / "asem_iMeta.csv")
    return read_data(ASEM / "asem_iData.csv", tree, kinds), tree, settings


def larger(data: Dataset, units: int) -> Dataset:
    """Units drawn from ASEM with a little noise: as skewed and as incomplete as the real ones."""
    rng = np.random.default_rng(1)
    rows = rng.integers(0, len(data.table.units), units)
    values = data.table.values[rows] * rng.uniform(0.9, 1.1, (units, len(data.table.codes)))
    names = tuple(f"u{number}" for number in range(units))
    return Dataset(
        table=Table(units=names, codes=data.table.codes, values=values),
        denominators={name: column[rows] for name, column in data.denominators.items()},
        groups={name: tuple(labels[row] for row in rows) for name, labels in data.groups.items()},
        names={},
    )


def slow_seconds() -> float:
    spec = importlib.util.spec_from_file_location("slow_chain", ROOT / "tests/index/slow_chain.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    files = ASEM / "asem_iData.csv", ASEM / "asem_iMeta.csv"
    return cpu(lambda: module.run(*files, group="EurAsia_group", share=Decimal("0.9")))


def replicates_and_ranks(data: Dataset, tree: Tree, settings: Settings, count: int) -> None:
    assert settings.plan is not None
    _, scores = monte_carlo(Workbench(data=data, tree=tree), settings.chain, replace(settings.plan, draws=count))
    ranks(scores.values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="the smallest form, to see that it runs")
    small = parser.parse_args().small
    data, tree, settings = asem()
    assert settings.plan is not None
    plan = settings.plan
    slow = slow_seconds()
    print(f"baseline: one chain in plain Python decimals            {slow:8.3f} CPU-s")
    count = 100 if small else 1000
    took = min(cpu(lambda: replicates_and_ranks(data, tree, settings, count)) for _ in range(3))
    rate = count / took
    print(f"{count} replicates of ASEM with ranks, nothing cached      {took:8.3f} CPU-s  {rate:8.0f} a CPU-second")
    faster = R_SECONDS * count / 1000 / took
    print(f"    against the baseline {slow * rate:8.0f} x; against R's 106 s per 1,000 {faster:6.0f} x")
    draws = 20 if small else 500
    took = cpu(lambda: study(Workbench(data=data, tree=tree), settings.chain, replace(plan, draws=draws)))
    print(f"sensitivity, {draws * 6} replicates, 1,000 bootstrap samples {took:8.3f} CPU-s")
    print("growth, 100 replicates:")
    per_cell = []
    for units in (51, 500) if small else (500, 1000, 2000, 5000, 10000):
        big = larger(data, units)
        took = min(cpu(lambda big=big: replicates_and_ranks(big, tree, settings, 100)) for _ in range(2))
        per_cell.append(took / units)
        print(f"    {units:6d} units {took:8.3f} CPU-s  {took / units * 1e6:8.1f} µs a unit")
    print(f"    time a unit, largest over smallest: {per_cell[-1] / per_cell[0]:.2f} (1 is linear)")


if __name__ == "__main__":
    main()

"""`lingnan index run | replay | sensitivity`: composite indices from two tables and a settings file. No database."""

import hashlib
import json
import platform
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lingnan import __version__
from lingnan.core.errors import Invalid

if TYPE_CHECKING:
    from lingnan.index.arrays import Dataset
    from lingnan.index.settings import Settings
    from lingnan.index.tree import Tree

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def command() -> None:
    """Composite indices: run a chain, replay recorded replicates, find what moves the ranks."""


def _inputs(function: Any) -> Any:  # Any: click decorators take and give any callable
    year = "Which year, where the unit table holds several (column Time)."
    function = click.option("--time", type=int, help=year)(function)
    for option, text in (
        ("--settings", "Settings of the chain (TOML)."),
        ("--meta", "Indicator table: iCode, Level, Parent, Weight, Direction, Type, Target, Denominator."),
        ("--data", "Unit table: uCode, then a column per indicator, denominator and group."),
    ):
        function = click.option(option, type=FILE, required=True, help=text)(function)
    return function


def _read(data: Path, meta: Path, settings: Path, time: int | None) -> "tuple[Settings, Tree, Dataset]":
    from lingnan.index.settings import read_settings
    from lingnan.index.tables import read_data, read_tree

    read = read_settings(settings)
    tree, kinds = read_tree(meta, adding=read.adding)
    return read, tree, read_data(data, tree, kinds, time=time)


def _about(read: "Settings", /, **inputs: Path) -> dict[str, object]:
    """What a later reader needs to redo this: settings with their defaults, versions, digests of the inputs."""
    return {
        "lingnan": __version__,
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "scipy": version("scipy"),
        "inputs": {
            name: {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for name, path in inputs.items()
        },
        "settings": {"weights_add_up_to": read.adding, **read.chain.as_settings()},
    }


def _write_json(path: Path, document: dict[str, object]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")


def _bar(length: int) -> Any:  # Any: click does not export the type of its bar
    return click.progressbar(length=length, label="replicates", file=sys.stderr, hidden=not sys.stderr.isatty())


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(str(out), f"不能建这个文件夹（{error.strerror}）") from error


@command.command()
@_inputs
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the results.")
@click.option("--json", "as_json", is_flag=True, help="Print the index, its ranks and the log as JSON.")
def run(data: Path, meta: Path, settings: Path, time: int | None, out: Path, as_json: bool) -> None:
    """Run a chain: every step as CSV, and run.json with settings, versions and what was treated."""
    from lingnan.index.scores import run as run_chain
    from lingnan.index.tables import write_table

    read, tree, inputs = _read(data, meta, settings, time)
    done = run_chain(inputs, tree, read.chain)
    _folder(out)
    for step in done.STEPS:
        write_table(out / f"{step}.csv", getattr(done, step))
    log: dict[str, object] = {
        **_about(read, data=data, meta=meta, settings=settings),
        "units": len(done.aggregated.units),
        "indicators": len(done.normalised.codes),
        "index": tree.index,
        "weights": dict(done.weights),
        "warnings": list(done.warnings),
        "removed": [asdict(each) for each in done.removed],
        "imputed": [asdict(each) for each in done.filled],
        "treated": [asdict(each) for each in done.treatments],
    }
    _write_json(out / "run.json", log)
    for warning in done.warnings:
        click.echo(f"lingnan: {warning}", err=True)
    scores, places = done.aggregated, done.ranks
    order = sorted(scores.units, key=lambda unit: (places.value(unit, tree.index) or 10**9, unit))
    if as_json:
        answer = {u: {"score": scores.value(u, tree.index), "rank": places.value(u, tree.index)} for u in order}
        click.echo(json.dumps({"index": tree.index, "units": answer, "out": str(out)}, ensure_ascii=False))
        return
    for unit in order[:10]:
        rank, score = places.value(unit, tree.index), scores.value(unit, tree.index)
        said = "没有得分" if rank is None or score is None else f"{rank:>4.0f}  {score:.4f}"
        click.echo(f"{said}  {unit}  {inputs.names.get(unit, '')}")
    click.echo(f"{len(order)} units, {len(done.normalised.codes)} indicators → {out}")


@command.command()
@_inputs
@click.option("--replicates", type=FILE, required=True, help="rep,winmax,norm,weight_set,agg, one replicate a row.")
@click.option("--weights", type=FILE, required=True, help="set,iCode,Level,Weight, long.")
@click.option("--out", type=FILE, required=True, help="CSV: uCode,Nominal,r_1,r_2,…")
@click.option("--json", "as_json", is_flag=True, help="Print counts and failed replicates as JSON.")
def replay(
    data: Path,
    meta: Path,
    settings: Path,
    time: int | None,
    replicates: Path,
    weights: Path,
    out: Path,
    as_json: bool,
) -> None:
    """Replay recorded replicates; Nominal is the untouched chain."""
    from lingnan.index import replay as recorded
    from lingnan.index.replicates import Workbench

    read, tree, inputs = _read(data, meta, settings, time)
    sets = recorded.read_weights(weights, tree)
    names, made = recorded.read_replicates(replicates, read.chain, sets)
    with _bar(len(names)) as bar:
        scores = Workbench(data=inputs, tree=tree).scores(read.chain, made.variants, bar.update)
    _folder(out.parent)
    recorded.write_scores(out, scores, recorded.columns_of(names))
    if as_json:
        failed = {names[place]: reason for place, reason in scores.failed.items()}
        answer = {"units": len(scores.units), "replicates": len(names), "failed": failed, "out": str(out)}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for place, reason in scores.failed.items():
        click.echo(f"lingnan: 第 {names[place]} 次没有结果：{reason}", err=True)
    click.echo(f"{len(scores.units)} units, {len(names)} replicates, {len(scores.failed)} without an answer → {out}")


@command.command()
@_inputs
@click.option("-n", "--draws", type=click.IntRange(2, 1_000_000), help="N instead of that of the settings.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed instead of that of the settings.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the results.")
@click.option("--json", "as_json", is_flag=True, help="Print the effects as JSON.")
def sensitivity(
    data: Path,
    meta: Path,
    settings: Path,
    time: int | None,
    draws: int | None,
    seed: int | None,
    out: Path,
    as_json: bool,
) -> None:
    """First-order and total effects of every uncertain setting, rank intervals, and replicates that can be replayed."""
    from dataclasses import replace

    from lingnan.index import replay as recorded
    from lingnan.index.replicates import Workbench
    from lingnan.index.sensitivity import study
    from lingnan.index.tables import write_rows, written

    read, tree, inputs = _read(data, meta, settings, time)
    if read.plan is None:
        raise Invalid(settings.name, "没有 [sensitivity] 一节，不知道哪些设置会变")
    plan = replace(read.plan, draws=draws or read.plan.draws, seed=read.plan.seed if seed is None else seed)
    with _bar(plan.draws * (len(plan.vary) + 2)) as bar:
        found = study(Workbench(data=inputs, tree=tree), read.chain, plan, bar.update)
    _folder(out)
    names = tuple(str(number) for number in range(1, len(found.replicates.rows) + 1))
    recorded.write_replicates(out / "replicates.csv", found.replicates, names)
    recorded.write_weights(out / "weights.csv", found.replicates.weight_sets, tree)
    recorded.write_scores(out / "scores.csv", found.scores, recorded.columns_of(names))
    ranked = ((s.unit, s.nominal or "", *map(written, (s.mean, s.median, s.q05, s.q95))) for s in found.spreads)
    write_rows(out / "ranks.csv", ("uCode", "Nominal", "Mean", "Median", "Q5", "Q95"), ranked)
    header = ("setting", "first", "first_q05", "first_q95", "total", "total_q05", "total_q95")
    rows = [asdict(effect) for effect in found.effects]
    write_rows(out / "effects.csv", header, ([r["setting"], *(written(r[n]) for n in header[1:])] for r in rows))
    about = _about(read, data=data, meta=meta, settings=settings)
    plan_given = {**asdict(plan), "vary": [each.setting for each in plan.vary], "replicates": len(names)}
    failed = {names[place]: reason for place, reason in found.scores.failed.items()}
    _write_json(out / "run.json", {**about, "plan": plan_given, "failed": failed, "effects": rows})
    if as_json:
        click.echo(json.dumps({"effects": rows, "variance": found.variance, "failed": len(failed)}, ensure_ascii=False))
        return
    for effect in found.effects:
        first = f"{effect.first:6.3f} [{effect.first_q05:6.3f}, {effect.first_q95:6.3f}]"
        total = f"{effect.total:6.3f} [{effect.total_q05:6.3f}, {effect.total_q95:6.3f}]"
        click.echo(f"{effect.setting:20} first {first}  total {total}")
    click.echo(f"{len(names)} replicates, {len(failed)} without an answer → {out}")

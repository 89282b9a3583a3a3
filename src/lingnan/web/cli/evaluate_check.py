"""`lingnan evaluate check`: the general checks over files of values; needs no database."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from lingnan.engines.evaluate.checks import Check, Finding, Outcome, Report

SHOWN = 5  # findings of one check, the worst first


@click.command("check")
@click.argument("paths", type=click.Path(path_type=Path, dir_okay=False), nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Every finding, for programs.")
@click.option("--most", default=SHOWN, show_default=True, type=click.IntRange(min=0), help="Findings shown of a check.")
def command(paths: tuple[Path, ...], as_json: bool, most: int) -> None:
    """Check files of values: long, daily, or city and county, known by their header. Exit 1 when an error is found."""
    from lingnan.engines.evaluate.checks import run_checks
    from lingnan.engines.evaluate.checks.reading import read_table

    reports = [run_checks(read_table(path)) for path in paths]
    if as_json:
        click.echo(json.dumps([_document(report) for report in reports], ensure_ascii=False, indent=1))
    else:
        for report in reports:
            _show(report, most)
    if any(report.has_errors for report in reports):
        click.get_current_context().exit(1)


def _show(report: "Report", most: int) -> None:
    click.echo(f"{report.table.name}: {len(report.table.cells)} values, {len(report.findings)} findings")
    for outcome in (each for each in report.outcomes if each.findings):
        check = outcome.check
        click.echo(f"  {check.severity.value:<8}{check.key} {check.label.zh}: {len(outcome.findings)}")
        for finding in outcome.findings[:most]:
            click.echo(
                f"      {_place(report, finding)}  {finding.observed}  [{finding.expected}]  {finding.reason.zh}"
            )
        if len(outcome.findings) > most:
            click.echo(f"      … {len(outcome.findings) - most} more")
        click.echo(f"      → {check.advice.zh}")
    silent = [each.check.key for each in report.outcomes if each.state == "not_found"]
    click.echo(f"  not found: {', '.join(silent) or 'none'}")
    _show_cannot(report, most)


def _show_cannot(report: "Report", most: int) -> None:
    """What could not be checked, and why; the same reason once, with the series it holds for."""
    click.echo("  cannot be checked:")
    for outcome in report.outcomes:
        reasons: dict[str, list[str]] = {}
        for each in outcome.cannot:
            reasons.setdefault(each.why.zh, []).append(each.series)
        for why, series in reasons.items():
            named = [key for key in series if key]
            tail = f"（{', '.join(named[:most])}{f' … 共 {len(named)} 个序列' if len(named) > most else ''}）"
            click.echo(f"      {outcome.check.key}: {why}{tail if named else ''}")


def _place(report: "Report", finding: "Finding") -> str:
    line = f"line {finding.line} " if finding.line else ""
    region = f"{finding.region} {report.table.name_of(finding.region)}" if finding.region else ""
    return " ".join(part for part in (line.strip(), finding.series, region, finding.period) if part)


def _document(report: "Report") -> dict[str, object]:
    return {
        "file": report.table.name,
        "values": len(report.table.cells),
        "has_errors": report.has_errors,
        "checks": [_outcome(report, outcome) for outcome in report.outcomes],
    }


def _outcome(report: "Report", outcome: "Outcome") -> dict[str, object]:
    check: Check = outcome.check
    return {
        "check": check.key, "zh": check.label.zh, "en": check.label.en, "severity": check.severity.value,
        "advice": {"zh": check.advice.zh, "en": check.advice.en}, "state": outcome.state, "looked_at": outcome.looked,
        "cannot": [{"series": each.series, "zh": each.why.zh, "en": each.why.en} for each in outcome.cannot],
        "findings": [
            {
                "series": each.series, "region": each.region, "name": report.table.name_of(each.region),
                "period": each.period, "line": each.line, "observed": each.observed, "expected": each.expected,
                "zh": each.reason.zh, "en": each.reason.en,
            }
            for each in outcome.findings
        ],
    }  # fmt: skip

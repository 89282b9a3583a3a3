"""Walks every sector: the form is whole, the rules load, the worked cases pass, the ladder is honest."""

from dataclasses import fields, is_dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from lingnan import checks, rules
from lingnan.core.labels import Label
from lingnan.core.ladder import RULES, State, grade, read
from lingnan.engines.evaluate.declare import Indicator
from lingnan.manifest import SECTORS, Sector

EVERY_SECTOR = pytest.mark.parametrize("sector", tuple(SECTORS), ids=lambda sector: sector.key)
EVERY_INDICATOR = pytest.mark.parametrize(
    "indicator", [kept for sector in SECTORS for kept in sector.indicators], ids=lambda kept: kept.key
)


def room(sector: Sector) -> Path:
    return Path(str(import_module(f"lingnan.sectors.{sector.key}").__file__)).parent


def folders_of_rooms() -> set[str]:
    import lingnan.sectors

    return {path.parent.name for path in Path(lingnan.sectors.__path__[0]).glob("*/manifest.py")}


def test_every_room_is_registered() -> None:
    assert folders_of_rooms() == set(SECTORS.keys())


@EVERY_SECTOR
def test_the_manifest_is_whole(sector: Sector) -> None:
    assert checks.faults(sector) == []


@EVERY_SECTOR
def test_every_label_has_both_languages(sector: Sector) -> None:
    def labels(thing: object) -> list[Label]:
        if isinstance(thing, Label):
            return [thing]
        if isinstance(thing, tuple):
            return [label for part in thing for label in labels(part)]
        if not is_dataclass(thing):
            return []
        return [label for field in fields(thing) for label in labels(getattr(thing, field.name))]

    found = [label for label in labels(sector) if label.zh != label.en]  # a unit such as % is the same in both
    assert found
    assert [label for label in found if not any("\u4e00" <= sign <= "\u9fff" for sign in label.zh)] == []
    assert [label for label in found if any("\u4e00" <= sign <= "\u9fff" for sign in label.en)] == []


@EVERY_SECTOR
def test_every_rule_file_loads_and_belongs_to_the_room(sector: Sector) -> None:
    files = sorted((room(sector) / "parameters").glob("*.yaml"))
    brought = {rule_set.id for path in files for rule_set in rules.load_file(path)}
    assert brought == set(sector.rules)


@EVERY_SECTOR
def test_every_limit_has_an_edition_on_the_day_of_the_standard(sector: Sector) -> None:
    for alert in sector.alerts:
        for edition in rules.editions(getattr(alert.limit, "rule", "")) if hasattr(alert.limit, "rule") else ():
            limit = alert.limit_on(edition.in_force_from)
            assert (limit.edition, limit.value > 0) == (edition.edition, True)


@EVERY_SECTOR
def test_the_ladder_is_honest(sector: Sector) -> None:
    marks = read(room(sector) / "QUALITY.yaml")
    assert [key for key, rule in RULES.items() if rule.is_validated and marks[key].state is State.TODO] == []
    assert grade(marks) >= 1


@EVERY_SECTOR
def test_the_readme_is_one_page(sector: Sector) -> None:
    lines = (room(sector) / "README.md").read_text(encoding="utf-8").splitlines()
    assert 5 <= len(lines) <= 60


@EVERY_INDICATOR
def test_the_worked_example_of_an_indicator_can_be_redone(indicator: Indicator) -> None:
    example = indicator.example
    assert example is not None
    quotient = example.numerator / (example.denominator or 1) * indicator.factor
    assert round(quotient, indicator.decimals) == example.value


@EVERY_SECTOR
def test_the_worked_cases_pass(sector: Sector, shared_dir: Path) -> None:
    from lingnan.core.conformance import walk

    name = f"lingnan.sectors.{sector.key}.conformance"
    if find_spec(name) is None:
        return
    import_module(name)
    reports = [report for report in walk(shared_dir / "data" / "sectors" / sector.key) if report.known]
    assert reports
    for report in reports:
        assert [(failure.id, failure.differences) for failure in report.failures] == []
        assert not report.faults
        assert report.passed == len(report.results) > 0

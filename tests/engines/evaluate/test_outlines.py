"""What is known of the evaluation systems, and how surely."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from lingnan.core.errors import NotFound
from lingnan.engines.evaluate import outlines


def table(shared_dir: Path, name: str) -> list[dict[str, str]]:
    with (shared_dir / "data" / "evaluation" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_areas_add_up_to_the_whole_and_parts_to_their_area() -> None:
    """The notice gives 100 points in eight areas; the areas' own parts must share exactly their points."""
    found = outlines.outline("national-2016")
    assert sum((area.weight or Decimal(0) for area in found.nodes), Decimal(0)) == 100
    for area in found.nodes:
        assert sum((part.weight or Decimal(0) for part in area.children), Decimal(0)) == area.weight, area.label.zh


def test_the_outline_is_the_shared_table_with_its_doubts(shared_dir: Path) -> None:
    rows = table(shared_dir, "gbt33356_2016_framework.csv")
    nodes = {node.key: node for node, _ in outlines.outline("national-2016").walk()}
    assert len(nodes) == len(rows) == 83
    for row in rows:
        node = nodes[row["id"].lower().replace("-", ".")]
        assert node.weight == (Decimal(row["weight_pct"]) if row["weight_pct"] else None)
        if row["name_zh"]:
            assert node.label.zh == row["name_zh"]
        if row["confidence"] == "memory":
            assert node.confidence == "memory"  # what was not read never gains certainty on its way into the product
        if row["confidence"] == "unknown":
            assert node.indicator is None


def test_every_system_of_the_plan_is_there(shared_dir: Path) -> None:
    rows = table(shared_dir, "seed_evaluation_systems.csv")
    found = outlines.systems()
    assert [(str(each.number), str(each.task), each.label.zh) for each in found] == [
        (row["no"], row["task_no"], row["system_zh"]) for row in rows
    ]
    assert [[unit.written for unit in each.lead] for each in found] == [row["lead"].split(";") for row in rows]
    assert [each.is_annual for each in found] == [row["annual_evaluation"] == "yes" for row in rows]


def test_every_system_but_the_provincial_names_indicators() -> None:
    assert [each.key for each in outlines.systems() if not outlines.collected_by(each)] == ["provincial"]


def test_an_unknown_system_is_said_in_both_languages() -> None:
    with pytest.raises(NotFound, match="没有评价体系") as refusal:
        outlines.system("nowhere")
    assert refusal.value.text("en") == "There is no evaluation system 'nowhere'"

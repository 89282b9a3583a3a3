"""The dated rules of the working group."""

from pathlib import Path

from lingnan import rules

EXPERTS = "group.experts"
SCORECARD = "group.scorecard"

rules.add_folder(Path(__file__).resolve().parent / "parameters")

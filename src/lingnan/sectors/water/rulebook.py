"""The dated rules of this room; importing it makes them known (they are read at the first look-up)."""

from pathlib import Path

from lingnan import rules

PARAMETERS = Path(__file__).resolve().parent / "parameters"
rules.add_folder(PARAMETERS)

ABSTRACTION = "water_abstraction"
FUNCTION_ZONES = "water_function_zones"

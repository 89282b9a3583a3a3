"""The dated rules of this room; importing it makes them known (they are read at the first look-up)."""

from pathlib import Path

from lingnan import rules

PARAMETERS = Path(__file__).resolve().parent / "parameters"
rules.add_folder(PARAMETERS)

AIR_INDEX = "hj633"
AIR_LIMITS = "gb3095"
AIR_ASSESSMENT = "hj663"
SURFACE_WATER_LIMITS = "gb3838"
SURFACE_WATER_ASSESSMENT = "surface_water"

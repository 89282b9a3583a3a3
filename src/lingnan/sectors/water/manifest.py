"""The water sector: task 22 of the plan of 2015-2017."""

from lingnan.core.labels import Label
from lingnan.manifest import Department, Sector, TaskServed
from lingnan.sectors.water import rulebook
from lingnan.sectors.water.properties import PROPERTIES

SECTOR = Sector(
    key="water",
    label=Label(zh="智慧水利", en="Water"),
    tasks=(TaskServed(plan="2015-2017", number=22),),
    departments=(Department(name="省水利厅", unit="gd-water", duty="lead"),),
    rules=(rulebook.ABSTRACTION, rulebook.FUNCTION_ZONES),
    properties=PROPERTIES,
    protocols=("sl651",),
)

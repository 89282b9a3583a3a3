"""What can be done in the working group and which roles may, a module for each noun."""

from lingnan.engines.group.actions import council as council
from lingnan.engines.group.actions import exchange as exchange
from lingnan.engines.group.actions import experts as experts
from lingnan.engines.group.actions import inspections as inspections
from lingnan.engines.group.actions import membership as membership
from lingnan.engines.group.actions import scorecards as scorecards

"""Where the pages of the working group stand in the rail, a module for each noun."""

from lingnan.engines.group.navigation import council as council
from lingnan.engines.group.navigation import people as people

"""What can be done in the working group and which roles may, a module for each noun."""

from lingnan.engines.group.actions import council as council

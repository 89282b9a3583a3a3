"""What of the working group waits for a person, a module for each noun."""

from lingnan.engines.group.todo import council as council
from lingnan.engines.group.todo import people as people

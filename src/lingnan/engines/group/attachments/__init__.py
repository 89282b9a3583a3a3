"""Who may open what is attached to the nouns of the working group, a module for each noun."""

from lingnan.engines.group.attachments import council as council
from lingnan.engines.group.attachments import people as people

"""The tables of the working group, a file for each noun."""

from lingnan.engines.group.models.circulation import Answer, Circulation, Remark
from lingnan.engines.group.models.matters import Draft, Matter, ResearchNote, SignOff
from lingnan.engines.group.models.meetings import AgendaItem, Invitation
from lingnan.engines.group.models.proposals import Overlap, Proposal

__all__ = [
    "AgendaItem",
    "Answer",
    "Circulation",
    "Draft",
    "Invitation",
    "Matter",
    "Overlap",
    "Proposal",
    "Remark",
    "ResearchNote",
    "SignOff",
]

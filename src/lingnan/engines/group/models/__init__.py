"""The tables of the working group, a file for each noun."""

from lingnan.engines.group.models.circulation import Answer, Circulation, Remark
from lingnan.engines.group.models.exchange import Exchange, FollowUp, Partner
from lingnan.engines.group.models.experts import Absence, Draw, DrawnExpert, Expert, Interest, Opinion
from lingnan.engines.group.models.inspections import Finding, Guidance, GuidanceReceipt, Inspection, Recheck
from lingnan.engines.group.models.matters import Draft, Matter, ResearchNote, SignOff
from lingnan.engines.group.models.meetings import AgendaItem, Invitation
from lingnan.engines.group.models.membership import Handover, OfficeDuty, Seat
from lingnan.engines.group.models.proposals import Overlap, Proposal
from lingnan.engines.group.models.scorecards import Scorecard

__all__ = [
    "Absence",
    "AgendaItem",
    "Answer",
    "Circulation",
    "Draft",
    "Draw",
    "DrawnExpert",
    "Exchange",
    "Expert",
    "Finding",
    "FollowUp",
    "Guidance",
    "GuidanceReceipt",
    "Handover",
    "Inspection",
    "Interest",
    "Invitation",
    "Matter",
    "OfficeDuty",
    "Opinion",
    "Overlap",
    "Partner",
    "Proposal",
    "Recheck",
    "Remark",
    "ResearchNote",
    "Scorecard",
    "Seat",
    "SignOff",
]

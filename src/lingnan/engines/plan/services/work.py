"""The acts on a task, by their nouns: one place for whoever only wants to call them."""

from lingnan.engines.plan.services.completion import (
    agree,
    claim,
    close_task,
    object_to_claim,
    rate,
    reopen_task,
    return_claim,
    withdraw_claim,
)
from lingnan.engines.plan.services.extensions import (
    ask_extension,
    grant_extension,
    refuse_extension,
    withdraw_extension,
)
from lingnan.engines.plan.services.issuing import drop_task, edit_task, issue, issue_plan, send_back, sign
from lingnan.engines.plan.services.milestones import add_milestone, change_milestone, divide, meet_milestone
from lingnan.engines.plan.services.progress import (
    answering_units,
    declare_number,
    report_progress,
    responsible_unit,
    save_draft,
)

__all__ = [
    "add_milestone",
    "agree",
    "answering_units",
    "ask_extension",
    "change_milestone",
    "claim",
    "close_task",
    "declare_number",
    "divide",
    "drop_task",
    "edit_task",
    "grant_extension",
    "issue",
    "issue_plan",
    "meet_milestone",
    "object_to_claim",
    "rate",
    "refuse_extension",
    "reopen_task",
    "report_progress",
    "responsible_unit",
    "return_claim",
    "save_draft",
    "send_back",
    "sign",
    "withdraw_claim",
    "withdraw_extension",
]

"""Pages of the plan engine."""

from lingnan.engines.plan.pages.acts import act_page, issue_page
from lingnan.engines.plan.pages.board import board_page
from lingnan.engines.plan.pages.difference import difference_page
from lingnan.engines.plan.pages.documents import document_page, plans_page
from lingnan.engines.plan.pages.importing import import_page, ledger_page
from lingnan.engines.plan.pages.reviewing import adopt_page, draft_page, facts_page
from lingnan.engines.plan.pages.supervision import supervision_item_page, supervision_page
from lingnan.engines.plan.pages.task import task_page

__all__ = [
    "act_page",
    "adopt_page",
    "board_page",
    "difference_page",
    "document_page",
    "draft_page",
    "facts_page",
    "import_page",
    "issue_page",
    "ledger_page",
    "plans_page",
    "supervision_item_page",
    "supervision_page",
    "task_page",
]

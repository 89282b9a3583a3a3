"""Pages of the plan engine."""

from lingnan.engines.plan.pages.acts import act_page, issue_page
from lingnan.engines.plan.pages.board import board_page
from lingnan.engines.plan.pages.calendars import calendars_page, feed
from lingnan.engines.plan.pages.difference import difference_page
from lingnan.engines.plan.pages.division import division_now, division_page, divisions_page
from lingnan.engines.plan.pages.documents import document_page, plans_page
from lingnan.engines.plan.pages.groups import groups_page
from lingnan.engines.plan.pages.importing import import_page, ledger_page
from lingnan.engines.plan.pages.rectifying import rectification_page
from lingnan.engines.plan.pages.reviewing import adopt_page, draft_page, facts_page
from lingnan.engines.plan.pages.search import search_page
from lingnan.engines.plan.pages.situation import situation_page
from lingnan.engines.plan.pages.supervision import supervision_item_page, supervision_page
from lingnan.engines.plan.pages.task import task_page
from lingnan.engines.plan.pages.timeline import timeline_page
from lingnan.engines.plan.pages.views import view_page, views_page
from lingnan.engines.plan.pages.withdrawing import amends_page, withdraw_page

__all__ = [
    "act_page",
    "adopt_page",
    "amends_page",
    "board_page",
    "calendars_page",
    "difference_page",
    "division_now",
    "division_page",
    "divisions_page",
    "document_page",
    "draft_page",
    "facts_page",
    "feed",
    "groups_page",
    "import_page",
    "issue_page",
    "ledger_page",
    "plans_page",
    "rectification_page",
    "search_page",
    "situation_page",
    "supervision_item_page",
    "supervision_page",
    "task_page",
    "timeline_page",
    "view_page",
    "views_page",
    "withdraw_page",
]

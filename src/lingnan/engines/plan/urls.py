from django.urls import path
from django.views.generic import RedirectView

from lingnan.engines.plan import pages

app_name = "plan"
urlpatterns = [
    path("", pages.board_page, name="board"),
    path("division", pages.division_now, name="division_now"),
    path("plans", pages.plans_page, name="plans"),
    path("import", pages.import_page, name="import"),
    path("import/ledger", pages.ledger_page, name="import_ledger"),
    path("supervision", pages.supervision_page, name="supervision"),
    path("rectification", pages.rectification_page, name="rectification"),
    path("supervision/<str:number>", pages.supervision_item_page, name="supervision_item"),
    # meetings moved to the working group's own pages; old addresses and notifications still lead there
    path("meetings", RedirectView.as_view(url="/group/meetings"), name="meetings"),
    path("meetings/<int:meeting_id>", RedirectView.as_view(url="/group/meetings/%(meeting_id)s"), name="meeting"),
    path("search", pages.search_page, name="search"),
    path("timeline", pages.timeline_page, name="timeline_now"),
    path("situation", pages.situation_page, name="situation_now"),
    path("groups", pages.groups_page, name="groups_now"),
    path("calendar", pages.calendars_page, name="calendars"),
    path("calendar/<slug:token>.ics", pages.feed, name="feed"),
    path("views/<slug:token>", pages.view_page, name="view"),
    path("<slug:key>", pages.board_page, name="plan"),
    path("<slug:key>/division", pages.divisions_page, name="divisions"),
    path("<slug:key>/division/<int:year>", pages.division_page, name="division"),
    path("<slug:key>/issue", pages.issue_page, name="issue"),
    path("<slug:key>/timeline", pages.timeline_page, name="timeline"),
    path("<slug:key>/groups", pages.groups_page, name="groups"),
    path("<slug:key>/situation", pages.situation_page, name="situation"),
    path("<slug:key>/views", pages.views_page, name="views"),
    path("<slug:key>/document", pages.document_page, name="document"),
    path("<slug:key>/document/facts", pages.facts_page, name="document_facts"),
    path("<slug:key>/document/withdraw", pages.withdraw_page, name="withdraw"),
    path("<slug:key>/document/amends", pages.amends_page, name="document_amends"),
    path("<slug:key>/drafts/<int:draft_id>", pages.draft_page, name="draft"),
    path("<slug:key>/adopt", pages.adopt_page, name="adopt"),
    path("<slug:key>/difference", pages.difference_page, name="difference"),
    path("<slug:key>/tasks/<int:number>", pages.task_page, name="task"),
    path("<slug:key>/tasks/<int:number>/<slug:act>", pages.act_page, name="act"),
]

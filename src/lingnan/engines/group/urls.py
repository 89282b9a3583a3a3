"""Every address of the working group; a noun a block."""

from django.urls import path

from lingnan.engines.group.pages import (
    circulation,
    draws,
    experts,
    imports,
    matters,
    meetings,
    membership,
    opinions,
    proposals,
)

app_name = "group"
urlpatterns = [
    path("proposals", proposals.proposals_page, name="proposals"),
    path("proposals/new", proposals.proposal_new_page, name="proposal_new"),
    path("proposals/<slug:number>", proposals.proposal_page, name="proposal"),
    path("proposals/<slug:number>/edit", proposals.proposal_edit_page, name="proposal_edit"),
    path("matters", matters.matters_page, name="matters"),
    path("matters/new", matters.matter_new_page, name="matter_new"),
    path("matters/<slug:number>", matters.matter_page, name="matter"),
    path("matters/<slug:number>/versions", matters.versions_page, name="versions"),
    path("circulations", circulation.circulations_page, name="circulations"),
    path("circulations/<int:circulation_id>", circulation.circulation_page, name="circulation"),
    path("meetings", meetings.meetings_page, name="meetings"),
    path("meetings/<int:meeting_id>", meetings.meeting_page, name="meeting"),
    path("meetings/<int:meeting_id>/minutes.<slug:kind>", meetings.minutes_file, name="minutes"),
    path("agenda/<int:item_id>", meetings.agenda_step_page, name="agenda_step"),
    path("", membership.directory_page, name="directory"),
    path("units/<slug:key>", membership.unit_page, name="unit"),
    path("seats/new", membership.appoint_page, name="appoint"),
    path("seats/<int:seat_id>", membership.seat_page, name="seat"),
    path("duties", membership.duties_page, name="duties"),
    path("experts", experts.experts_page, name="experts"),
    path("experts/new", experts.expert_new_page, name="expert_new"),
    path("experts/<str:number>", experts.expert_page, name="expert"),
    path("draws", draws.draws_page, name="draws"),
    path("draws/new", draws.draw_new_page, name="draw_new"),
    path("draws/<str:number>.json", draws.draw_record, name="draw_record"),
    path("draws/<str:number>", draws.draw_page, name="draw"),
    path("opinions", opinions.opinions_page, name="opinions"),
    path("opinions/new", opinions.opinion_new_page, name="opinion_new"),
    path("opinions/<str:number>", opinions.opinion_page, name="opinion"),
    path("import/<slug:what>", imports.import_page, name="import"),
    path("import/<slug:what>/template.xlsx", imports.template_file, name="import_template"),
]

"""Addresses of the collection, under `/evaluate/`."""

from django.urls import path

from lingnan.engines.evaluate.collect.pages import entries, fill, objections, panels, rounds, surveys

urlpatterns = [
    path("rounds", rounds.listing, name="rounds"),
    path("rounds/new", rounds.new, name="round_new"),
    path("rounds/<slug:key>", rounds.show, name="round"),
    path("rounds/<slug:key>/entries", rounds.entries, name="round_entries"),
    path("rounds/<slug:key>/fill", fill.fill, name="round_fill"),
    path("rounds/<slug:key>/fill.xlsx", fill.workbook, name="round_workbook"),
    path("rounds/<slug:key>/upload", fill.upload, name="round_upload"),
    path("rounds/<slug:key>/assign", rounds.assign, name="round_assign"),
    path("rounds/<slug:key>/extend", rounds.extend, name="round_extend"),
    path("rounds/<slug:key>/recut", rounds.recut, name="round_recut"),
    path("rounds/<slug:key>/close", rounds.switch, {"verb": "close"}, name="round_close"),
    path("rounds/<slug:key>/reopen", rounds.switch, {"verb": "reopen"}, name="round_reopen"),
    path("review", entries.review, name="review"),
    path("entries/<int:number>", entries.show, name="entry"),
    path("entries/<int:number>/withdraw", entries.withdraw, name="entry_withdraw"),
    path("surveys", surveys.listing, name="surveys"),
    path("surveys/new", surveys.new, name="survey_new"),
    path("surveys/<slug:key>", surveys.show, name="survey"),
    path("panels/new", panels.new, name="panel_new"),
    path("panels/<slug:key>", panels.show, name="panel"),
    path("panels/<slug:key>/scores.xlsx", panels.workbook, name="panel_workbook"),
    path("objections", objections.listing, name="objections"),
    path("objections/<str:number>", objections.show, name="objection"),
    path("evidence/<int:assessment>/<str:node>/<str:region>/object", objections.new, name="object"),
]

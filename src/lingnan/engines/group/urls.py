"""Every address of the working group; a noun a block."""

from django.urls import path

from lingnan.engines.group.pages import draws, experts, imports, membership, opinions

app_name = "group"
urlpatterns = [
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

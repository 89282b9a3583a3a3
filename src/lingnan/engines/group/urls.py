"""Every address of the working group; a noun a block."""

from django.urls import path

from lingnan.engines.group.pages import imports, membership

app_name = "group"
urlpatterns = [
    path("", membership.directory_page, name="directory"),
    path("units/<slug:key>", membership.unit_page, name="unit"),
    path("seats/new", membership.appoint_page, name="appoint"),
    path("seats/<int:seat_id>", membership.seat_page, name="seat"),
    path("duties", membership.duties_page, name="duties"),
    path("import/<slug:what>", imports.import_page, name="import"),
    path("import/<slug:what>/template.xlsx", imports.template_file, name="import_template"),
]

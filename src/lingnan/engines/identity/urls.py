from django.urls import path
from django.views.generic import RedirectView

from lingnan.engines.identity.pages import (
    audit,
    calendar,
    files,
    imports,
    me,
    notifications,
    people,
    regions,
    reminders,
    signing_in,
    units,
)

app_name = "identity"
urlpatterns = [
    path("sign-in", signing_in.sign_in_page, name="sign_in"),
    path("sign-out", signing_in.sign_out_page, name="sign_out"),
    # the operators' pages have no sign-in of their own: it would not know the second step
    path("admin/login/", RedirectView.as_view(url="/sign-in?next=/admin/")),
    path("me", me.me, name="me"),
    path("me/sessions", me.sessions, name="sessions"),
    path("me/password", me.password, name="password"),
    path("me/codes", me.codes, name="codes"),
    path("me/codes/qr.svg", me.drawing, name="codes_drawing"),
    path("me/codes/recovery", me.codes_again, {"act": "recovery"}, name="recovery"),
    path("me/codes/remove", me.codes_again, {"act": "remove"}, name="codes_remove"),
    path("notifications", notifications.notifications, name="notifications"),
    path("audit", audit.trail, name="audit"),
    path("audit/verify", audit.verify, name="audit_verify"),
    path("audit/<int:number>", audit.entry, name="audit_entry"),
    path("manage/units", units.units, name="units"),
    path("manage/units/new", units.new, name="unit_new"),
    path("manage/units/<slug:key>", units.unit, name="unit"),
    path("manage/units/<slug:key>/<slug:act>", units.change, name="unit_change"),
    path("manage/people", people.listing, name="people"),
    path("manage/people/new", people.new, name="person_new"),
    path("manage/people/<int:account_id>", people.person, name="person"),
    path("manage/roles", people.roles, name="roles"),
    path("manage/calendar", calendar.calendar, name="calendar"),
    path("manage/reminders", reminders.reminders, name="reminders"),
    path("manage/import/<slug:what>", imports.import_page, name="import"),
    path("manage/import/<slug:what>/template.xlsx", imports.template_file, name="import_template"),
    path("regions", regions.regions, name="regions"),
    path("files/<int:attachment_id>", files.download, name="file"),
]

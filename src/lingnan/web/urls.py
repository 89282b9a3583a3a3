"""Every address of the platform: one line a room."""

from django.contrib import admin
from django.urls import include, path, re_path

from lingnan.engines.sense.sta.views import door
from lingnan.web import operations
from lingnan.web.api import api

urlpatterns = [
    path("", include("lingnan.web.pages")),
    path("", include("lingnan.shell.urls")),
    path("", include("lingnan.engines.identity.urls")),
    path("place/", include("lingnan.engines.place.urls")),
    path("sense/", include("lingnan.engines.sense.urls")),
    re_path(r"^sta/v1\.1(?:/(?P<path>.*))?$", door, name="sta"),
    path("cases/", include("lingnan.engines.cases.urls")),
    path("evaluate/", include("lingnan.engines.evaluate.urls")),
    path("plan/", include("lingnan.engines.plan.urls")),
    path("group/", include("lingnan.engines.group.urls")),
    path("report/", include("lingnan.engines.report.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("health", operations.health),
    path("ready", operations.ready),
    path("metrics", operations.metrics),
]

from django.urls import path, re_path

from lingnan.engines.cases import pages

app_name = "cases"
urlpatterns = [
    path("", pages.cases, name="cases"),
    path("<slug:number>", pages.case, name="case"),
    re_path(r"^(?P<number>[\w-]+)/(?P<what>take|return|close)$", pages.act, name="act"),
]

"""Addresses of the page furniture itself."""

from django.urls import path

from lingnan.shell import design, design_parts, views

app_name = "shell"
urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("search", views.search_page, name="search"),
    path("design", design.design, name="design"),
    path("design/confirm", design.confirm, name="design_confirm"),
    path("design/echo", design_parts.echo, name="design_echo"),
    path("design/regions.geojson", design.regions, name="design_regions"),
]

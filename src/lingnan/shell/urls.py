"""Addresses of the page furniture itself."""

from django.urls import path

from lingnan.shell import views

app_name = "shell"
urlpatterns = [
    path("search", views.search_page, name="search"),
    path("design", views.design, name="design"),
]

"""Every address of the working group; a noun a block."""

from django.urls import URLPattern

app_name = "group"
urlpatterns: list[URLPattern] = []

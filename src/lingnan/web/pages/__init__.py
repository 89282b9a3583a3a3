"""Pages that stand above every engine: home."""

from django.urls import path

from lingnan.web.pages.home import home

urlpatterns = [path("", home, name="home")]

from django.urls import URLPattern

app_name = "place"
urlpatterns: list[URLPattern] = []

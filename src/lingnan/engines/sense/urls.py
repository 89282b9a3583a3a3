from django.urls import URLPattern

app_name = "sense"
urlpatterns: list[URLPattern] = []

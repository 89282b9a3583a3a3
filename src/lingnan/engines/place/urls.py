from django.urls import path

from lingnan.engines.place import pages

app_name = "place"
urlpatterns = [
    path("", pages.platform_map, name="map"),
    path("regions/<slug:level>.geojson", pages.regions, name="regions"),
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", pages.tile, name="tile"),
]

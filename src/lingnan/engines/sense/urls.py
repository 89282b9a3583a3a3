from django.urls import path

from lingnan.engines.sense.pages import duty, stations

app_name = "sense"
urlpatterns = [
    path("", stations.stations, name="stations"),
    path("stations.geojson", stations.stations_map, name="stations_map"),
    path("stations/<slug:key>", stations.station, name="station"),
    path("datastreams/<int:number>", stations.datastream, name="datastream"),
    path("observations/<slug:identifier>", stations.observation, name="observation"),
    path("alerts/", duty.alerts, name="alerts"),
    path("quarantine/", duty.quarantine, name="quarantine"),
    path("quarantine/<int:number>", duty.quarantined, name="quarantined"),
    path("devices/<int:number>/approve", duty.approve, name="approve"),
]

from django.urls import path

from lingnan.engines.sense.pages import devices, duty, live, stations

app_name = "sense"
urlpatterns = [
    path("", stations.stations, name="stations"),
    path("stations.geojson", stations.stations_map, name="stations_map"),
    path("live", live.live, name="live"),
    path("stations/<slug:key>", stations.station, name="station"),
    path("datastreams/<int:number>", stations.datastream, name="datastream"),
    path("observations/<slug:identifier>", stations.observation, name="observation"),
    path("alerts/", duty.alerts, name="alerts"),
    path("quarantine/", duty.quarantine, name="quarantine"),
    path("quarantine/<int:number>", duty.quarantined, name="quarantined"),
    path("alerts/<int:number>/acknowledge", devices.acknowledge, name="acknowledge"),
    path("devices/", devices.device_list, name="devices"),
    path("devices/<int:number>", devices.device, name="device"),
    path("devices/<int:number>/approve", duty.approve, name="approve"),
    path("devices/<int:number>/<slug:verb>", devices.act, name="device_act"),
]

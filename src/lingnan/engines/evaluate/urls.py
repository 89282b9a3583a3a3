from django.urls import path

from lingnan.engines.evaluate.collect.urls import urlpatterns as collecting
from lingnan.engines.evaluate.pages import (
    acts,
    beside,
    checks,
    cities,
    compare,
    editions,
    evidence,
    files,
    indicators,
    maps,
    ranking,
    systems,
    whatif,
    years,
)

app_name = "evaluate"
urlpatterns = [
    path("", ranking.show, name="home"),
    path("ranking", ranking.show, name="ranking"),
    path("map", maps.show, name="map"),
    path("cities", cities.listing, name="cities"),
    path("cities/beside", beside.show, name="beside"),
    path("years", years.show, name="years"),
    path("cities/<str:code>", cities.show, name="city"),
    path("evidence/<int:assessment>/<str:node>/<str:region>.json", evidence.as_json, name="evidence_json"),
    path("evidence/<int:assessment>/<str:node>/<str:region>", evidence.show, name="evidence"),
    path("values/<int:number>", evidence.value, name="value"),
    path("files", files.listing, name="files"),
    path("files/<slug:name>.<slug:kind>", files.download, name="file"),
    path("checks", checks.listing, name="checks"),
    path("indicators", indicators.listing, name="indicators"),
    path("indicators/<str:key>", indicators.show, name="indicator"),
    path("systems", systems.listing, name="systems"),
    path("systems/<str:key>", systems.show, name="system"),
    path("what-if", whatif.show, name="whatif"),
    path("frameworks/<str:key>/new", editions.start, name="edition_start"),
    path("editions/<int:number>", editions.work, name="edition"),
    path("editions/<int:number>/tree.<str:kind>", editions.draft_sheet, name="edition_sheet"),
    path("frameworks/<str:key>/<str:edition>/tree.<str:kind>", editions.sheet, name="framework_sheet"),
    path("frameworks/<str:key>/compare", compare.show, name="compare"),
    path("frameworks/<str:key>/<str:edition>", indicators.framework, name="framework"),
    *collecting,
    path("<int:assessment>/freeze", acts.freeze_page, name="freeze"),
]

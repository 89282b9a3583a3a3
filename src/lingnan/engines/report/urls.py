from django.urls import path

from lingnan.engines.report.pages import acts, extracts, reading

app_name = "report"
urlpatterns = [
    path("", reading.newest, name="newest"),
    path("<int:year>/", reading.reader, name="reader"),
    path("<int:year>.pdf", reading.pdf, name="pdf"),
    path("<int:year>.json", reading.data, name="data"),
    path("<int:year>/results.<slug:kind>", reading.results, name="results"),
    path("<int:year>.docx", reading.docx, name="docx"),
    path("<int:year>/cities/<str:code>.pdf", extracts.city_pdf, name="city_pdf"),
    path("<int:year>/cities/<str:code>/", extracts.city, name="city"),
    path("<int:year>/fields/<str:key>.pdf", extracts.field_pdf, name="field_pdf"),
    path("<int:year>/fields/<str:key>/", extracts.field, name="field"),
    path("<int:year>/text", acts.text_page, name="text"),
    path("<int:year>/build", acts.build, name="build"),
    path("<int:year>/publish", acts.publish_page, name="publish"),
]

from django.urls import path

from lingnan.engines.report.pages import acts, reading

app_name = "report"
urlpatterns = [
    path("", reading.newest, name="newest"),
    path("<int:year>/", reading.reader, name="reader"),
    path("<int:year>.pdf", reading.pdf, name="pdf"),
    path("<int:year>.json", reading.data, name="data"),
    path("<int:year>/results.<slug:kind>", reading.results, name="results"),
    path("<int:year>/build", acts.build, name="build"),
    path("<int:year>/publish", acts.publish_page, name="publish"),
]

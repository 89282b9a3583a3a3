"""Health, readiness and metrics for whoever runs the platform."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from lingnan import __version__
from lingnan.web.metrics import REQUESTS


def health(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok", "version": __version__})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and the data folder takes files; 503 with what is wrong otherwise."""
    faults = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        faults.append(f"database: {error}")
    probe = settings.DATA / ".ready"
    try:
        probe.write_text("ready")
        probe.unlink()
    except OSError as error:
        faults.append(f"data folder: {error}")
    return JsonResponse({"status": "unready" if faults else "ready", "faults": faults}, status=503 if faults else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    """Counters for Prometheus."""
    return HttpResponse("\n".join(REQUESTS.lines()) + "\n", content_type="text/plain; version=0.0.4")

"""What has changed? Asked once a second by open pages; nothing new costs one small query and no body (304).

Polling and not a held stream: docs/decisions/0015-live-by-polling.md.
"""

from datetime import datetime
from hashlib import sha256

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.models import Alert, Batch, LatestObservation, Station
from lingnan.engines.sense.pages.stations import actor


def live(request: HttpRequest) -> HttpResponse:
    """The newest values of a station (`?station=`), or only the mark of the newest batch and alert of all."""
    require(actor(request), "sense.read")
    key = request.GET.get("station", "")
    answer = _station(key) if key else _all()
    etag = f'"{answer["mark"]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = JsonResponse(answer)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _all() -> dict[str, object]:
    batch = Batch.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return {"mark": f"{batch}-{_alerts('')}", "batch": batch}


def _station(key: str) -> dict[str, object]:
    if not Station.objects.filter(pk=key).exists():
        raise NotFound(Label(zh=f"没有站点 {key}", en=f"There is no station {key}"))
    found = LatestObservation.objects.filter(datastream__station=key).select_related("datastream")
    values = [
        {
            "datastream": kept.datastream_id,
            "property": kept.datastream.property,
            "statistic": kept.datastream.statistic,
            "observed_at": kept.observed_at.isoformat(),
            "value": None if kept.value is None else str(kept.value),
            "received_at": kept.received_at.isoformat(),
            "observations": kept.observations,
        }
        for kept in found.order_by("datastream_id")
    ]
    return {"mark": sha256(repr((values, _alerts(key))).encode()).hexdigest()[:20], "values": values}


def _alerts(station: str) -> str:
    """Changes whenever an alert is opened, closed or taken note of."""
    found = Alert.objects.filter(datastream__station=station) if station else Alert.objects.all()
    newest: dict[str, object] = found.aggregate(
        last=Max("pk"), opened=Max("opened_at"), closed=Max("closed_at"), seen=Max("acknowledged_at")
    )
    return "-".join(f"{one.timestamp():.3f}" if isinstance(one, datetime) else str(one or 0) for one in newest.values())

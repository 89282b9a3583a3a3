"""The demonstration's stations: one a city, marked as sample; their made-up data come through the real gateway."""

from collections.abc import Callable

from django.utils.crypto import salted_hmac

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Region
from lingnan.engines.sense.gateway import Listener, serving
from lingnan.engines.sense.models import Device, FrameLog
from lingnan.engines.sense.sample import FIRST_DAY, LAST_DAY, SampleDevice, Sent, days, send_sample_history
from lingnan.engines.sense.services.stations import (
    StationFacts,
    approve_device,
    ensure_monitoring_centres,
    register_station,
)

PROTOCOL = "hj212"


def sample_password(mn: str) -> str:
    """A password of this installation for a simulated device: made from its secret key, so it is stored nowhere."""
    return salted_hmac("lingnan.sense.sample", mn).hexdigest()[:12]


def ensure_sample_stations(*, by: Actor) -> list[SampleDevice]:
    """One sample station and one approved simulated device a city, with the monitoring centres that answer for them."""
    centres = ensure_monitoring_centres(by=by)
    devices = []
    for city in Region.objects.filter(code__in=centres).order_by("code"):
        name_en = city.name_en or city.name
        facts = StationFacts(
            key=f"sample-{city.code}",
            label=Label(zh=f"{city.name}样例站", en=f"{name_en} sample station"),
            kind="air",
            region=city.code,
            unit=centres[city.code].key,
            longitude=city.longitude,
            latitude=city.latitude,
            is_sample=True,
            source="样例数据：由平台的模拟设备编造，不是任何监测站的实测值",
        )
        station = register_station(by=by, facts=facts)
        mn = f"SAMPLE{city.code}"
        device = SampleDevice(city=city.code, mn=mn, password=sample_password(mn))
        if not Device.objects.filter(protocol=PROTOCOL, address=device.mn, is_approved=True).exists():
            approve_device(by=by, protocol=PROTOCOL, address=device.mn, station=station.key, password=device.password)
        devices.append(device)
    return devices


def load_sample_history(*, by: Actor, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Sent | None:
    """Send three years of daily frames through a gateway on a free port; None where all of them are here already."""
    devices = ensure_sample_stations(by=by)
    whole = len(devices) * sum(1 for _ in days(FIRST_DAY, LAST_DAY))
    kept = FrameLog.objects.filter(device__address__in=[device.mn for device in devices]).count()
    if kept >= whole:
        return None
    with serving([Listener(protocol=PROTOCOL)], by=by) as gateway:
        return send_sample_history("127.0.0.1", gateway.ports[0], devices, progress=progress)

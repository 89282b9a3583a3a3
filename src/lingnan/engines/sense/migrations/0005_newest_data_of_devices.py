"""Devices that sent before this release get the moment of their station's newest value."""

from typing import Any, ClassVar

from django.db import migrations
from django.db.models import Max


def fill(apps: Any, schema_editor: Any) -> None:  # Any: historical models have no types
    newest = dict(
        apps.get_model("sense", "LatestObservation")
        .objects.filter(datastream__series=0)
        .values_list("datastream__station_id")
        .annotate(newest=Max("observed_at"))
    )
    devices = apps.get_model("sense", "Device").objects.filter(data_at=None, is_approved=True)
    for device in devices.exclude(protocol="sensorthings").iterator():
        if device.station_id in newest:
            device.data_at = newest[device.station_id]
            device.save(update_fields=["data_at"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("sense", "0004_devices_at_work")]
    operations: ClassVar = [migrations.RunPython(fill, migrations.RunPython.noop)]

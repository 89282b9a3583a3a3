"""The rail's entries of the sense engine."""

from lingnan.core.labels import Label
from lingnan.engines.sense.models import Alert
from lingnan.shell.navigation import Entry, register
from lingnan.shell.providers import Visitor


def open_alerts(by: Visitor) -> int | None:
    """Alerts that nobody handles yet; no badge where there is none."""
    return Alert.objects.filter(state="open").count() or None


register(
    Entry(
        section="run",
        key="sense.stations",
        label=Label(zh="监测站点", en="Stations"),
        url_name="sense:stations",
        order=10,
        public=True,
        letter="站",
        icon="sense",
    )
)
register(
    Entry(
        section="run",
        key="sense.alerts",
        label=Label(zh="告警", en="Alerts"),
        url_name="sense:alerts",
        order=20,
        count=open_alerts,
        public=True,
        letter="警",
        icon="alerts",
    )
)
register(
    Entry(
        section="run",
        key="sense.device_list",
        label=Label(zh="设备", en="Devices"),
        url_name="sense:devices",
        order=35,
        needs="sense.manage",
        letter="设",
        icon="devices",
    )
)
register(
    Entry(
        section="run",
        key="sense.devices",
        label=Label(zh="入网与隔离区", en="Approval, quarantine"),
        url_name="sense:quarantine",
        order=40,
        needs="sense.quarantine",
        letter="备",
        icon="devices",
    )
)

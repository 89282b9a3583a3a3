"""The rail's entry of the place engine."""

from lingnan.core.labels import Label
from lingnan.shell.navigation import Entry, register

register(
    Entry(
        section="run",
        key="place.map",
        label=Label(zh="一张图", en="Map"),
        url_name="place:map",
        order=5,
        public=True,
        go="m",
        letter="图",
        icon="map",
    )
)

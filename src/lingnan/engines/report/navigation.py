"""The line of the annual report in the rail."""

from lingnan.core.labels import Label
from lingnan.shell.navigation import Entry, register

register(
    Entry(
        section="report",
        key="report.editions",
        label=Label(zh="年度报告", en="Annual report"),
        url_name="report:newest",
        order=10,
        public=True,
        on_phone=0,
    )
)

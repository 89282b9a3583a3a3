"""Proposals, matters, circulation, meetings."""

from lingnan.core.labels import Label
from lingnan.shell.navigation import Entry, register

ENTRIES = (
    ("proposals", Label(zh="建议", en="Proposals"), 20, "projects"),
    ("matters", Label(zh="协调与政策", en="Matters"), 30, "share"),
    ("circulations", Label(zh="征求意见", en="Circulation"), 40, "report"),
    ("meetings", Label(zh="会议与决定", en="Meetings"), 50, "meetings"),
)
for key, label, order, icon in ENTRIES:
    register(
        Entry(
            section="group",
            key=f"group.{key}",
            label=label,
            url_name=f"group:{key}",
            order=order,
            needs="group.read",
            icon=icon,
        )
    )

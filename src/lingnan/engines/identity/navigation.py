"""The entries of the rail."""

from lingnan.core.labels import Label
from lingnan.shell.navigation import Entry, register

for order, (key, zh, en, needs) in enumerate(
    (
        ("units", "单位", "Units", "identity.manage_units"),
        ("people", "人员", "People", "identity.see_people"),
        ("roles", "角色", "Roles", "identity.see_people"),
        ("regions", "行政区划", "Regions", None),
        ("calendar", "工作日历", "Calendar", "identity.manage_calendar"),
        ("reminders", "提醒规则", "Reminders", "identity.set_escalation"),
        ("audit", "审计记录", "Audit trail", "identity.see_audit"),
        ("me", "我的账号", "My account", None),
    )
):
    register(
        Entry(
            section="system",
            key=f"identity.{key}",
            label=Label(zh=zh, en=en),
            url_name=f"identity:{key}",
            order=10 * order,
            needs=needs,
            icon={"audit": "audit", "people": "people", "units": "cities", "calendar": "calendar"}.get(key, ""),
        )
    )

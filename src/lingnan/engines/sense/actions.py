"""Who may do what in the sense engine."""

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import declare_action, require

READERS = "office leader liaison clerk operator reviewer expert auditor admin public"
declare_action("sense.read", zh="查看监测数据", en="See observations", roles=READERS)
declare_action("sense.ingest", zh="写入观测数据", en="Store observations", roles="admin system")
declare_action("sense.read_private", zh="查看未公开的监测数据", en="See observations that are not public",
               roles="office leader liaison clerk operator reviewer expert auditor admin")  # fmt: skip
declare_action(
    "sense.tell", zh="通过 SensorThings 写入", en="Write through SensorThings", roles="office admin operator"
)
declare_action("sense.register", zh="登记站点与设备", en="Register stations and devices", roles="office admin operator")
declare_action("sense.approve", zh="批准设备入网", en="Approve a device", roles="office admin operator")
declare_action("sense.revise", zh="修订观测值", en="Revise an observation", roles="operator reviewer")
declare_action("sense.quarantine", zh="处理隔离的报文", en="Handle quarantined frames", roles="office admin operator")
declare_action("sense.command", zh="向设备下达命令", en="Give orders to devices", roles="office admin operator")
declare_action("sense.acknowledge", zh="确认和搁置告警", en="Take note of alerts and shelve them",
               roles="office admin operator")  # fmt: skip
declare_action("sense.manage", zh="管理设备", en="Manage devices", roles="office admin operator")


def require_ingest(by: Actor) -> None:
    """The gateway acts as the system; people store only through an import they may run."""
    require(by, "sense.ingest")

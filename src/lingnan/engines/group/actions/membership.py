"""Seats, terms and duties."""

from lingnan.core.labels import Label
from lingnan.engines.identity.rights import declare_action
from lingnan.engines.identity.selectors.audit import OBJECT_LABELS, name_fields

declare_action("group.manage_members", zh="维护工作组成员", en="Keep the membership", roles="office")
declare_action("group.assign_duty", zh="安排分工和值班", en="Assign duties", roles="office")

OBJECT_LABELS.update({"group.seat": Label(zh="工作组席位", en="Seat"), "group.duty": Label(zh="分工", en="Duty")})
name_fields(
    duty=Label(zh="职责", en="duty"), rank=Label(zh="级别", en="rank"), mobile=Label(zh="手机", en="mobile"),
    basis=Label(zh="依据", en="basis"), replaces=Label(zh="接替", en="replaces"),
    items=Label(zh="移交", en="handed over"),
    starts_on=Label(zh="起", en="from"), ends_on=Label(zh="止", en="until"),
)  # fmt: skip

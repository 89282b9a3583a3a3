"""The register of exchange and cooperation."""

from lingnan.core.labels import Label
from lingnan.engines.identity.rights import declare_action
from lingnan.engines.identity.selectors.audit import OBJECT_LABELS, name_fields

declare_action("group.register_exchange", zh="登记交流合作", en="Register an exchange", roles="office leader liaison")
declare_action("group.follow_up", zh="办理后续事项", en="Do what follows", roles="office leader liaison")

OBJECT_LABELS.update(
    {"group.exchange": Label(zh="交流合作", en="Exchange"), "group.partner": Label(zh="合作方", en="Partner")}
)
name_fields(partner=Label(zh="合作方", en="partner"), result=Label(zh="结果", en="result"))

"""Who may do what in the cases engine. Which role a step needs stands in its case type."""

from lingnan.engines.identity.rights import declare_action

declare_action(
    "cases.read",
    zh="查看案件",
    en="See cases",
    roles="office leader liaison clerk operator reviewer expert auditor admin",
)
declare_action("cases.open", zh="立案", en="Open a case", roles="operator office")
declare_action("cases.act", zh="办理案件", en="Act on a case", roles="operator reviewer leader office")
declare_action("cases.close", zh="提前办结案件", en="Close a case early", roles="reviewer office")

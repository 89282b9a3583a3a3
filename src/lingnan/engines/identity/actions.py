"""What can be done in identity, and by whom."""

from lingnan.engines.identity.rights import declare_action

declare_action("identity.load", zh="装入基础数据", en="Load base data", roles="admin")
declare_action("identity.manage_units", zh="维护单位", en="Manage units", roles="office admin")
declare_action("identity.manage_accounts", zh="维护人员", en="Manage people", roles="admin")
declare_action("identity.manage_roles", zh="授予和收回角色", en="Grant and revoke roles", roles="admin")
declare_action("identity.manage_tokens", zh="管理机器令牌", en="Manage machine tokens", roles="admin")
declare_action("identity.manage_calendar", zh="维护工作日历", en="Manage the calendar", roles="office admin")
declare_action("identity.see_people", zh="查看人员", en="See people", roles="office admin auditor leader liaison")
declare_action("identity.see_audit", zh="查看审计记录", en="See the audit trail", roles="office auditor admin")
declare_action("identity.attach", zh="上传附件", en="Attach files",
               roles="office leader liaison clerk operator reviewer expert admin")  # fmt: skip
declare_action("identity.escalate", zh="逐级提醒", en="Escalate", roles="office")
declare_action("identity.run_nightly", zh="运行夜间作业", en="Run the nightly jobs", roles="office admin")
declare_action(
    "identity.set_escalation", zh="修改逐级提醒规则", en="Change the rules of escalation", roles="office admin"
)

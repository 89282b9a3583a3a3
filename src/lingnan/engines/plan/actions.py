"""What can be done in the plan engine, and which roles may."""

from lingnan.engines.identity.rights import declare_action

declare_action("plan.import", zh="导入方案", en="Import a plan", roles="office admin")
declare_action("plan.adopt", zh="采用方案", en="Adopt a plan", roles="office")
declare_action("plan.report_progress", zh="填报进展", en="Report progress", roles="office leader liaison")
declare_action("plan.meet_milestone", zh="登记节点完成", en="Record a milestone", roles="office leader liaison")
declare_action("plan.close_task", zh="核定办结", en="Close a task", roles="office")
declare_action("plan.remind", zh="催办", en="Remind", roles="office")
declare_action("plan.hold_meeting", zh="登记会议", en="Record a meeting", roles="office")
declare_action("plan.supervise", zh="立督办事项", en="Open a supervision item", roles="office")
declare_action("plan.reply", zh="回复督办", en="Reply to supervision", roles="leader liaison")
declare_action("plan.close_supervision", zh="核定销号", en="Close a supervision item", roles="office")

"""What can be done in the plan engine, and which roles may."""

from lingnan.engines.identity.rights import declare_action

declare_action("plan.import", zh="导入方案", en="Import a plan", roles="office admin")
declare_action("plan.adopt", zh="采用方案", en="Adopt a plan", roles="office")
declare_action("plan.issue", zh="交办任务", en="Issue tasks", roles="office")
declare_action("plan.sign", zh="签收任务", en="Sign for a task", roles="leader liaison")
declare_action("plan.divide", zh="分解任务", en="Divide a task", roles="office leader liaison")
declare_action("plan.edit_task", zh="修改任务", en="Edit a task", roles="office")
declare_action("plan.drop_task", zh="取消任务", en="Drop a task", roles="office")
declare_action("plan.ask_extension", zh="申请延期", en="Ask for more time", roles="leader liaison")
declare_action("plan.decide_extension", zh="批复延期", en="Decide on more time", roles="office")
declare_action("plan.claim", zh="申请办结", en="Claim completion", roles="office leader liaison")
declare_action("plan.rate", zh="评价任务", en="Rate a task", roles="office")
declare_action("plan.report_progress", zh="填报进展", en="Report progress", roles="office leader liaison")
declare_action("plan.meet_milestone", zh="登记节点完成", en="Record a milestone", roles="office leader liaison")
declare_action("plan.close_task", zh="核定办结", en="Close a task", roles="office")
declare_action("plan.remind", zh="催办", en="Remind", roles="office")
declare_action("plan.hold_meeting", zh="登记会议", en="Record a meeting", roles="office")
declare_action("plan.supervise", zh="立督办事项", en="Open a supervision item", roles="office")
declare_action("plan.reply", zh="回复督办", en="Reply to supervision", roles="leader liaison")
declare_action("plan.close_supervision", zh="核定销号", en="Close a supervision item", roles="office")

"""What can be done in the plan engine, and which roles may."""

from lingnan.engines.identity.rights import declare_action
from lingnan.engines.identity.services.tokens import declare_scope

declare_scope("plan:review", zh="导入和审阅方案文件", en="Import and review plan documents")

declare_action("plan.import", zh="导入方案", en="Import a plan", roles="office admin")
declare_action("plan.adopt", zh="采用方案", en="Adopt a plan", roles="office")
declare_action("plan.issue", zh="交办任务", en="Issue tasks", roles="office")
declare_action("plan.sign", zh="签收任务", en="Sign for a task", roles="leader liaison")
declare_action("plan.divide", zh="分解任务", en="Divide a task", roles="office leader liaison")
declare_action("plan.edit_task", zh="修改任务", en="Edit a task", roles="office")
declare_action("plan.drop_task", zh="取消任务", en="Drop a task", roles="office")
declare_action("plan.reopen_task", zh="恢复办理任务", en="Reopen a task", roles="office")
declare_action("plan.ask_extension", zh="申请延期", en="Ask for more time", roles="leader liaison")
declare_action("plan.decide_extension", zh="批复延期", en="Decide on more time", roles="office")
declare_action("plan.claim", zh="申请办结", en="Claim completion", roles="office leader liaison")
declare_action("plan.rate", zh="评价任务", en="Rate a task", roles="office")
declare_action("plan.accept_draft", zh="接受待审任务", en="Accept a found task", roles="office")
declare_action("plan.correct_draft", zh="更正待审任务", en="Correct a found task", roles="office")
declare_action("plan.merge_drafts", zh="合并待审任务", en="Merge found tasks", roles="office")
declare_action("plan.split_draft", zh="拆开待审任务", en="Split a found task", roles="office")
declare_action("plan.drop_draft", zh="不采用待审任务", en="Leave a found task out", roles="office")
declare_action("plan.undo_review", zh="撤销审阅", en="Undo a step of the review", roles="office")
declare_action("plan.decide_proposal", zh="处理提议", en="Decide a proposal", roles="office")
declare_action("plan.correct_document", zh="更正文件信息", en="Correct a document's facts", roles="office")
declare_action("plan.amend", zh="并入修订", en="Apply an amendment", roles="office")
declare_action("plan.divide_year", zh="年度任务分工", en="Divide a year's work", roles="office")
declare_action("plan.answer_division", zh="答复年度分工", en="Answer a division of work", roles="leader liaison")
declare_action("plan.report_progress", zh="填报进展", en="Report progress", roles="office leader liaison")
declare_action("plan.meet_milestone", zh="登记节点完成", en="Record a milestone", roles="office leader liaison")
declare_action("plan.close_task", zh="核定办结", en="Close a task", roles="office")
declare_action("plan.remind", zh="催办", en="Remind", roles="office")
declare_action("plan.hold_meeting", zh="登记会议", en="Record a meeting", roles="office")
declare_action("plan.supervise", zh="立督办事项", en="Open a supervision item", roles="office")
declare_action("plan.reply", zh="回复督办", en="Reply to supervision", roles="leader liaison")
declare_action("plan.close_supervision", zh="核定销号", en="Close a supervision item", roles="office")
declare_action(
    "plan.report_situation",
    zh="出情况通报",
    en="Write a situation report",
    roles="office leader liaison clerk reviewer",
)

"""How the working group decides: proposals, matters, circulation, sign-off, meetings."""

from lingnan.engines.identity.rights import declare_action

declare_action("group.read", zh="查看工作组议事", en="Read the working group's business",
               roles="office leader liaison expert reviewer auditor admin")  # fmt: skip
declare_action("group.propose", zh="提交建议", en="Submit a proposal", roles="office leader liaison")
declare_action("group.handle", zh="办理建议与协调事项", en="Handle proposals and matters", roles="office")
declare_action("group.raise", zh="提出协调事项", en="Raise a matter", roles="office leader liaison")
declare_action("group.draft", zh="起草与研究", en="Draft and research", roles="office leader liaison")
declare_action("group.answer", zh="反馈意见", en="Answer a circulation", roles="leader liaison")
declare_action("group.sign", zh="会签", en="Sign off", roles="leader")
declare_action("group.prepare_meeting", zh="筹备会议", en="Prepare a meeting", roles="office")
declare_action("group.reply_invitation", zh="回复会议通知", en="Reply to an invitation", roles="leader liaison")
declare_action("group.issue_minutes", zh="印发会议纪要", en="Issue minutes", roles="office")

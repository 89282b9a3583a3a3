"""The states of proposals, matters, rounds and meetings in both languages, and the colour each is shown in."""

from lingnan.core.labels import Label

PROPOSAL: dict[str, Label] = {
    "draft": Label(zh="草稿", en="Draft"),
    "submitted": Label(zh="已提交", en="Submitted"),
    "circulating": Label(zh="征求意见", en="Out for comments"),
    "ready": Label(zh="待上会", en="Ready for a meeting"),
    "scheduled": Label(zh="已列入议程", en="On an agenda"),
    "agreed": Label(zh="同意", en="Agreed"),
    "refused": Label(zh="不同意", en="Refused"),
    "returned": Label(zh="退回修改", en="Sent back"),
    "withdrawn": Label(zh="已撤回", en="Withdrawn"),
}
OVERLAP_KIND: dict[str, Label] = {
    "task": Label(zh="任务", en="Task"),
    "system": Label(zh="在建系统", en="Named system"),
    "resource": Label(zh="共享资源", en="Shared resource"),
    "proposal": Label(zh="其他建议", en="Other proposal"),
}
FINDING: dict[str, Label] = {
    "": Label(zh="未判断", en="Not judged"),
    "overlaps": Label(zh="重复", en="Doubled work"),
    "related": Label(zh="相关，可衔接", en="Related, to be joined"),
    "distinct": Label(zh="不同", en="Different"),
}
MATTER_KIND: dict[str, Label] = {
    "problem": Label(zh="跨部门协调事项", en="Cross-department problem"),
    "policy": Label(zh="政策文件", en="Policy draft"),
}
MATTER: dict[str, Label] = {
    "open": Label(zh="研究中", en="In work"),
    "circulating": Label(zh="征求意见", en="Out for comments"),
    "signing": Label(zh="会签中", en="Being signed"),
    "ready": Label(zh="待上会", en="Ready for a meeting"),
    "scheduled": Label(zh="已列入议程", en="On an agenda"),
    "settled": Label(zh="已办结", en="Settled"),
    "dropped": Label(zh="已终止", en="Dropped"),
}
ANSWER: dict[str, Label] = {
    "waiting": Label(zh="待反馈", en="Not answered yet"),
    "agreed": Label(zh="无意见", en="No objection"),
    "commented": Label(zh="有意见", en="Comments"),
    "silent": Label(zh="逾期未反馈", en="Silent"),
}
ADOPTION: dict[str, Label] = {
    "": Label(zh="待处理", en="To be settled"),
    "adopted": Label(zh="采纳", en="Adopted"),
    "partly": Label(zh="部分采纳", en="Partly adopted"),
    "refused": Label(zh="不采纳", en="Not adopted"),
}
SIGN_OFF: dict[str, Label] = {
    "waiting": Label(zh="未到", en="Not yet"),
    "asked": Label(zh="待会签", en="To sign now"),
    "signed": Label(zh="已会签", en="Signed"),
    "returned": Label(zh="已退回", en="Sent back"),
}
MEETING: dict[str, Label] = {
    "planned": Label(zh="筹备中", en="Being prepared"),
    "invited": Label(zh="已通知", en="Invitations sent"),
    "held": Label(zh="已召开", en="Held"),
    "drafted": Label(zh="纪要已起草", en="Minutes drafted"),
    "issued": Label(zh="纪要已印发", en="Minutes issued"),
    "cancelled": Label(zh="已取消", en="Called off"),
}
AGENDA_KIND: dict[str, Label] = {
    "followup": Label(zh="以往议定事项", en="Still open"),
    "proposal": Label(zh="建议", en="Proposal"),
    "matter": Label(zh="协调事项与政策", en="Matter"),
    "task": Label(zh="逾期任务", en="Red task"),
    "free": Label(zh="其他", en="Other"),
}
OUTCOME: dict[str, Label] = {
    "": Label(zh="未议", en="Not talked over"),
    "agreed": Label(zh="同意", en="Agreed"),
    "changed": Label(zh="原则同意，修改后办理", en="Agreed with changes"),
    "refused": Label(zh="不同意", en="Refused"),
    "postponed": Label(zh="缓议", en="Postponed"),
    "noted": Label(zh="听取汇报", en="Noted"),
}
INVITATION: dict[str, Label] = {
    "listed": Label(zh="未发出", en="Not sent"),
    "asked": Label(zh="待回复", en="No reply yet"),
    "coming": Label(zh="参加", en="Coming"),
    "substitute": Label(zh="派员代会", en="Sends a substitute"),
    "declined": Label(zh="请假", en="Cannot come"),
}

"""Guidance to the cities and inspections."""

from lingnan.core.labels import Label
from lingnan.engines.identity.rights import declare_action
from lingnan.engines.identity.selectors.audit import OBJECT_LABELS, name_fields

declare_action("group.guide", zh="印发指导意见", en="Send guidance", roles="office")
declare_action("group.sign_guidance", zh="签收指导意见", en="Sign for guidance", roles="leader liaison clerk")
declare_action("group.inspect", zh="督导检查", en="Inspect", roles="office reviewer")
declare_action("group.issue_findings", zh="反馈检查发现", en="Issue findings", roles="office")
declare_action("group.recheck", zh="复查整改", en="Check again", roles="office")

OBJECT_LABELS.update(
    {
        "group.guidance": Label(zh="指导意见", en="Guidance"),
        "group.inspection": Label(zh="督导检查", en="Inspection"),
        "group.finding": Label(zh="检查发现", en="Finding"),
    }
)
name_fields(grade=Label(zh="程度", en="grade"), demand=Label(zh="整改要求", en="demand"),
            sign_by=Label(zh="签收期限", en="sign by"), is_mended=Label(zh="已整改", en="mended"))  # fmt: skip

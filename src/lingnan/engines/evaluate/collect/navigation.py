"""The lines of the collection in the rail."""

from lingnan.core.labels import Label
from lingnan.engines.evaluate.actions import JUDGE
from lingnan.engines.identity.selectors.audit import OBJECT_LABELS, name_fields
from lingnan.shell.navigation import Entry, register

register(
    Entry(
        section="evaluate",
        key="evaluate.rounds",
        label=Label(zh="数据报送", en="Collection"),
        url_name="evaluate:rounds",
        icon="devices",
        order=60,
        letter="报",
    )
)
register(
    Entry(
        section="evaluate",
        key="evaluate.review",
        label=Label(zh="数据审核", en="Review"),
        url_name="evaluate:review",
        icon="audit",
        order=65,
        letter="审",
        needs=JUDGE,
    )
)
register(
    Entry(
        section="evaluate",
        key="evaluate.surveys",
        label=Label(zh="调查与评分", en="Surveys, scores"),
        url_name="evaluate:surveys",
        icon="people",
        order=70,
        letter="调",
    )
)
register(
    Entry(
        section="evaluate",
        key="evaluate.objections",
        label=Label(zh="异议", en="Objections"),
        url_name="evaluate:objections",
        icon="alerts",
        order=80,
        letter="异",
    )
)

OBJECT_LABELS.update(
    {
        "evaluate.round": Label(zh="报送批次", en="Collection round"),
        "evaluate.entry": Label(zh="填报项", en="Reported value"),
        "evaluate.survey": Label(zh="调查", en="Survey"),
        "evaluate.panel": Label(zh="专家评分", en="Panel"),
        "evaluate.objection": Label(zh="异议", en="Objection"),
    }
)
name_fields(
    why=Label(zh="填报说明", en="reporter's reason"),
    level=Label(zh="层级", en="level"),
    values=Label(zh="数值", en="values"),
    entries=Label(zh="项数", en="entries"),
    live=Label(zh="平台实测", en="measured by"),
    agreement=Label(zh="一致性", en="agreement"),
)

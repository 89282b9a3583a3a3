"""Read the audit trail, and say a change in words."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.fields import canonical
from lingnan.engines.identity.models import AuditEntry, Unit
from lingnan.engines.identity.rights import ACTIONS, require
from lingnan.shell.language import bi

COLUMNS = ("number", "recorded_at", "actor", "unit_key", "verb", "about", "summary", "before", "after", "digest")
# what fields are called in the trail; engines add theirs with `name_fields`
FIELD_LABELS: dict[str, Label] = {}


def name_fields(**labels: Label) -> None:
    """Say what the fields of before and after are called on the page of the trail."""
    FIELD_LABELS.update(labels)


name_fields(
    username=Label(zh="账号", en="account"), display_name=Label(zh="姓名", en="name"),
    unit=Label(zh="单位", en="unit"), email=Label(zh="邮箱", en="e-mail"), phone=Label(zh="电话", en="phone"),
    is_active=Label(zh="启用", en="active"), roles=Label(zh="角色", en="roles"), granted=Label(zh="授予", en="granted"),
    valid_from=Label(zh="起", en="from"), valid_to=Label(zh="止", en="until"), name=Label(zh="名称", en="name"),
    name_en=Label(zh="英文名", en="English name"), kind=Label(zh="类别", en="kind"),
    region_id=Label(zh="行政区划", en="region"), parent_id=Label(zh="上级", en="superior"),
    source=Label(zh="依据", en="source"), successors=Label(zh="后续单位", en="successors"),
    accounts_moved=Label(zh="调动人数", en="people moved"), alias=Label(zh="别名", en="other name"),
    address=Label(zh="地址", en="address"), second_step=Label(zh="两步验证", en="second step"),
    is_working=Label(zh="上班", en="worked"), reason=Label(zh="理由", en="reason"), rows=Label(zh="行数", en="rows"),
    sha256=Label(zh="内容摘要", en="digest"), size=Label(zh="字节", en="bytes"),
    also_codes=Label(zh="连同两步验证", en="second step too"),
    on=Label(zh="日期", en="day"), told=Label(zh="告知人次", en="told"), title=Label(zh="标题", en="title"),
    content_hash=Label(zh="内容指纹", en="fingerprint"), digest=Label(zh="摘要", en="digest"),
    assessment=Label(zh="评价编号", en="assessment"), results=Label(zh="结果数", en="results"),
    frames=Label(zh="帧数", en="frames"), observations=Label(zh="观测值数", en="observations"),
    new=Label(zh="新增", en="new"), edition=Label(zh="版本", en="edition"), indicator=Label(zh="指标", en="indicator"),
    value=Label(zh="数值", en="value"), limit=Label(zh="限值", en="limit"), year=Label(zh="年度", en="year"),
    step=Label(zh="步骤", en="step"), period=Label(zh="时段", en="period"), url=Label(zh="佐证", en="evidence"),
    file=Label(zh="文件", en="file"), note=Label(zh="说明", en="note"), version=Label(zh="版次", en="version"),
    state=Label(zh="状态", en="state"), due_on=Label(zh="期限", en="due"), text=Label(zh="内容", en="text"),
)  # fmt: skip


# what the nouns before the colon of `about` are called
OBJECT_LABELS: dict[str, Label] = {
    "identity.account": Label(zh="账号", en="Account"), "identity.unit": Label(zh="单位", en="Unit"),
    "identity.region": Label(zh="行政区划", en="Regions"), "identity.calendar": Label(zh="工作日历", en="Calendar"),
    "identity.notification": Label(zh="通知", en="Notices"), "identity.audit": Label(zh="审计链", en="Audit chain"),
    "plan.plan": Label(zh="方案", en="Plan"), "plan.task": Label(zh="任务", en="Task"),
    "plan.meeting": Label(zh="会议", en="Meeting"), "plan.supervision": Label(zh="督办", en="Supervision"),
    "evaluate.assessment": Label(zh="评价", en="Assessment"), "evaluate.file": Label(zh="指标数据", en="Data file"),
    "report.edition": Label(zh="年度报告", en="Report"), "cases.case": Label(zh="案件", en="Case"),
    "sense.station": Label(zh="站点", en="Station"), "sense.device": Label(zh="设备", en="Device"),
    "sense.batch": Label(zh="数据批次", en="Batch"), "sense.quarantine": Label(zh="隔离报文", en="Quarantined frame"),
    "place.layer": Label(zh="图层", en="Layer"),
}  # fmt: skip


def object_label(about: str) -> Label:
    """`plan.task:12` as people say it: 任务 12. An object that has no name here stays as it was written."""
    kind, _, key = about.partition(":")
    if (named := OBJECT_LABELS.get(kind)) is None:
        return Label(zh=about, en=about)
    return named if key in {"", "all"} else Label(zh=f"{named.zh}\u00a0{key}", en=f"{named.en}\u00a0{key}")


def act_label(verb: str) -> Label:
    """What an act is called: as its right is, where there is one."""
    return ACTIONS[verb].label if verb in ACTIONS else Label(zh=verb, en=verb)


def audit_entries(
    by: Actor, *, about: str = "", person: str = "", verb: str = "", text: str = ""
) -> QuerySet[AuditEntry]:
    """Entries of an object (`plan.task:12`, or `plan.*`), a person or unit, an act, or with a word in the summary."""
    require(by, "identity.see_audit")
    unit = Unit.objects.filter(pk=OuterRef("unit_key")).values("name")[:1]
    entries = AuditEntry.objects.annotate(unit_name=Subquery(unit))
    if about:
        entries = entries.filter(about__startswith=about[:-1]) if about.endswith("*") else entries.filter(about=about)
    if person:
        entries = entries.filter(Q(actor__icontains=person) | Q(unit_key=person))
    if verb:
        entries = entries.filter(verb__startswith=verb)
    if text:
        entries = entries.filter(Q(summary__icontains=text) | Q(about__icontains=text) | Q(actor__icontains=text))
    return entries


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field of a change: what stood there and what stands there; None where there was nothing."""

    name: str
    before: str | None
    after: str | None

    @property
    def label(self) -> Label | str:
        """What the field is called; its name where nobody said."""
        return FIELD_LABELS.get(self.name, self.name)


def differences(entry: AuditEntry) -> list[Difference]:
    """The fields that changed, by name; a value that is no object counts as one field."""
    old, new = as_object(entry.before), as_object(entry.after)
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name) or name not in old]
    return [Difference(name=name, before=said(old, name), after=said(new, name)) for name in names]


def as_object(value: object) -> dict[str, object]:
    """A value as named fields."""
    return value if isinstance(value, dict) else {} if value is None else {"": value}


def said(values: dict[str, object], name: str) -> str | None:
    """A value as people read it."""
    if name not in values:
        return None
    value = values[name]
    if isinstance(value, list) and all(isinstance(item, str | int) for item in value):
        return "、".join(str(item) for item in value) or bi("（无）", "(none)")
    if value is None or value == "":
        return bi("（无）", "(none)")
    if isinstance(value, bool):
        return bi("是", "yes") if value else bi("否", "no")
    return value if isinstance(value, str) else canonical(value)

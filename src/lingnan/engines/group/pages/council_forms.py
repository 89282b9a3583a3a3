"""Forms of proposals, matters, circulation and meetings."""

import re
from collections.abc import Iterable, Mapping

from django import forms

from lingnan.core.labels import Label
from lingnan.engines.group.pages.desk import VersionForm
from lingnan.engines.group.selectors.business import member_units
from lingnan.engines.group.services.circulation import Point
from lingnan.engines.group.words import ADOPTION, FINDING, MATTER_KIND, OUTCOME
from lingnan.shell.forms import NEEDED, NO_HINT, Pair, both, choice, day, passage, said, upload
from lingnan.shell.forms import text as line
from lingnan.shell.language import bi, say

FILE_HINT = ("docx、pdf、xlsx、图片等，50 MB 以内", "docx, pdf, xlsx, pictures; up to 50 MB")
_CLAUSE = re.compile(
    r"^(?P<clause>第[^：:，。]{1,16}|[一二三四五六七八九十]+(?:（[一二三四五六七八九十]+）)?|（[^）]{1,8}）|\d+(?:\.\d+)*)[：:、]\s*(?P<text>.+)$"
)


def optional(zh: str, en: str, *, rows: int = 3, most: int = 4000, hint: Pair = NO_HINT) -> forms.CharField:
    """Several lines that may stay empty."""
    field = passage(zh, en, most=most, rows=rows, hint=hint)
    field.required = False
    return field


def whole(zh: str, en: str, *, initial: int, hint: Pair = NO_HINT) -> forms.IntegerField:
    """A small whole number."""
    shown = forms.TextInput(attrs={"size": "4", "inputmode": "numeric"})
    return forms.IntegerField(
        label=both(zh, en), initial=initial, widget=shown, help_text=said(hint), error_messages=NEEDED
    )


def several(zh: str, en: str, *, hint: Pair = NO_HINT) -> forms.MultipleChoiceField:
    """Boxes to tick; the page fills them."""
    return forms.MultipleChoiceField(
        label=both(zh, en), help_text=said(hint), widget=forms.CheckboxSelectMultiple, error_messages=NEEDED
    )


def member_choices(*, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The member units by their names in the plan."""
    left_out = set(without)
    return [(unit.key, bi(written, say(unit))) for unit, written in member_units() if unit.key not in left_out]


def of(labels: Mapping[str, Label]) -> list[tuple[str, str]]:
    """Choices out of a table of labels, without the one for "not yet"."""
    return [(key, say(label)) for key, label in labels.items() if key]


class UnitsForm(VersionForm):
    """A form with member units to tick; the unit in charge is not among them."""

    def __init__(self, *args: object, without: Iterable[str] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["units"].choices = member_choices(without=without)  # type: ignore[attr-defined]


class ProposalForm(VersionForm):
    """What a unit plans to do."""

    title = line("工作名称", "Title", size=48, most=120)
    purpose = optional(
        "解决什么问题", "What it mends", hint=("为谁、解决什么，两三句话", "For whom and what, in a few sentences")
    )
    content = optional("做什么", "What is to be done", rows=5)
    systems = optional(
        "要建或扩建的系统", "Systems to build or extend", hint=("一行一个", "One a line"), rows=2, most=1000
    )
    needs = optional(
        "需要其他单位的数据或系统", "Data and systems of others", hint=("一行一个", "One a line"), rows=2, most=1000
    )
    budget = forms.DecimalField(
        label=both("预算（万元）", "Budget (CNY 10,000)"), required=False, max_digits=12, decimal_places=2, min_value=0,
        widget=forms.TextInput(attrs={"size": "10", "inputmode": "decimal"}),
        error_messages={"invalid": both("预算应为数字，如 120.5", "The budget is a number such as 120.5")},
    )  # fmt: skip
    starts_on = day("开始时间", "Start", required=False, example="2018-06-01")
    ends_on = day("完成时间", "End", required=False, example="2019-06-30")
    file = upload("附件", "Attachment", required=False, hint=FILE_HINT)


class ReasonForm(VersionForm):
    """A step that needs its reason."""

    reason = passage("原因", "Reason", most=2000, rows=3)


class OutcomeForm(VersionForm):
    """The end of a matter outside a meeting."""

    reason = passage("结果", "What came of it", most=2000, rows=3)


class JudgeForm(VersionForm):
    """What a likeness is."""

    overlap = forms.IntegerField(widget=forms.HiddenInput)
    finding = choice("判断", "Finding")
    note = line("说明", "Note", required=False, size=40, most=400)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["finding"].choices = of(FINDING)  # type: ignore[attr-defined]


class CirculateForm(UnitsForm):
    """Whom to ask, and for how long."""

    units = several("征求单位", "Units to ask")
    working_days = whole("期限（工作日）", "Working days", initial=5)
    letter = optional("说明", "Covering letter", rows=3, most=2000)


class AnswerForm(VersionForm):
    """A unit's answer; empty means no objection, and says so."""

    points = optional(
        "意见", "Comments", rows=5, most=12000,
        hint=("一行一条，条款写在前面，如“第二条：改为10日”。没有意见就空着提交。",
              "One a line, the clause first, as 第二条：…. Leave it empty if you have none."),
    )  # fmt: skip
    note = line("补充说明", "Note", required=False, size=48, most=400)
    file = upload("附件", "Attachment", required=False, hint=FILE_HINT)


def points_of(text: str) -> list[Point]:
    """One point a line: `第二条：改为10日` → the clause and the words."""
    found = []
    for written in (each.strip() for each in text.splitlines()):
        if match := _CLAUSE.match(written):
            found.append(Point(clause=match["clause"], text=match["text"]))
        elif written:
            found.append(Point(text=written))
    return found


class SettleRemarkForm(VersionForm):
    """Whether a point is adopted."""

    remark = forms.IntegerField(widget=forms.HiddenInput)
    adoption = choice("采纳情况", "Adoption")
    reason = line("理由", "Reason", required=False, size=40, most=2000)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["adoption"].choices = of(ADOPTION)  # type: ignore[attr-defined]


class MatterForm(VersionForm):
    """A problem between departments, or a policy to draft."""

    kind = choice("类别", "Kind")
    title = line("名称", "Title", size=48, most=120)
    text = passage(
        "事项",
        "What the matter is",
        most=4000,
        hint=("涉及哪些单位，卡在哪里，要解决什么", "Who, where it sticks, what is wanted"),
    )
    lead = choice("牵头单位", "Lead unit")
    due_on = day("期限", "Due", required=False, example="2018-06-30")
    task_number = forms.IntegerField(
        label=both("对应任务", "Task of the plan"), required=False, min_value=1,
        help_text=both("填任务号，如 8", "Its number, such as 8"),
        widget=forms.TextInput(attrs={"size": "4", "inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = of(MATTER_KIND)  # type: ignore[attr-defined]
        self.fields["lead"].choices = member_choices()  # type: ignore[attr-defined]


class ResearchForm(VersionForm):
    """What was found out."""

    text = passage("研究情况", "Findings", most=4000)
    file = upload("附件", "Attachment", required=False, hint=FILE_HINT)


class DraftForm(VersionForm):
    """A further version of the text."""

    text = passage("文稿", "Text", most=60_000, rows=14, hint=("一段一行", "A paragraph a line"))
    note = line("修改说明", "What changed and why", required=False, size=48, most=400,
                hint=("第 1 稿可不填", "May stay empty for the first version"))  # fmt: skip
    file = upload("附件", "Attachment", required=False, hint=FILE_HINT)


class SigningForm(VersionForm):
    """Who signs, in which order."""

    first = choice("第一会签单位", "Signs first")
    second = choice("第二会签单位", "Signs second", required=False)
    third = choice("第三会签单位", "Signs third", required=False)
    fourth = choice("第四会签单位", "Signs fourth", required=False)
    fifth = choice("第五会签单位", "Signs fifth", required=False)
    working_days = whole("每个单位（工作日）", "Working days for each", initial=5)

    def __init__(self, *args: object, without: Iterable[str] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        units = member_choices(without=without)
        for name in ("first", "second", "third", "fourth", "fifth"):
            self.fields[name].choices = [("", bi("—— 请选 ——", "— choose —")), *units]  # type: ignore[attr-defined]

    @property
    def order(self) -> tuple[str, ...]:
        """The units in order."""
        names = ("first", "second", "third", "fourth", "fifth")
        return tuple(self.cleaned_data[name] for name in names if self.cleaned_data[name])


class NoteForm(VersionForm):
    """A step with a few words, if wanted."""

    note = line("说明", "Note", required=False, size=48, most=400)


class MeetingForm(VersionForm):
    """Name, day, hour, place and who presides."""

    title = line("会议名称", "Meeting", size=48, most=120)
    held_on = day("日期", "Day", example="2018-04-26")
    starts_at = line("时间", "Hour", required=False, size=8, most=5, hint=("如 09:30", "Such as 09:30"))
    place = line("地点", "Place", required=False, size=32, most=120)
    chair = line("主持人", "Who presides", required=False, size=24, most=60)


class InviteForm(VersionForm):
    """Until when the units reply."""

    reply_by = day("回复截止", "Reply by", required=False, example="2018-04-24",
                   hint=("不填为会前两个工作日", "Two working days before, if empty"))  # fmt: skip


class ReplyForm(VersionForm):
    """Who comes."""

    state = choice("回复", "Reply")
    person = line("参会人", "Who comes", required=False, size=24, most=60, hint=("姓名和职务", "Name and post"))
    note = line("说明", "Note", required=False, size=40, most=300)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offered = (("coming", ("参加", "We come")), ("substitute", ("派员代会", "We send a substitute")),
                   ("declined", ("请假", "We cannot come")))  # fmt: skip
        self.fields["state"].choices = [(key, bi(*words)) for key, words in offered]  # type: ignore[attr-defined]


class PicksForm(VersionForm):
    """What to put on the agenda."""

    picks = several("列入议程", "Put on the agenda")

    def __init__(self, *args: object, options: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["picks"].choices = options  # type: ignore[attr-defined]


class FreeItemForm(VersionForm):
    """Anything else to talk over."""

    title = line("议题", "Item", size=48, most=200)
    unit = choice("汇报单位", "Reported by", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].choices = [("", bi("不限", "Anybody")), *member_choices()]  # type: ignore[attr-defined]


class AttendanceForm(VersionForm):
    """Which units came."""

    attended = several("到会单位", "Units present")

    def __init__(self, *args: object, units: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["attended"].choices = units  # type: ignore[attr-defined]
        self.fields["attended"].required = False


class SettleItemForm(VersionForm):
    """What the meeting made of an item."""

    item = forms.IntegerField(widget=forms.HiddenInput)
    outcome = choice("议定结果", "Outcome")
    minutes = passage("纪要文字", "What the minutes say", most=4000, rows=3)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["outcome"].choices = of(OUTCOME)  # type: ignore[attr-defined]


class DecideForm(VersionForm):
    """One decision: what, who, by when, and what it becomes."""

    text = line("议定事项", "Decision", size=60, most=400)
    item = choice("议题", "Agenda item", required=False)
    unit = choice("责任单位", "Unit")
    due_on = day("期限", "Due", example="2018-05-31")
    becomes = choice("立为", "It becomes")

    def __init__(self, *args: object, items: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["item"].choices = [("", bi("不对应议题", "None of them")), *items]  # type: ignore[attr-defined]
        self.fields["unit"].choices = member_choices()  # type: ignore[attr-defined]
        kinds = (("supervision", ("督办事项", "A supervision item")), ("task", ("方案任务", "A task of the plan")))
        self.fields["becomes"].choices = [(key, bi(*words)) for key, words in kinds]  # type: ignore[attr-defined]


class MinutesForm(VersionForm):
    """The first paragraph of the minutes."""

    opening = passage("开头", "Opening", most=2000, rows=4,
                      hint=("时间、会议听取和研究了什么", "When, what was heard and talked over"))  # fmt: skip
    chair = line("主持人", "Who presided", required=False, size=24, most=60)


class IssueForm(VersionForm):
    """The document number under which the minutes go out."""

    number = line(
        "纪要编号", "Number", size=28, most=60, hint=("如 粤智办纪〔2018〕2号", "Such as 粤智办纪〔2018〕2号")
    )


class PaperForm(VersionForm):
    """A file to hang on a proposal or a meeting."""

    file = upload("文件", "File", hint=FILE_HINT)

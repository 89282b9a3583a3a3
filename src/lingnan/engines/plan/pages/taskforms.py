"""Forms of the steps of a task's life."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django import forms

from lingnan.core.words import number as number_words
from lingnan.engines.plan.models import Extension, Milestone, Rating, TaskNumber
from lingnan.engines.plan.selectors.work import tidy
from lingnan.shell.forms import NEEDED, both, choice, day, passage, text, upload
from lingnan.shell.language import bi

Choices = Sequence[tuple[str, str]]


def optional_passage(zh: str, en: str, *, rows: int = 3) -> forms.CharField:
    """Several lines that may stay empty."""
    field = passage(zh, en, most=4000, rows=rows)
    field.required = False
    return field


class StepForm(forms.Form):
    """A step that needs no more than a sentence; which sentence, the step says."""

    note = passage("说明", "Note", most=4000, rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: object, label: str = "", needed: bool = True, with_file: bool = False, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["note"].required = needed
        self.fields["note"].label = label or self.fields["note"].label
        if with_file:
            self.fields["file"] = upload("佐证", "Evidence", required=False)


class ReportForm(forms.Form):
    """A quarter's progress: a sentence or two, the declared numbers as last given, a file."""

    period = choice("报送期", "Period")
    text = passage(
        "进展",
        "Progress",
        most=4000,
        hint=("做了什么，到了哪一步，一两句话即可", "What was done and how far it is, in a sentence or two"),
    )
    file = upload("佐证", "Evidence", required=False)

    def __init__(
        self,
        *args: object,
        periods: Choices,
        numbers: Sequence[TaskNumber] = (),
        last: dict[int, Decimal] | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.numbers = {f"number_{one.pk}": one for one in numbers}
        self.fields["period"].choices = periods  # type: ignore[attr-defined]
        if len(periods) == 1:
            self.fields["period"].widget = forms.HiddenInput()
            self.fields["period"].initial = periods[0][0]
        for name, one in self.numbers.items():
            self.fields[name] = number_field(one, (last or {}).get(one.pk))
        self.order_fields(["period", "text", *self.numbers, "file"])

    def clean(self) -> dict[str, object]:
        """Each number as a Decimal, or the words that say why there is none."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        data["numbers"] = {}
        for name, one in self.numbers.items():
            given = str(data.get(name) or "").strip().replace(",", "").replace("，", "")
            if not given:
                data["numbers"][one.pk] = bi("本期未报", "Not given")  # type: ignore[index]  # the dict made above
                continue
            try:
                value = Decimal(given)
            except InvalidOperation:
                zh, en = "{n}应为数字，您填的是“{g}”", '{n} must be a number; you wrote "{g}"'
                self.add_error(name, bi(zh, en, n=one.name, g=given))
                continue
            if not value.is_finite() or abs(value) >= Decimal(10) ** 14:
                self.add_error(name, bi("{n}太大", "{n} is too large", n=one.name))
                continue
            data["numbers"][one.pk] = value  # type: ignore[index]  # the dict made above
        return data


def number_field(number: TaskNumber, last: Decimal | None) -> forms.CharField:
    """A declared number; the value given last stands in it."""
    label = f"{number.name}（{number.measured_in}）" if number.measured_in else number.name
    target = bi("目标 {t}", "Target {t}", t=number_words(tidy(number.target))) if number.target is not None else ""
    before = bi("上次报 {v}", "Last given {v}", v=number_words(last)) if last is not None else ""
    return forms.CharField(
        label=label,
        required=False,
        help_text=bi("，", ", ").join(part for part in (target, before) if part),
        initial=number_words(last).replace(",", "") if last is not None else None,
        widget=forms.TextInput(attrs={"size": "12", "inputmode": "decimal"}),
    )


class MeetForm(forms.Form):
    """A milestone met, with what proves it."""

    milestone = choice("节点", "Milestone")
    met_on = day("完成日期", "Met on", example="2018-03-31")
    evidence = text(
        "佐证",
        "Evidence",
        size=60,
        most=400,
        required=False,
        hint=(
            "文件名称与文号，或网址；没有佐证不能办结",
            "The document and its number, or an address; without it nothing closes",
        ),
    )
    file = upload("佐证文件", "Evidence file", required=False)

    def __init__(self, *args: object, steps: Sequence[Milestone], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["milestone"].choices = milestone_choices(steps)  # type: ignore[attr-defined]


def milestone_choices(steps: Sequence[Milestone]) -> list[tuple[str, str]]:
    """Milestones with their dates."""
    return [(str(step.pk), bi("{t}（{d}）", "{t} ({d})", t=step.title, d=step.due)) for step in steps]


class MilestoneForm(forms.Form):
    """A new milestone."""

    title = text("节点", "Milestone", size=48, most=200)
    due = day("期限", "Due", example="2018-09-30")


class ChangeMilestoneForm(MilestoneForm):
    """A milestone changed, or dropped, with the reason."""

    milestone = forms.IntegerField(widget=forms.HiddenInput)
    drop = forms.BooleanField(label=both("撤销这个节点", "Drop this milestone"), required=False)
    reason = passage("原因", "Reason", most=2000, rows=3)


class PartForm(MilestoneForm):
    """A part divided off, and the unit that does it."""

    unit = choice("责任单位", "Unit")

    def __init__(self, *args: object, units: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["title"].label = bi("子任务", "Part")
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    """More time asked for one milestone."""

    milestone = choice("节点", "Milestone")
    due = day("申请延至", "Until", example="2018-09-30")
    reason = passage(
        "原因", "Reason", most=2000, rows=3, hint=("为什么不能按期，现在到哪一步", "Why, and how far it is now")
    )
    file = upload("附件", "Attachment", required=False)

    def __init__(self, *args: object, steps: Sequence[Milestone], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["milestone"].choices = milestone_choices(steps)  # type: ignore[attr-defined]


class DecideExtensionForm(forms.Form):
    """The office's decision on one request."""

    extension = choice("申请", "Request")
    due = day("同意延至", "Granted until", required=False, hint=("不填即按申请的日期", "Empty: as asked"))
    note = optional_passage("批复意见", "Decision")

    def __init__(self, *args: object, asked: Sequence[Extension], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["extension"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{one.title}：{one.due_before} → {one.due_asked}") for one in asked
        ]


class RateForm(forms.Form):
    """How well a unit did it."""

    unit = choice("单位", "Unit")
    grade = choice("评价", "Grade")
    comment = optional_passage("评语", "Comment")

    def __init__(self, *args: object, units: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        english = {"A": "Excellent", "B": "Good", "C": "Acceptable", "D": "Not acceptable"}
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["grade"].choices = [(key, bi(zh, english[key])) for key, zh in Rating.GRADES]  # type: ignore[attr-defined]


class NumberForm(forms.Form):
    """A number that the units report each time."""

    name = text("名称", "Name", size=32, most=80, hint=("例如：试点学校", "Such as: pilot schools"))
    measured_in = text("单位", "Unit of measure", size=10, most=20, required=False)
    target = forms.DecimalField(
        label=both("目标", "Target"), required=False, max_digits=18, decimal_places=4,
        widget=forms.TextInput(attrs={"size": "12", "inputmode": "decimal"}),
    )  # fmt: skip
    target_on = day("目标日期", "Target date", required=False)


class EditForm(forms.Form):
    """A task's words and units; `version` is the one that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = text("标题", "Title", size=60, most=200)
    text = passage("内容", "Text", most=20000, rows=8)
    leads = forms.MultipleChoiceField(label=both("牵头单位", "Lead units"), required=False)
    cooperating = forms.MultipleChoiceField(label=both("配合单位", "Cooperating units"), required=False)
    reason = passage("修改原因", "Reason", most=2000, rows=2)

    def __init__(self, *args: object, units: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        for name in ("leads", "cooperating"):
            self.fields[name].choices = units  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["size"] = "6"
            self.fields[name].error_messages = {**self.fields[name].error_messages, **NEEDED}

"""Forms of the collection's pages."""

from collections.abc import Mapping
from datetime import date

from django import forms

from lingnan.engines.evaluate.approval import CHAINS, Level
from lingnan.engines.evaluate.declare import INDICATORS, SourceKind
from lingnan.engines.evaluate.models import Objection
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Region, Unit
from lingnan.engines.identity.selectors.units import open_on
from lingnan.shell.forms import both, choice, day, passage, upload
from lingnan.shell.forms import text as line
from lingnan.shell.language import bi, say

PARTS = 4  # code, name, unit, territory


def unit_choices(*kinds: str) -> list[tuple[str, str]]:
    """Open units of these kinds by name."""
    units = Unit.objects.filter(open_on(today()), kind__in=kinds).order_by("name")
    return [("", bi("请选", "Choose")), *((unit.key, say(unit)) for unit in units)]


def indicator_choices(kind: SourceKind) -> list[tuple[str, str]]:
    found = [each for each in INDICATORS if each.source_kind is kind]
    return [("", bi("请选", "Choose")), *((each.key, say(each.label)) for each in found)]


def city_choices() -> list[tuple[str, str]]:
    return [(region.code, say(region)) for region in Region.objects.filter(level="city")]


class RoundForm(forms.Form):
    """A new round with a window for each level."""

    key = line("代号", "Key", most=40, hint=("小写字母、数字和连字符，例如 round-2018", "Such as round-2018"))
    title = line("名称", "Name", size=40, most=120)
    title_en = line("英文名", "English name", size=40, most=160, required=False)
    period = line("数据年度", "Year of the data", size=6, most=4)
    institution = choice("评价机构", "Institution", required=False)
    sample_percent = forms.IntegerField(
        label=both("实地抽查比例（%）", "Checked on the spot (%)"),
        initial=10,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"size": "4", "inputmode": "numeric"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["institution"].choices = unit_choices("institution")  # type: ignore[attr-defined]
        for level in Level:
            zh, en = level.label.zh, level.label.en
            self.fields[f"{level}_from"] = day(f"{zh}窗口：起", f"{en}: from", example="2018-03-01")
            self.fields[f"{level}_to"] = day(f"{zh}窗口：止", f"{en}: to", example="2018-04-20")

    def windows(self) -> Mapping[Level, tuple[date, date]]:
        """The window of each level."""
        data = self.cleaned_data
        return {level: (data[f"{level}_from"], data[f"{level}_to"]) for level in Level}


class AssignForm(forms.Form):
    """One indicator of a round."""

    indicator = choice("指标", "Indicator")
    level = choice("由谁填报", "Reported by")
    department = choice("主管部门", "Department that answers")
    live = choice("平台实测（选填）", "What the platform measures itself", required=False)
    places = line(
        "城市",
        "Cities",
        size=40,
        required=False,
        hint=("六位代码，空格隔开；不填为全部", "Codes with blanks between; empty for all"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        fields = self.fields
        fields["indicator"].choices = indicator_choices(SourceKind.REPORTED)  # type: ignore[attr-defined]
        fields["level"].choices = [(level.value, say(level.label)) for level in CHAINS]  # type: ignore[attr-defined]
        fields["department"].choices = unit_choices("department")  # type: ignore[attr-defined]
        fields["live"].choices = indicator_choices(SourceKind.COMPUTED)  # type: ignore[attr-defined]

    def cities(self) -> list[str]:
        return str(self.cleaned_data["places"]).replace("，", " ").replace(",", " ").split()


class ExtendForm(forms.Form):
    """More time for one unit."""

    unit = choice("单位", "Unit")
    until = day("延至", "Until", example="2018-04-28")
    reason = line("原因", "Reason", size=60, most=200)

    def __init__(self, *args: object, units: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class RecutForm(forms.Form):
    """Who reports the territory of merged or split units."""

    indicator = choice("指标", "Indicator")
    old = line("原填报项的区划代码", "Codes that no longer report", size=40, hint=("空格隔开", "Blanks between"))
    new = passage(
        "新填报项",
        "New entries",
        most=2000,
        hint=(
            "每行一个：代码，名称，单位代号，范围（区划代码，空格隔开）",
            "One a line: code, name, key of the unit, territory (codes, blanks between)",
        ),
    )
    reason = line("原因", "Reason", size=60, most=200)

    def __init__(self, *args: object, indicators: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["indicator"].choices = indicators  # type: ignore[attr-defined]

    def clean_new(self) -> dict[str, tuple[str, str, list[str]]]:
        found: dict[str, tuple[str, str, list[str]]] = {}
        for number, written in enumerate(str(self.cleaned_data["new"]).splitlines(), start=1):
            parts = [part.strip() for part in written.replace("，", ",").split(",")]
            if not written.strip():
                continue
            if len(parts) != PARTS:
                raise forms.ValidationError(bi("第 {n} 行应有四项", "Line {n} needs four parts", n=number))
            if not Unit.objects.filter(pk=parts[2]).exists():
                raise forms.ValidationError(
                    bi("第 {n} 行：没有单位 {u}", "Line {n}: no unit {u}", n=number, u=parts[2])
                )
            found[parts[0]] = (parts[1], parts[2], parts[3].split())
        return found


class EvidenceForm(forms.Form):
    """One piece of evidence: a file, an address, or a query of the platform's data."""

    text = line(
        "是什么",
        "What it is",
        size=40,
        most=200,
        required=False,
        hint=("文件名称与文号，或台账名称", "The document and its number, or the ledger"),
    )
    url = line(
        "网址或平台页面",
        "Address or page of the platform",
        size=40,
        most=300,
        required=False,
        hint=("https:// 开头；平台里的查询以 / 开头", "https://…; a query of this platform begins with /"),
    )
    file = upload("文件", "File", required=False)


class JudgeForm(forms.Form):
    """What is said with an approval; the institution adds how far the value can be believed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    score = forms.IntegerField(
        label=both("可信度（0–100）", "Credibility (0–100)"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"size": "4", "inputmode": "numeric"}),
    )
    note = passage("意见", "Remark", most=400, rows=3)

    def __init__(self, *args: object, verifies: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["note"].required = False
        if not verifies:
            del self.fields["score"]


class SurveyForm(forms.Form):
    """A new survey."""

    key = line("代号", "Key", most=40, hint=("例如 satisfaction-2018", "Such as satisfaction-2018"))
    title = line("名称", "Name", size=40, most=120)
    title_en = line("英文名", "English name", size=40, most=160, required=False)
    indicator = choice("指标", "Indicator")
    period = line("年度", "Year", size=6, most=4)
    method = passage(
        "调查方法",
        "Method",
        most=400,
        rows=3,
        hint=("对象、抽样办法、时间", "Who was asked, how they were drawn, when"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["indicator"].choices = indicator_choices(SourceKind.SURVEYED)  # type: ignore[attr-defined]


def number(zh: str, en: str, *, initial: str = "") -> forms.DecimalField:
    """A figure as text."""
    return forms.DecimalField(
        label=both(zh, en), initial=initial or None, widget=forms.TextInput(attrs={"size": "8", "inputmode": "decimal"})
    )


class EstimateForm(forms.Form):
    """One city's summary of a survey."""

    region = choice("城市", "City")
    size = forms.IntegerField(
        label=both("样本量", "Sample size"),
        min_value=2,
        widget=forms.TextInput(attrs={"size": "8", "inputmode": "numeric"}),
    )
    mean = number("加权平均分", "Weighted mean")
    deviation = number("标准差", "Standard deviation")
    design_effect = number("设计效应", "Design effect", initial="1")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["region"].choices = city_choices()  # type: ignore[attr-defined]


class PanelForm(forms.Form):
    """A new panel of experts."""

    key = line("代号", "Key", most=40, hint=("例如 openness-2018", "Such as openness-2018"))
    title = line("名称", "Name", size=40, most=120)
    title_en = line("英文名", "English name", size=40, most=160, required=False)
    indicator = choice("指标", "Indicator")
    period = line("年度", "Year", size=6, most=4)
    closes_on = day("截止日期", "Closes on", example="2018-05-10")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.fields["indicator"].choices = indicator_choices(SourceKind.EXPERT)  # type: ignore[attr-defined]


class ObjectForm(forms.Form):
    """An objection."""

    text = passage(
        "异议内容", "Objection", most=2000, rows=5, hint=("哪里不对，依据是什么", "What is wrong, and on what ground")
    )


class AnswerForm(forms.Form):
    """An answer to an objection."""

    text = passage(
        "答复", "Answer", most=2000, rows=5, hint=("核对了什么，结果如何", "What was checked, and what came of it")
    )


class DecideForm(forms.Form):
    """The office's decision."""

    ruling = choice("裁定", "Decision")
    text = passage("理由", "Reasons", most=2000, rows=4)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        english = {"upheld": "Upheld", "partly": "Upheld in part", "rejected": "Rejected"}
        self.fields["ruling"].choices = [  # type: ignore[attr-defined]
            ("", bi("请选", "Choose")),
            *((key, bi(zh, english[key])) for key, zh in Objection.RULINGS),
        ]

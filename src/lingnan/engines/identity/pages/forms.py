"""Forms in both languages; a service's refusal is put back at its field."""

from datetime import date
from typing import ClassVar

from django import forms

from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import ROLES
from lingnan.engines.identity.services.accounts import GIVEN_BY_NOBODY
from lingnan.shell.forms import NEEDED, both, choice, day, text
from lingnan.shell.language import bi, say


class SignInForm(forms.Form):
    """Account, password and code, judged together."""

    username = text("账号", "Account", size=28, autocomplete="username", autocapitalize="none", spellcheck="false")
    password = text("密码", "Password", size=28, secret=True, autocomplete="current-password")
    code = text(
        "验证码",
        "Code",
        size=12,
        required=False,
        autocomplete="one-time-code",
        inputmode="text",
        hint=(
            "开通两步验证的账号填手机上的 6 位数字，或一个恢复码",
            "Six digits from your phone if you set them up, or a recovery code",
        ),
    )


class PasswordForm(forms.Form):
    """Change one's own password."""

    old = text("原密码", "Present password", size=28, secret=True, autocomplete="current-password")
    new = text(
        "新密码",
        "New password",
        size=28,
        secret=True,
        autocomplete="new-password",
        hint=("至少 12 个字符；可以是一句话", "At least 12 characters; a sentence is fine"),
    )
    again = text("再填一次新密码", "New password again", size=28, secret=True, autocomplete="new-password")

    FIELDS: ClassVar = {"原密码": "old", "新密码": "new"}

    def clean(self) -> dict[str, object]:
        """Both new ones the same."""
        found = super().clean() or {}
        if found.get("new") and found.get("again") and found["new"] != found["again"]:
            self.add_error("again", bi("两次填的不一样", "The two differ"))
        return found


class CodeForm(forms.Form):
    """One code from the phone."""

    code = text(
        "验证码",
        "Code",
        size=8,
        autocomplete="one-time-code",
        inputmode="numeric",
        hint=("手机上现在显示的 6 位数字", "The six digits that the phone shows now"),
    )

    FIELDS: ClassVar = {"验证码": "code"}


class ProveForm(forms.Form):
    """The password once more."""

    password = text("密码", "Password", size=28, secret=True, autocomplete="current-password")

    FIELDS: ClassVar = {"密码": "password"}


def role_choices() -> list[tuple[str, str]]:
    """Every role that people are given."""
    return [(key, say(role.label)) for key, role in ROLES.items() if key not in GIVEN_BY_NOBODY]


def unit_choices(units: list[Unit]) -> list[tuple[str, str]]:
    """Units by name, with an empty first line."""
    return [("", ""), *[(unit.key, say(unit) if unit.name_en else unit.name) for unit in units]]


class PersonForm(forms.Form):
    """A new account."""

    username = text(
        "账号",
        "Account",
        hint=(
            "小写字母开头，2 至 40 个小写字母、数字或 . _ -",
            "2 to 40 lower-case letters, digits or . _ -, beginning with a letter",
        ),
    )
    display_name = text("姓名", "Name", size=16)
    unit = choice("单位", "Unit")
    roles = forms.MultipleChoiceField(label=both("角色", "Roles"), required=False, widget=forms.CheckboxSelectMultiple)
    email = text("邮箱", "E-mail", required=False, size=32)
    phone = text("电话", "Phone", required=False, size=16)

    FIELDS: ClassVar = {"账号": "username", "姓名": "display_name", "单位": "unit", "角色": "roles", "邮箱": "email"}

    def __init__(self, data: object = None, *, units: list[Unit]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]
        self.fields["roles"].choices = role_choices()  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """Give one role, for a time where it is for a time."""

    role = choice("角色", "Role")
    valid_from = day("起", "From", required=False)
    valid_to = day("止（不含）", "Until (not included)", required=False)

    FIELDS: ClassVar = {"角色": "role", "有效期": "valid_to"}

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]


class UnitForm(forms.Form):
    """A new unit."""

    key = text(
        "代号",
        "Key",
        hint=(
            "小写字母、数字和连字符，例如 gd-data；用过的不再用",
            "Lower-case letters, digits and hyphens, such as gd-data; never used again",
        ),
    )
    name = text("名称", "Name", size=40)
    name_en = text("英文名", "English name", size=40, required=False)
    kind = choice("类别", "Kind")
    region = text("行政区划代码", "Region code", size=12, hint=("例如 440000、440100", "For example 440000, 440100"))
    parent = text("上级单位代号", "Key of the superior unit", required=False)
    aliases = text("别名", "Other names", size=40, required=False, hint=("多个用顿号隔开", "Several with commas"))
    valid_from = day("设立日期", "Set up on", required=False)
    source = text("依据", "Source", size=40, required=False)

    FIELDS: ClassVar = {"代号": "key", "名称": "name", "类别": "kind", "行政区划": "region", "上级单位": "parent"}

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        english = {
            "office": "Office",
            "department": "Department",
            "city_government": "City government",
            "county_government": "County government",
            "institution": "Institution",
            "national": "National body",
            "company": "Company",
        }
        self.fields["kind"].choices = [(key, bi(zh, english[key])) for key, zh in Unit.KINDS]  # type: ignore[attr-defined]


class SuccessionForm(forms.Form):
    """What becomes of a unit, on which day, by which document."""

    new_key = text("新代号", "New key")
    new_name = text("新名称", "New name", size=40)
    name_en = text("英文名", "English name", size=40, required=False)
    into = choice("并入单位", "Merge into")
    parts = forms.MultipleChoiceField(
        label=both("承接单位（两个以上）", "Successors (two or more)"),
        widget=forms.SelectMultiple(attrs={"size": "12"}),
        error_messages=NEEDED,
    )
    heir = choice("未办结的工作由谁接手", "Who takes the open work")
    on = day("自哪一天起", "From which day")
    source = text("依据", "Source", size=40, hint=("机构改革文件或批复", "The reform document or approval"))

    ASKED: ClassVar = {
        "rename": ("new_key", "new_name", "name_en"),
        "merge": ("into",),
        "split": ("parts", "heir"),
        "close": (),
    }
    FIELDS: ClassVar = {
        "代号": "new_key",
        "名称": "new_name",
        "日期": "on",
        "依据": "source",
        "承接单位": "parts",
        "接手单位": "heir",
    }

    def __init__(self, data: object = None, *, act: str, units: list[Unit]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for name in ("into", "parts", "heir"):
            self.fields[name].choices = unit_choices(units)[1 if name == "parts" else 0 :]  # type: ignore[attr-defined]
        for name in set(self.fields) - {*self.ASKED[act], "on", "source"}:
            del self.fields[name]


class DayForm(forms.Form):
    """A day that is not what its weekday says."""

    day = day("日期", "Day")
    kind = forms.ChoiceField(
        label=both("这一天", "On this day"),
        choices=[
            ("rest", both("放假", "Holiday")),
            ("work", both("上班", "Worked")),
            ("plain", both("恢复为平常日", "As its weekday")),
        ],
    )
    name = text("名称", "Name", size=16, required=False, hint=("例如 春节、国庆节调休上班", "Such as 春节"))
    source = text("依据", "Source", size=40, required=False, hint=("国办通知的文号", "Number of the notice"))

    FIELDS: ClassVar = {"名称": "name", "依据": "source"}


def initial_day(on: date) -> dict[str, str]:
    """The form for a day that was clicked."""
    return {"day": on.isoformat()}

"""Form fields in both languages, declared in one line: label, hint and usual errors follow the page's language."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import lazy

from lingnan.core.errors import Invalid, LingnanError
from lingnan.shell.language import bi, say

both = lazy(bi, str)
NEEDED = {"required": both("请填写这一项", "Fill this in")}
Pair = tuple[str, str]  # Chinese, English
NO_HINT: Pair = ("", "")


def said(pair: Pair) -> str:
    """A pair that is read in the language of the page that shows it."""
    return both(*pair) if pair[0] else ""


def text(
    zh: str,
    en: str,
    *,
    hint: Pair = NO_HINT,
    required: bool = True,
    size: int = 24,
    most: int | None = None,
    secret: bool = False,
    **attrs: str,
) -> forms.CharField:
    """A text field as wide as what is expected in it."""
    widget: type[forms.TextInput] | type[forms.PasswordInput] = forms.PasswordInput if secret else forms.TextInput
    shown = widget(attrs={"size": str(size), **{name.replace("_", "-"): value for name, value in attrs.items()}})
    return forms.CharField(
        label=both(zh, en),
        help_text=said(hint),
        required=required,
        max_length=most,
        strip=not secret,
        widget=shown,
        error_messages=NEEDED,
    )


def passage(zh: str, en: str, *, most: int, rows: int = 4, hint: Pair = NO_HINT) -> forms.CharField:
    """Several lines of text."""
    shown = forms.Textarea(attrs={"rows": rows})
    label = both(zh, en)
    return forms.CharField(label=label, help_text=said(hint), max_length=most, widget=shown, error_messages=NEEDED)


def day(
    zh: str, en: str, *, required: bool = True, example: str = "2018-10-25", hint: Pair = NO_HINT
) -> forms.DateField:
    """A date as text."""
    wrong = both("日期写作 {d}", "Write the date as {d}", d=example)
    return forms.DateField(
        label=both(zh, en),
        required=required,
        help_text=said(hint) or both("例如 {d}", "For example {d}", d=example),
        input_formats=["%Y-%m-%d"],
        widget=forms.TextInput(attrs={"size": "12"}),
        error_messages={**NEEDED, "invalid": wrong},
    )


def choice(zh: str, en: str, *, required: bool = True) -> forms.ChoiceField:
    """A choice whose values the page fills in."""
    return forms.ChoiceField(
        label=both(zh, en),
        required=required,
        error_messages={**NEEDED, "invalid_choice": both("请从列表里选", "Choose from the list")},
    )


def upload(zh: str, en: str, *, required: bool = True, hint: Pair = NO_HINT) -> forms.FileField:
    """A file."""
    return forms.FileField(label=both(zh, en), help_text=said(hint), required=required, error_messages=NEEDED)


def put_back(form: forms.Form, error: LingnanError, fields: Mapping[str, str]) -> None:
    """Show a refusal at its field, where the form has it, else above the form."""
    name = fields.get(error.field, "") if isinstance(error, Invalid) else ""
    message = say(error.why) if isinstance(error, Invalid) and name else say(error)
    form.add_error(name or None, message)

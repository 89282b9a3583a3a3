"""What several forms of the working group share."""

from datetime import date

from django import forms
from django.http import HttpRequest

from lingnan.core.labels import Label
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Account, Unit
from lingnan.engines.identity.selectors.units import open_units
from lingnan.shell.language import bi, say

Pairs = list[tuple[str, str]]


def options(labels: dict[str, Label]) -> Pairs:
    """Choices out of labels, in the language of the page."""
    return [(key, say(label)) for key, label in labels.items()]


def unit_options(*, kinds: tuple[str, ...] = (), blank: bool = False) -> Pairs:
    """The units that exist today, of some kinds or all."""
    units = open_units(today())
    units = units.filter(kind__in=kinds) if kinds else units
    found = [(unit.key, say(unit)) for unit in units.order_by("kind", "key")]
    return [("", bi("不选", "None")), *found] if blank else found


def account_options(*, unit: Unit | None = None, role: str = "") -> Pairs:
    """Active accounts of a unit, or with a role."""
    found = Account.objects.filter(is_active=True).order_by("username")
    found = found.filter(unit=unit) if unit else found
    found = found.filter(grants__role=role).distinct() if role else found
    return [("", bi("不绑定", "None")), *[(str(each.pk), f"{each} ({each.username})") for each in found]]


def fill(form: forms.Form, **choices: Pairs) -> forms.Form:
    """Give choice fields their choices."""
    for name, pairs in choices.items():
        form.fields[name].choices = pairs  # type: ignore[attr-defined]  # only choice fields are named
    return form


def asked_day(request: HttpRequest, name: str = "on") -> tuple[date, str]:
    """The day that the address asks for; today, with a sentence, where it is no date."""
    text = request.GET.get(name, "").strip()
    if not text:
        return today(), ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return today(), bi("“{t}”不是日期，写作 2018-04-16", "“{t}” is no date; write 2018-04-16", t=text)


def stand_at(request: HttpRequest, entry: str) -> None:
    """Which line of the rail this page belongs to, where its address does not say it."""
    request.navigation = entry  # type: ignore[attr-defined]  # read by shell.context


def number_of(text: str | None) -> int:
    """A hidden number; 0 where somebody changed it."""
    return int(text) if text and text.isdecimal() else 0

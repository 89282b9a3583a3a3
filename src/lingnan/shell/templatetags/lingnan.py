"""`{% load lingnan %}`: the marks and words that pages are made of. docs/guides/add-a-page.md shows each."""

from datetime import date, datetime

from django import template
from django.forms import BoundField, Form
from django.http import QueryDict
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lingnan.core import words as core_words
from lingnan.core.missing import Missing
from lingnan.shell import svg, words
from lingnan.shell.drawings import Chart, Day, PlaceMap, RegionMap, weeks_of
from lingnan.shell.language import bi as say_both
from lingnan.shell.language import bi_html, current, say, tongue
from lingnan.shell.navigation import Line
from lingnan.shell.providers import ANSWERS
from lingnan.shell.svg.icons import icon
from lingnan.shell.svg.lights import LIGHTS, light_shape

register = template.Library()
SOON = 3  # days before a deadline from which it is shown with its triangle (section 4 of the look)


# Language


@register.simple_tag
def bi(zh: str, en: str, **values: object) -> SafeString:
    """The text of the page's language: `{% bi "{n} 项任务" "{n} task{n_s}" n=count %}`."""
    return bi_html(zh, en, values)


@register.simple_tag
def label(thing: object) -> str:
    """A Label, or an object with name and name_en, in the page's language."""
    return say(thing)


@register.filter(name="say")
def say_filter(thing: object) -> str:
    """As the tag `label`, inside expressions."""
    return say(thing)


register.filter("tongue", tongue)  # `{{ task.title|tongue }}`: Chinese words keep their `lang` on an English page


@register.filter
def actor_name(name: str) -> str:
    """Who did it: a person as written, the system by its name in the page's language; `系统：a file` keeps the file."""
    who, colon, what = name.partition("：")
    return say(words.ACTORS.get(who, who)) + (say_both("：", ": ") + what if colon else "")


class Around(Node):
    """What stands in the block, wrapped; nothing at all where the block is blank."""

    def __init__(self, inner: NodeList, before: FilterExpression, after: FilterExpression) -> None:
        self.nodelist, self.before, self.after = inner, before, after

    def render(self, context: Context) -> SafeString:
        inner = self.nodelist.render(context)
        if not inner.strip():
            return mark_safe("")
        return mark_safe(f"{self.before.resolve(context)}{inner}{self.after.resolve(context)}")  # noqa: S308 - literals


@register.tag
def around(parser: Parser, token: Token) -> Around:
    """`{% around "<aside>" "</aside>" %}…{% endaround %}`."""
    _, before, after = token.split_contents()
    inner = parser.parse(("endaround",))
    parser.delete_first_token()
    return Around(inner, parser.compile_filter(before), parser.compile_filter(after))


class InLanguage(Node):
    """A longer passage in both languages; only one is rendered."""

    def __init__(self, zh: NodeList, en: NodeList) -> None:
        self.zh, self.en = zh, en

    def render(self, context: Context) -> SafeString:
        return (self.en if current() == "en" else self.zh).render(context)


@register.tag
def chinese(parser: Parser, token: Token) -> InLanguage:
    """`{% chinese %}中文……{% english %}English…{% endchinese %}`."""
    zh = parser.parse(("english",))
    parser.delete_first_token()
    en = parser.parse(("endchinese",))
    parser.delete_first_token()
    return InLanguage(zh, en)


# Lights, deadlines, marks


@register.simple_tag
def light(state: str, word: object = "") -> SafeString:
    """A light with its word: `{% light "late" %}`, or another word: `{% light "ok" unit.state %}`."""
    text = say(word) if word else LIGHTS[state].label.text(current())
    return format_html('<span class="light light-{}">{}<span>{}</span></span>', state, light_shape(state), text)


@register.simple_tag
def light_only(state: str, name: str = "", small: bool = False) -> SafeString:
    """The shape where the word stands elsewhere; `name` speaks to who cannot see it."""
    return light_shape(state, name=name or LIGHTS[state].label.text(current()), small=small)


@register.simple_tag
def light_mark(state: str) -> SafeString:
    """The shape beside a word that already says the state; left out of reading."""
    return light_shape(state)


@register.simple_tag
def deadline(
    due: date | None, today: date, days_left: int | None = None, working: bool = False, word: str = ""
) -> SafeString:
    """Days left or late. `days_left` comes from the calendar of the rule-set where it counts working days."""
    if due is None:
        return format_html('<span class="deadline plain">{}</span>', say_both("无期限", "no deadline"))
    left = (due - today).days if days_left is None else days_left
    text = word or core_words.deadline(left, current(), working=working)
    stamp = due.isoformat()
    if left > SOON:
        return format_html('<span class="deadline plain" title="{}">{}</span>', stamp, text)
    kind, state = ("past", "late") if left < 0 else ("soon", "warn")
    return format_html('<span class="deadline {}" title="{}">{}{}</span>', kind, stamp, light_shape(state), text)


@register.simple_tag
def missing(reason: object) -> SafeString:
    """A value that is not there, with its reason (a Missing, a Label or a text)."""
    return format_html('<span class="missing">{}</span>', words.absent(reason))


@register.simple_tag
def sample(more: object = "") -> SafeString:
    """The mark of made-up data: `{% sample %}`, `{% sample note %}`."""
    text = core_words.sample(current()) + (say_both("，{t}", ", {t}", t=say(more)) if more else "")
    return format_html('<span class="sample">{}</span>', text)


@register.simple_tag
def tag(text: object, kind: str = "") -> SafeString:
    """A quiet word with a soft ground: 已审定. kind: ok, warn, late, accent or nothing."""
    return format_html('<span class="tag {}">{}</span>', kind, say(text))


# Values


@register.simple_tag
def value(
    figure: object, unit: object = "", url: str = "", flag: object = "", tip: object = "", decimals: int | None = None
) -> SafeString:
    """A figure with its unit; dotted underline where it leads to evidence; its flag behind it; a word on hover."""
    if figure is None or isinstance(figure, Missing):
        return missing(figure)
    parts = [format_html('<span class="figure">{}</span>', words.number(figure, decimals))]
    if unit:
        close = "" if say(unit) in {"%", "‰", "°"} else " "
        parts.append(format_html('{}<span class="unit">{}</span>', close, say(unit)))
    if flag:
        parts.append(format_html(" {}", light_shape("warn", name=say_both("带标记：{f}", "flagged: {f}", f=say(flag)))))
    if tip:
        parts.append(format_html('<span class="tip" role="tooltip">{}</span>', say(tip)))
    inner = mark_safe("".join(parts))  # noqa: S308 - parts are escaped above
    if url:
        return format_html('<a class="value" href="{}">{}</a>', url, inner)
    return format_html('<span class="value"{}>{}</span>', mark_safe(' tabindex="0"') if tip else "", inner)


@register.simple_tag
def change(difference: object, unit: object = "", decimals: int | None = None) -> SafeString:
    """▲ ▼ in text and muted, never red and green: up and down are no judgement."""
    if difference is None or isinstance(difference, Missing):
        return missing(difference)
    exact = words.exact(difference)
    figure = words.quantity_text(words.number(abs(exact), decimals), unit)
    if not exact:
        said = core_words.no_change(current())
        return format_html('<span class="change-none"><span aria-hidden="true">—</span>'
                           '<span class="read-only">{}</span></span>', said)  # fmt: skip
    up = exact > 0
    return format_html(
        '<span class="change-{}"><span aria-hidden="true">{}</span><span class="read-only">{}</span> {}</span>',
        "up" if up else "down", "▲" if up else "▼", say_both("升", "up") if up else say_both("降", "down"), figure,
    )  # fmt: skip


@register.filter
def num(figure: object, decimals: int | None = None) -> str:
    return words.number(figure, decimals)


@register.filter
def share(figure: object, decimals: int = 1) -> str:
    return words.share(figure, decimals)


@register.filter
def day(when: date | None) -> str:
    return words.day(when)


@register.filter
def day_in_table(when: date | None) -> str:
    return words.day_in_table(when)


@register.filter
def moment(when: datetime | None, today: date | None = None) -> str:
    return words.moment(when, today)


@register.filter
def period(when: object) -> str:
    return words.period(when)  # type: ignore[arg-type]  # a template hands over whatever stands there


# Drawings

register.simple_tag(svg.sparkline, name="sparkline")
register.simple_tag(svg.rank_interval, name="rank_interval")
register.simple_tag(svg.rank_axis, name="rank_axis")
register.simple_tag(svg.limit_bar, name="limit_bar")
register.simple_tag(svg.share_bar, name="share_bar")
register.simple_tag(svg.strip, name="strip")
register.simple_tag(svg.strip_head, name="strip_head")


# Addresses


@register.simple_tag
def reference() -> str:
    """The number of this request, for pages that say something went wrong."""
    return ANSWERS.reference()


@register.simple_tag(takes_context=True)
def here(context: Context, **changes: object) -> str:
    """This page with other parameters: `{% here lang="en" %}`; an empty value takes one away."""
    request = context["request"]
    query: QueryDict = request.GET.copy()
    for name, wanted in changes.items():
        if wanted in {"", None}:
            query.pop(name, None)
        else:
            query[name] = str(wanted)
    return f"{request.path}?{query.urlencode()}" if query else str(request.path)


# Forms


@register.filter
def required_words(field: BoundField) -> str:
    """`（选填）` behind the label of an optional field; nothing behind a required one."""
    return "" if field.field.required else say_both("（选填）", " (optional)")


@register.filter
def is_check(field: BoundField) -> bool:
    """A single box to tick: its label stands behind it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not hasattr(field.field, "choices")


@register.filter
def is_choices(field: BoundField) -> bool:
    """Several boxes or circles: a fieldset with a legend."""
    return bool(getattr(field.field.widget, "use_fieldset", False))


@register.simple_tag
def faults(form: Form) -> list[tuple[str, str, str]]:
    """Each error of a form as (id of its field, label, message), in the order of the fields."""
    found = [("", "", str(error)) for error in form.non_field_errors()]
    for field in form:
        found += [(field.id_for_label or field.auto_id, str(field.label), str(error)) for error in field.errors]
    return found


@register.filter
def get(mapping: object, key: object) -> object:
    """`{{ counts|get:key }}`: an item under a key that is a variable."""
    return mapping.get(key, "") if isinstance(mapping, dict) else ""


@register.simple_tag
def rail_sign(line: Line) -> SafeString | str:
    """What stands for an entry in the narrow rail: one character in Chinese, a sign in English."""
    return icon(line.icon) if current() == "en" else line.letter


# Tables


@register.inclusion_tag("shell/table.html", takes_context=True)
def table(context: Context, bound: object, toolbar: bool = True) -> dict[str, object]:
    """Draw a bound table with its toolbar: `{% table tasks %}`; `toolbar=False` for a short one inside a panel."""
    kept = {name: context.get(name) for name in ("request", "shell", "csrf_token")}
    return {**kept, "bound": bound, "toolbar": toolbar}


# Maps and charts


@register.inclusion_tag("shell/map.html")
def region_map(drawn: RegionMap) -> dict[str, object]:
    """A map panel with legend, footer and table twin; the page's `scripts` block loads `lingnan/map.mjs`."""
    return {"map": drawn, "data_id": f"{drawn.key}-data"}


@register.inclusion_tag("shell/place_map.html")
def place_map(drawn: PlaceMap) -> dict[str, object]:
    """Stations or cases over the land; the page's `scripts` block loads `lingnan/place-map.mjs`."""
    return {"map": drawn, "data_id": f"{drawn.key}-data"}


@register.inclusion_tag("shell/days.html")
def days(cells: list[Day], name: str) -> dict[str, object]:
    """A month of cells with the class of each day: `{% days october "10 月每天" %}`."""
    weekdays = "MTWTFSS" if current() == "en" else "一二三四五六日"
    return {"cells": weeks_of(cells), "weekdays": list(weekdays), "name": name}


@register.inclusion_tag("shell/chart.html")
def chart(drawn: Chart) -> dict[str, object]:
    """A chart panel with its table; the page's `scripts` block loads `lingnan/chart.mjs`."""
    return {"chart": drawn, "data_id": f"{drawn.key}-data"}


@register.simple_tag
def map_legend(drawn: RegionMap) -> SafeString:
    """The strip of classes, and the hatch where a value is missing."""
    lack = say_both("未报送", "not reported") if drawn.has_missing else ""
    return svg.legend(drawn.legend_texts, scale=drawn.scale, missing=lack)

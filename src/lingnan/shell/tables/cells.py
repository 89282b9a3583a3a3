"""One cell: its value in the words and marks of its kind."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from lingnan.core.missing import Missing
from lingnan.shell import words
from lingnan.shell.language import say, tongue
from lingnan.shell.tables.declare import Column, Row
from lingnan.shell.templatetags import lingnan as marks

FIGURES = {"number", "share"}  # a figure that is a link leads to its evidence
EVIDENCE = '<a class="value figure" href="{}">{}</a>'


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Ready to be put into `<td>`."""

    html: SafeString
    kind: str
    head: str
    is_lead: bool
    on_phone: str


def cell(column: Column, row: Row, *, today: date | None, url: str, is_lead: bool) -> Cell:
    html = content(column, row, today)
    link = column.url(row) if column.url else url
    if link and not isinstance(column.of(row), Missing):
        html = format_html(EVIDENCE if column.kind in FIGURES else '<a href="{}">{}</a>', link, html)
    classes = [f"c-{column.kind}", "c-quiet" if column.is_quiet else "", "c-prose" if column.is_prose else ""]
    if column.of(row) in (None, ""):
        classes.append("is-empty")
    on_phone = "on-phone-lead" if is_lead else f"on-phone-{column.on_phone}" if column.on_phone else ""
    return Cell(
        html=html,
        kind=" ".join(name for name in classes if name),
        head=say(column.label),
        is_lead=is_lead,
        on_phone=on_phone,
    )


def content(column: Column, row: Row, today: date | None) -> SafeString:
    value = column.of(row)
    if isinstance(value, Missing):
        return marks.missing(value)
    if value is None or value == "":
        return marks.missing(column.empty)
    if column.kind == "light":
        return marks.light(str(value), column.word(row) if column.word else "")
    if column.kind == "deadline" and today and isinstance(value, date):
        return marks.deadline(value, today, column.days_left(row) if column.days_left else None)
    return tongue(plain(column, value))


def plain(column: Column, value: Any) -> Any:  # whatever a row holds
    """The words of a value without marks."""
    if column.kind == "number":
        return words.number(value, column.decimals)
    if column.kind == "share":
        return words.share(value, 1 if column.decimals is None else column.decimals)
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        return words.day_in_table(value)
    return value if hasattr(value, "__html__") else say(value)

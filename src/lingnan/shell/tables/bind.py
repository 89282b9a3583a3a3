"""A table with rows and an address: what is shown, sorted, filtered, and where each link leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict

from lingnan.core.labels import Label
from lingnan.core.missing import Missing
from lingnan.shell.language import bi, say
from lingnan.shell.svg.lights import LIGHTS
from lingnan.shell.tables.cells import Cell, cell
from lingnan.shell.tables.declare import Column, Filter, Row, State, Table
from lingnan.shell.tables.export import download

Rows = Sequence[Row] | QuerySet[Any]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row as it is drawn."""

    cells: list[Cell]
    row_id: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """A column head with the link that sorts by it."""

    column: Column
    sort_url: str
    direction: str  # ascending, descending or empty
    drawing: str


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A state with its count and its link."""

    label: str
    light: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Picker:
    """A filter with what is chosen in it."""

    filter: Filter
    options: list[tuple[str, str, bool]]


class BoundTable:
    """Ask it for `lines`, `heads`, `chips`, …; the template `shell/table.html` does. `{% table bound %}` draws it."""

    def __init__(self, table: Table, rows: Rows, query: QueryDict, *, path: str, today: date | None) -> None:
        self.table, self.rows, self.query, self.path, self.today = table, rows, query, path, today
        self.error: Label | str = ""  # set by the page when the rows could not be had: what failed
        self.forbidden: Label | str = ""  # set by the page: who may see it and whom to ask

    # the address

    def asked(self, name: str) -> str:
        return self.query.get(self.table.prefix + name, "")

    def link(self, **changes: str) -> str:
        """The same page with other choices; any change but of the page goes to page 1."""
        query = self.query.copy()
        query.pop(self.table.prefix + "page", None)
        query.pop("format", None)
        for name, wanted in changes.items():
            full = name if name == "format" else self.table.prefix + name
            query.pop(full, None)
            if wanted:
                query[full] = wanted
        return f"{self.path}?{query.urlencode()}" if query else self.path

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """Choices that a form must carry along: all but the page and what the form itself asks."""
        own = {self.table.prefix + each.key for each in self.table.filters} | {self.table.prefix + "q"}
        left_out = own | {self.table.prefix + "page", "format"}
        return [(name, value) for name, values in self.query.lists() if name not in left_out for value in values]

    @cached_property
    def kept_for_columns(self) -> list[tuple[str, str]]:
        left_out = {self.table.prefix + "columns", self.table.prefix + "page", "format"}
        return [(name, value) for name, values in self.query.lists() if name not in left_out for value in values]

    # columns

    @cached_property
    def columns(self) -> list[Column]:
        chosen = self.query.getlist(self.table.prefix + "columns")
        shown = [column for column in self.table.columns if column.key in chosen]
        return shown or [column for column in self.table.columns if column.is_shown]

    @cached_property
    def column_choices(self) -> list[tuple[Column, bool]]:
        return [(column, column in self.columns) for column in self.table.columns]

    @cached_property
    def heads(self) -> list[Head]:
        return [self.head(column) for column in self.columns]

    def head(self, column: Column) -> Head:
        key, down = self.sorting
        direction = ("descending" if down else "ascending") if key == column.key else ""
        wanted = f"-{column.key}" if direction == "ascending" else column.key
        sortable = self.can_sort(column)
        drawn = column.head() if column.head else ""
        return Head(
            column=column, sort_url=self.link(sort=wanted) if sortable else "", direction=direction, drawing=drawn
        )

    def can_sort(self, column: Column) -> bool:
        if not column.is_sortable or column.kind in {"verb", "drawing"}:
            return bool(column.sort_by) and column.is_sortable
        return bool(column.field or column.order) if isinstance(self.rows, QuerySet) else True

    @cached_property
    def sorting(self) -> tuple[str, bool]:
        """Which column, and whether downwards; an unknown one in the address is as none."""
        for wanted in (self.asked("sort"), self.table.default_sort):
            column = self.table.column(wanted.lstrip("-"))
            if column and self.can_sort(column):
                return column.key, wanted.startswith("-")
        return "", False

    # rows

    @cached_property
    def filtered(self) -> Rows:
        """The rows that pass filters and search, before the chips."""
        rows = self.rows
        for each in self.table.filters:
            if wanted := self.asked(each.key):
                rows = self.passing(rows, each, wanted)
        if text := self.asked("q").strip():
            rows = self.searched(rows, text)
        return rows

    def passing(self, rows: Rows, each: Filter, wanted: str) -> Rows:
        if isinstance(rows, QuerySet):
            if each.where:
                return rows.filter(each.where(wanted))
            return rows.filter(**{each.field: wanted}) if each.field else rows
        test = each.test
        return [row for row in rows if test(row, wanted)] if test else rows

    def searched(self, rows: Rows, text: str) -> Rows:
        if isinstance(rows, QuerySet):
            condition = self.table.finds_where(text) if self.table.finds_where else Q()
            for name in self.table.search_fields:
                condition |= Q(**{f"{name}__icontains": text})
            return rows.filter(condition)
        if self.table.finds:
            holds = self.table.finds(text)
            return [row for row in rows if holds(row)]
        of = self.table.search_of or (
            lambda row: " ".join(say(c.of(row)) for c in self.table.columns if c.kind == "text")
        )
        return [row for row in rows if text.lower() in of(row).lower()]

    @cached_property
    def chosen(self) -> Rows:
        """The rows of the chip chosen, in order."""
        state, rows = self.asked("state"), self.filtered
        if state and isinstance(rows, QuerySet):
            rows = rows.filter(**{self.table.state_field: state}) if self.table.state_field else rows
        elif state and self.table.state_of:
            of = self.table.state_of
            rows = [row for row in rows if of(row) == state]
        return self.in_order(rows)

    def in_order(self, rows: Rows) -> Rows:
        key, down = self.sorting
        column = self.table.column(key)
        if column is None:
            return rows
        if isinstance(rows, QuerySet):
            order = column.order(down) if column.order else (f"{'-' if down else ''}{column.field}",)
            return rows.order_by(*order, "pk")
        present = [row for row in rows if not is_absent(sort_value(column, row))]
        absent = [row for row in rows if is_absent(sort_value(column, row))]
        return sorted(present, key=lambda row: sort_value(column, row), reverse=down) + absent  # type: ignore[arg-type,return-value]

    @cached_property
    def total(self) -> int:
        if not isinstance(self.chosen, QuerySet):
            return len(self.chosen)
        if self.table.state_field:  # the chips have counted
            state = self.asked("state")
            return self.counted.get(state, 0) if state else sum(self.counted.values())
        return self.chosen.count()

    @cached_property
    def page(self) -> int:
        asked = self.asked("page")
        last = max((self.total + self.table.page_size - 1) // self.table.page_size, 1)
        return min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() else 1

    @property
    def first(self) -> int:
        return (self.page - 1) * self.table.page_size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.table.page_size, self.total)

    @property
    def span(self) -> str:
        """`1–50，共 122`."""
        if self.total <= self.table.page_size:
            return bi("共 {n} 项", "{n} in all", n=self.total)
        return bi("第 {a}–{b} 项，共 {n} 项", "{a}–{b} of {n}", a=self.first, b=self.last, n=f"{self.total:,}")

    @property
    def previous_url(self) -> str:
        return self.link(page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self.link(page=str(self.page + 1)) if self.last < self.total else ""

    @cached_property
    def lines(self) -> list[Line]:
        return [self.line(row) for row in self.whole(self.chosen[max(self.first - 1, 0) : self.last])]

    def whole(self, rows: Rows) -> Rows:
        """The rows with all that their columns show."""
        return self.table.load(rows) if self.table.load else rows

    def line(self, row: Row) -> Line:
        table = self.table
        url = table.row_url(row) if table.row_url else ""
        lead = next((c for c in self.columns if c.on_phone == "lead"), None) or next(
            (c for c in self.columns if c.kind == "text"), self.columns[0]
        )
        cells = [
            cell(
                column,
                row,
                today=self.today,
                url=url if column is lead and column.url is None else "",
                is_lead=column is lead,
            )
            for column in self.columns
        ]
        return Line(cells=cells, row_id=table.row_id(row) if table.row_id else "", url=url)

    # toolbar

    @cached_property
    def chips(self) -> list[Chip]:
        if not self.table.states:
            return []
        counts = self.counted
        wanted = self.asked("state")
        everything = Chip(
            label=bi("全部", "All"),
            light="",
            count=sum(counts.values()),
            url=self.link(state=""),
            is_current=not wanted,
        )
        return [everything, *(self.chip(state, counts.get(state.key, 0), wanted) for state in self.table.states)]

    def chip(self, state: State, count: int, wanted: str) -> Chip:
        label = say(state.label) if state.label else say(LIGHTS[state.light or state.key].label)
        return Chip(
            label=label, light=state.light, count=count, url=self.link(state=state.key), is_current=wanted == state.key
        )

    @cached_property
    def counted(self) -> dict[str, int]:
        """How many rows of each state pass filters and search."""
        rows = self.filtered
        if isinstance(rows, QuerySet):
            field = self.table.state_field
            found = rows.order_by().values_list(field).annotate(rows_there=Count("pk", distinct=True)) if field else ()
            return {str(state): count for state, count in found}
        return tally(self.table.state_of(row) for row in rows) if self.table.state_of else {}

    @cached_property
    def pickers(self) -> list[Picker]:
        return [
            Picker(
                filter=each,
                options=[
                    (option.key, say(option.label), option.key == self.asked(each.key)) for option in each.choices()
                ],
            )
            for each in self.table.filters
        ]

    @property
    def has_search(self) -> bool:
        return bool(self.table.search_of or self.table.search_fields or self.table.finds or self.table.finds_where)

    @property
    def text(self) -> str:
        return self.asked("q")

    @property
    def is_filtered(self) -> bool:
        return bool(self.asked("state") or self.asked("q") or any(self.asked(each.key) for each in self.table.filters))

    @property
    def said_filters(self) -> str:
        """Which filters stand, in words, for the table that they leave empty."""
        said = [f"{say(p.filter.label)} {name}" for p in self.pickers for _, name, chosen in p.options if chosen]
        said += [chip.label for chip in self.chips if chip.is_current and self.asked("state")]
        said += [self.text] if self.text else []
        return bi("、", ", ").join(said)

    @property
    def clear_url(self) -> str:
        return self.link(**{"state": "", "q": "", **{each.key: "" for each in self.table.filters}})

    @property
    def csv_url(self) -> str:
        return self.link(format="csv")

    @property
    def xlsx_url(self) -> str:
        return self.link(format="xlsx")

    def download(self) -> HttpResponse | None:
        """The rows as a file, where the address asks for one (`?format=csv` or `xlsx`); else None."""
        wanted = self.query.get("format", "")
        if wanted not in {"csv", "xlsx"} or not self.table.can_export:
            return None
        return download(self.table, self.columns, self.whole(self.chosen), wanted)


def sort_value(column: Column, row: Row) -> object:
    value = column.sort_by(row) if column.sort_by else column.of(row)
    if column.kind == "light" and not column.sort_by:
        return LIGHTS[str(value)].order if value in LIGHTS else None
    return say(value) if isinstance(value, Label) else value


def is_absent(value: object) -> bool:
    return value is None or isinstance(value, Missing)


def tally(states: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for state in states:
        counts[state] = counts.get(state, 0) + 1
    return counts


def bind(table: Table, rows: Rows, request: HttpRequest, *, today: date | None = None) -> BoundTable:
    """The table as this request wants it. `today` is the business date, for deadlines."""
    return BoundTable(table, rows, request.GET, path=request.path, today=today)

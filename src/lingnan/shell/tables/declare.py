"""What a table is: its columns, states, filters and verbs, without its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.db.models.expressions import OrderBy

from lingnan.core.labels import Label
from lingnan.shell.words import NOTHING

Kind = Literal["text", "number", "share", "date", "moment", "light", "deadline", "link", "drawing", "verb"]
OnPhone = Literal["", "lead", "end", "hidden"]
# A row is whatever the page has: a model, a frozen dataclass or a dict.
Row = Any
PAGE = 50
EMPTY = Label(zh="这里还没有内容", en="Nothing here yet")


def pick(row: Row, path: str) -> object:
    """`task.unit.name` of an object, or the key of a mapping; None where a link of the path is None."""
    if isinstance(row, Mapping):
        return row.get(path)
    thing: object = row
    for name in path.split("."):
        if thing is None:
            return None
        thing = attrgetter(name)(thing)
        thing = thing() if callable(thing) and not isinstance(thing, type) else thing
    return thing


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `value` reads the row (default: the attribute or key named `key`).

    kind `light` wants a state key, `deadline` a date (`today` of the table counts), `link` shows its text as a link to
    `url(row)`, `drawing` takes ready SVG, `verb` is the quiet link in the last column. `field` names the database
    column for sorting in a queryset; without it the column of a queryset is not sortable.
    """

    key: str
    label: Label
    kind: Kind = "text"
    unit: Label | None = None
    value: Callable[[Row], object] | None = None
    url: Callable[[Row], str] | None = None
    sort_by: Callable[[Row], object] | None = None
    field: str = ""
    decimals: int | None = None
    is_sortable: bool = True
    is_shown: bool = True
    is_quiet: bool = False
    is_prose: bool = False  # sentences: may break anywhere
    empty: Label = NOTHING
    head: Callable[[], str] | None = None  # a drawn head: the years of a strip, the axis of an interval
    on_phone: OnPhone = ""
    days_left: Callable[[Row], int] | None = None
    word: Callable[[Row], Label | str] | None = None  # another word beside the light
    order: Callable[[bool], Sequence[OrderBy]] | None = None  # how the database sorts by it, downwards or not

    def of(self, row: Row) -> object:
        """The raw value of this column in a row."""
        return self.value(row) if self.value else pick(row, self.key)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value of a filter."""

    key: str
    label: Label | str


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A choice above the table. Rows pass by `test(row, key)`, querysets by `field=key` or by the condition `where`."""

    key: str
    label: Label
    choices: Callable[[], list[Choice]]
    test: Callable[[Row, str], bool] | None = None
    field: str = ""
    where: Callable[[str], Q] | None = None


@dataclass(frozen=True, kw_only=True)
class State:
    """A chip with its count. `light` draws the shape; the word is the light's unless `label` is given."""

    key: str
    light: str = ""
    label: Label | None = None


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A verb over the selected rows: a POST with `row` once for each."""

    label: Label
    url: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """A declared table. `state_of(row)` (or `state_field` of a queryset) says which chip a row belongs to.

    `default_sort` puts trouble first: `state` sorts by the order of the lights.
    """

    key: str
    caption: Label
    columns: tuple[Column, ...]
    states: tuple[State, ...] = ()
    state_of: Callable[[Row], str] | None = None
    state_field: str = ""
    filters: tuple[Filter, ...] = ()
    search_of: Callable[[Row], str] | None = None
    search_fields: tuple[str, ...] = ()
    default_sort: str = ""
    row_url: Callable[[Row], str] | None = None
    row_id: Callable[[Row], str] | None = None
    batch: tuple[Batch, ...] = ()
    page_size: int = PAGE
    note: Label | None = None
    empty: Label = EMPTY
    empty_hint: Label | None = None
    prefix: str = ""  # where two tables share a page
    can_export: bool = True
    finds: Callable[[str], Callable[[Row], bool]] | None = None  # a search of the page's own, asked once for a text
    finds_where: Callable[[str], Q] | None = None  # the same as a condition, where the rows are a queryset
    # slim rows become whole ones when they are shown; a queryset comes as what it is, sorted and cut to the page
    load: Callable[[Sequence[Row] | QuerySet[Any]], Sequence[Row]] | None = None

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)

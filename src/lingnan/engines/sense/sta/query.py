"""Questions answered: one statement for a collection, one more for each relation that is brought along.

Pages are cut by key, not by number of rows: the link to the next page says after which row it begins, so it neither
repeats nor skips while data arrives, and costs the same anywhere.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from lingnan.engines.sense.sta import shape, times
from lingnan.engines.sense.sta.compile import Compiler, Params, Source, Term
from lingnan.engines.sense.sta.entities import ENTITIES, Entity, Relation
from lingnan.engines.sense.sta.faults import Refused
from lingnan.engines.sense.sta.grammar import Path
from lingnan.engines.sense.sta.options import Expand, Options
from lingnan.engines.sense.sta.shape import Row, Shape
from lingnan.engines.sense.sta.viewer import PUBLIC_VIEWER, Viewer, visible

PARENTS = 200  # parents in one statement that asks for the newest of each: SQLite joins at most 500 selects
COUNTED = 10_000  # rows that an estimate counts exactly
SAMPLE = 50_000  # rows that an estimate looks at
ONLY_ID = Options(select=("id",))
NEWEST = (Path(("phenomenonTime",)), True)


@dataclass(frozen=True, kw_only=True)
class Context:
    """Who asks, under which address, and whether a count may be estimated."""

    root: str
    viewer: Viewer = PUBLIC_VIEWER
    may_estimate: bool = False


@dataclass(frozen=True, kw_only=True)
class Parent:
    """The entity on whose relation the asked rows hang. `is_checked`: the asker may see it."""

    entity: Entity
    relation: Relation
    value: object

    @property
    def is_stream(self) -> bool:
        return self.entity.is_stream and self.relation.name == "Observations"


@dataclass(frozen=True, kw_only=True)
class Page:
    """Entities as JSON texts, with count and token of the next page where there are such."""

    items: Sequence[str]
    count: int | None = None
    is_estimate: bool = False
    token: str = ""


@dataclass(kw_only=True)
class Draft:
    """A statement in the making."""

    entity: Entity
    options: Options
    context: Context
    compiler: Compiler
    source: Source
    link: str = "x1"  # alias of the table between
    through: str = ""
    columns: list[str] = field(default_factory=list)
    column_params: list[object] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    params: list[object] = field(default_factory=list)
    order: list[tuple[Term, bool]] = field(default_factory=list)
    shape: Shape | None = None
    order_at: int = 0
    values_at: Mapping[str, int] = field(default_factory=dict)

    def add(self, condition: tuple[str, Iterable[object]]) -> None:
        if condition[0]:
            self.where.append(condition[0])
            self.params.extend(condition[1])

    @property
    def tables(self) -> str:
        joins = " ".join(self.source.level.joins.values())
        return f"{self.entity.table} {self.source.alias} {self.through} {joins}"

    @property
    def order_sql(self) -> str:
        parts = []
        for term, is_down in self.order:
            nulls = (" NULLS FIRST" if is_down else " NULLS LAST") if term.is_nullable else ""
            parts.append(f"{term.sql}{' DESC' if is_down else ''}{nulls}")
        return ", ".join(parts)

    @property
    def order_params(self) -> list[object]:
        return [param for term, _ in self.order for param in term.params]

    @property
    def where_sql(self) -> str:
        return f" WHERE {' AND '.join(self.where)}" if self.where else ""


def draft(
    entity: Entity, options: Options, context: Context, relation: Relation | None = None, *, is_seen: bool = False
) -> Draft:
    """Filter, order and columns of a question; `is_seen`: the rows' parent was checked, they need not be."""
    compiler = Compiler(viewer=context.viewer)
    made = Draft(entity=entity, options=options, context=context, compiler=compiler, source=compiler.source(entity))
    if relation:
        made.through = relation.through.format(c=made.source.alias, m=made.link)
    if entity.condition:
        made.add((made.source.sql(entity.condition), ()))
    if not (is_seen and entity.is_observation):
        made.add(visible(entity.name, made.source.alias, context.viewer))
    if options.filter is not None:
        made.add(compiler.condition(options.filter, made.source))
    arrange(made, relation)
    choose(made)
    return made


def arrange(made: Draft, relation: Relation | None) -> None:
    """The order asked for, made whole by the key so that every row has its place."""
    compiler, source = made.compiler, made.source
    compiler.where = "$orderby"
    for node, is_down in made.options.orderby:
        made.order.extend((term, is_down) for term in compiler.ordering(node, source))
    if relation and relation.order and not made.order:
        made.order.append((Term(kind="number", sql=relation.order.format(m=made.link), is_nullable=False), False))
    # rows that are equal follow by key; downwards only behind a part of the key, so that the clustered table serves
    last = bool(made.order) and made.order[-1][1] and made.order[-1][0].sql in source.key
    taken = {term.sql for term, _ in made.order}
    kinds = ("number", "time", "number")
    same = relation.key.format(c=source.alias, m=made.link) if relation else ""  # equal in all rows of a parent
    for sql, kind in zip(source.key, kinds, strict=False):
        if sql not in taken and sql != same:
            made.order.append((Term(kind=kind, sql=sql, is_nullable=False), last))


def choose(made: Draft) -> None:
    """Columns: the key, the order's values, what relations hang on, the fields."""
    source = made.source
    key = list(source.key)
    if made.entity.is_observation:
        key[1] = times.as_text(key[1])
    made.columns = key
    made.order_at = len(made.columns)
    for term, _ in made.order:
        made.columns.append(times.as_text(term.sql) if is_moment(term) else term.sql)
        made.column_params.extend(term.params)
    places = {}
    for expand in made.options.expand:
        relation = relation_of(made.entity, expand.name)
        source.needs(relation.value_join)
        places[expand.name] = len(made.columns)
        made.columns.append(source.sql(relation.value))
    made.values_at = places
    made.shape, columns = shape.shape_of(made.entity, made.options, source, len(made.columns))
    made.columns.extend(columns)


def is_moment(term: Term) -> bool:
    """A time kept as a timestamp (not one counted in microseconds)."""
    return term.kind in ("time", "interval") and (term.field is None or term.field.name != "micros")


def relation_of(entity: Entity, name: str) -> Relation:
    relation = entity.relations.get(name)
    if relation is None:
        raise Refused(f"{entity.name} has no relation {name!r}", where="$expand", allowed=", ".join(entity.relations))
    return relation


def rows_of(sql: str, params: Sequence[Any]) -> list[Row]:  # Any: what a driver takes
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


# --- tokens --------------------------------------------------------------------------------------------------------


def token_of(made: Draft, row: Row) -> str:
    """Where a page ended: the order's values of its last row."""
    values = [row[made.order_at + n] for n in range(len(made.order))]
    text = json.dumps([str(value) if not isinstance(value, str | int | float | None) else value for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def after(made: Draft, token: str) -> tuple[str, Params]:
    """Rows behind the one where the page before ended."""
    try:
        values: Any = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))  # Any: checked below
    except (ValueError, binascii.Error):
        values = None
    scalars = (str, int, float, type(None))
    if not isinstance(values, list) or len(values) != len(made.order) or not all(type(v) in scalars for v in values):
        raise Refused("is not one of this collection", where="$skiptoken")
    moments = [is_moment(term) for term, _ in made.order]
    if times.is_postgresql():
        values = [f"{v}+00" if m and isinstance(v, str) else v for v, m in zip(values, moments, strict=True)]
    directions = {is_down for _, is_down in made.order}
    if len(directions) == 1 and not any(term.is_nullable for term, _ in made.order):
        left = ", ".join(term.sql for term, _ in made.order)
        right = ", ".join("%s" for _ in values)
        params = tuple(p for term, _ in made.order for p in term.params)
        return f"({left}) {'<' if directions.pop() else '>'} ({right})", (*params, *values)
    return stepwise(made.order, values)


def stepwise(order: Sequence[tuple[Term, bool]], values: Sequence[object]) -> tuple[str, Params]:
    """The same where directions differ or values may be missing: missing ones come last upwards, first downwards."""
    choices: list[str] = []
    params: list[object] = []
    for n, ((term, is_down), value) in enumerate(zip(order, values, strict=True)):
        beyond = step(term, is_down, value)
        if beyond is None:
            continue
        same = [equal(term_, value_) for (term_, _), value_ in zip(order[:n], values[:n], strict=True)]
        choices.append(" AND ".join([*(sql for sql, _ in same), beyond[0]]))
        params.extend(p for _, part in same for p in part)
        params.extend(beyond[1])
    return f"({' OR '.join(f'({choice})' for choice in choices)})", tuple(params)


def equal(term: Term, value: object) -> tuple[str, Params]:
    if value is None:
        return f"{term.sql} IS NULL", term.params
    return f"{term.sql} = %s", (*term.params, value)


def step(term: Term, is_down: bool, value: object) -> tuple[str, Params] | None:
    if value is None:
        return (f"{term.sql} IS NOT NULL", term.params) if is_down else None
    if is_down or not term.is_nullable:
        return f"{term.sql} {'<' if is_down else '>'} %s", (*term.params, value)
    return f"({term.sql} > %s OR {term.sql} IS NULL)", (*term.params, value, *term.params)


# --- collections ---------------------------------------------------------------------------------------------------


def collection(entity: Entity, options: Options, context: Context, parent: Parent | None = None) -> Page:
    """A page of an entity set, or of the entities related to a parent."""
    is_seen = parent is not None and parent.is_stream
    made = draft(entity, options, context, parent.relation if parent else None, is_seen=is_seen)
    rows, page = rows_and_page(made, parent)
    return Page(items=finished(made, rows), count=page.count, is_estimate=page.is_estimate, token=page.token)


def rows_and_page(made: Draft, parent: Parent | None) -> tuple[list[Row], Page]:
    """The rows of a page as the database gives them, and the page without its items."""
    options = made.options
    if parent:
        made.add((f"{parent.relation.key.format(c=made.source.alias, m=made.link)} = %s", (parent.value,)))
    count, is_estimate = counted(made, parent) if options.count else (None, False)
    rows: list[Row] = []
    if options.limit:
        if options.token:
            made.add(after(made, options.token))
        rows = rows_of(*page_sql(made, options.limit + 1, 0 if options.token else options.skip))
    more = len(rows) > options.limit > 0
    rows = rows[: options.limit]
    return rows, Page(items=(), count=count, is_estimate=is_estimate, token=token_of(made, rows[-1]) if more else "")


def page_sql(made: Draft, limit: int, skip: int) -> tuple[str, list[object]]:
    sql = f"SELECT {', '.join(made.columns)} FROM {made.tables}{made.where_sql} ORDER BY {made.order_sql} LIMIT {limit}"  # noqa: S608
    if skip:
        sql += f" OFFSET {skip}"
    return sql, [*made.column_params, *made.params, *made.order_params]


def counted(made: Draft, parent: Parent | None) -> tuple[int, bool]:
    """How many there are: from the kept numbers where nothing narrows the question, by counting otherwise."""
    if made.entity.is_observation and made.options.filter is None:
        if parent is None:
            return total(made.context.viewer), False
        if parent.is_stream:
            sql = "SELECT observations FROM sense_latestobservation WHERE datastream_id = %s"
            return sum(row[0] for row in rows_of(sql, [parent.value])), False
    if made.context.may_estimate:
        return estimated(made)
    sql = f"SELECT COUNT(*) FROM {made.tables}{made.where_sql}"  # noqa: S608
    return int(rows_of(sql, made.params)[0][0]), False


def total(viewer: Viewer) -> int:
    """All observations that this reader may see."""
    seen, params = ("1 = 1", ()) if viewer.sees_all else viewer.owned("d")
    sql = (
        "SELECT SUM(l.observations) FROM sense_latestobservation l JOIN sense_datastream d ON d.id = l.datastream_id"  # noqa: S608
        f" WHERE {seen}"
    )
    return int(rows_of(sql, params)[0][0] or 0)


def estimated(made: Draft) -> tuple[int, bool]:
    """Exact up to a bound; beyond it, the share among the first rows looked at, of all there are."""
    some = f"SELECT COUNT(*) FROM (SELECT 1 FROM {made.tables}{made.where_sql} LIMIT {COUNTED + 1}) t"  # noqa: S608
    few = int(rows_of(some, made.params)[0][0])
    if few <= COUNTED:
        return few, False
    condition = " AND ".join(made.where) or "1 = 1"
    share = (
        f"SELECT COUNT(*), SUM(CASE WHEN t.hit THEN 1 ELSE 0 END) FROM"  # noqa: S608
        f" (SELECT ({condition}) AS hit FROM {made.tables} LIMIT {SAMPLE}) t"
    )
    looked, hits = rows_of(share, made.params)[0]
    whole = total(Viewer(sees_all=True)) if made.entity.is_observation else looked
    return max(few, int(whole * (hits or 0) / (looked or 1))), True


def finished(made: Draft, rows: Sequence[Row]) -> list[str]:
    """The rows as JSON with all that was to be brought along."""
    if not rows or made.shape is None:
        return []
    attached: list[list[str]] = [[] for _ in rows]
    for expand in made.options.expand:
        relation = made.entity.relations[expand.name]
        values = [row[made.values_at[expand.name]] for row in rows]
        related = brought(made, relation, expand, values)
        for members, row, value in zip(attached, rows, values, strict=True):
            members.extend(member(made, relation, expand, row, related.get(value, EMPTY)))
    root = made.context.root
    return [shape.written(made.shape, row, root, members) for row, members in zip(rows, attached, strict=True)]


EMPTY = Page(items=())


def member(made: Draft, relation: Relation, expand: Expand, row: Row, page: Page) -> list[str]:
    """The related entities as members of their owner."""
    name = relation.name
    if not relation.is_many:
        return [f'"{name}":{page.items[0]}'] if page.items else []
    parts = [f'"{name}@iot.count":{page.count or 0}'] if expand.options.count else []
    parts.append(f'"{name}":[{",".join(page.items)}]')
    if page.token:
        place = shape.address(made.context.root, made.entity, shape.identifier(made.entity, row))
        raw = [pair for pair in expand.options.raw if pair[0] not in ("$skip", "$skiptoken")]
        query = shape.query_text([*raw, ("$skiptoken", page.token)])
        parts.append(f'"{name}@iot.nextLink":{shape.said(f"{place}/{name}?{query}")}')
    return parts


def brought(made: Draft, relation: Relation, expand: Expand, values: Sequence[Any]) -> Mapping[Any, Page]:
    """The related entities of all rows, by what they hang on."""
    wanted = list(dict.fromkeys(value for value in values if value is not None))
    if not wanted:
        return {}
    target = ENTITIES[relation.target]
    if not relation.is_many:
        return one_each(target, relation, expand, wanted, made.context)
    if target.is_observation:
        of_stream = made.entity.is_stream
        if of_stream and is_newest(expand.options):
            return newest_each(relation, expand, wanted, made.context)
        found: dict[Any, Page] = {}
        for start in range(0, len(wanted), PARENTS):
            found.update(some_each(relation, expand, wanted[start : start + PARENTS], made.context, of_stream))
        return found
    return ranked(target, relation, expand, wanted, made.context)


def is_newest(options: Options) -> bool:
    return (
        options.filter is None
        and options.orderby == (NEWEST,)
        and options.limit == 1
        and not options.skip
        and not options.token
    )


def one_each(
    target: Entity, relation: Relation, expand: Expand, wanted: Sequence[Any], context: Context
) -> Mapping[Any, Page]:
    made = draft(target, plain_for_one(expand.options), context)
    marks = ", ".join("%s" for _ in wanted)
    made.add((f"{relation.key.format(c=made.source.alias)} IN ({marks})", wanted))
    sql = f"SELECT {', '.join(made.columns)} FROM {made.tables}{made.where_sql}"  # noqa: S608
    rows = rows_of(sql, [*made.column_params, *made.params])
    return {row[0]: Page(items=(item,)) for row, item in zip(rows, finished(made, rows), strict=True)}


def plain_for_one(options: Options) -> Options:
    """Paging and order say nothing of a single entity."""
    return Options(select=options.select, expand=options.expand, filter=options.filter, raw=options.raw)


def newest_each(relation: Relation, expand: Expand, wanted: Sequence[Any], context: Context) -> Mapping[Any, Page]:
    """The newest observation of each datastream: the table of latest values knows where it lies."""
    made = draft(ENTITIES["Observation"], expand.options, context, relation, is_seen=True)
    alias, marks = made.source.alias, ", ".join("%s" for _ in wanted)
    made.add((f"t.datastream_id IN ({marks})", wanted))
    joins = " ".join(made.source.level.joins.values())
    sql = (
        f"SELECT t.datastream_id, t.observations, {', '.join(made.columns)} FROM sense_latestobservation t"  # noqa: S608
        f" JOIN sense_observation {alias} ON {alias}.datastream_id = t.datastream_id"
        f" AND {alias}.observed_at = t.observed_at AND {alias}.sequence = t.sequence {joins}{made.where_sql}"
    )
    rows = rows_of(sql, [*made.column_params, *made.params])
    bare = [row[2:] for row in rows]
    items = finished(made, bare)
    return {
        row[0]: Page(items=(item,), count=row[1], token=token_of(made, rest) if row[1] > 1 else "")
        for row, rest, item in zip(rows, bare, items, strict=True)
    }


def some_each(
    relation: Relation, expand: Expand, wanted: Sequence[Any], context: Context, of_stream: bool
) -> Mapping[Any, Page]:
    """A page of observations of each parent: each read where it lies in the clustered table, in one statement."""
    options = expand.options
    made = draft(ENTITIES["Observation"], options, context, relation, is_seen=of_stream)
    made.add((f"{relation.key.format(c=made.source.alias, m=made.link)} = %s", ()))
    skip = f" OFFSET {options.skip}" if options.skip else ""
    one = (
        f"SELECT * FROM (SELECT %s AS parent, {', '.join(made.columns)} FROM {made.tables}{made.where_sql}"  # noqa: S608
        f" ORDER BY {made.order_sql} LIMIT {options.limit + 1}{skip})"
    )
    parent_type = "CAST(%s AS BIGINT) AS parent" if times.is_postgresql() else "%s AS parent"
    one = one.replace("%s AS parent", parent_type, 1)
    params: list[object] = []
    for value in wanted:
        params += [value, *made.column_params, *made.params, value, *made.order_params]
    rows = rows_of(" UNION ALL ".join(f"{one} t{n}" for n in range(len(wanted))), params)
    counts = numbers(relation, options, wanted, context, of_stream) if options.count else {}
    return paged(made, rows, options, counts)


def ranked(
    target: Entity, relation: Relation, expand: Expand, wanted: Sequence[Any], context: Context
) -> Mapping[Any, Page]:
    """A page of related entities of each parent, numbered by a window within its parent."""
    options = expand.options
    made = draft(target, options, context, relation)
    key = relation.key.format(c=made.source.alias, m=made.link)
    made.add((f"{key} IN ({', '.join('%s' for _ in wanted)})", wanted))
    inner = (
        f"SELECT {key} AS parent, {', '.join(f'{sql} AS c{n}' for n, sql in enumerate(made.columns))},"  # noqa: S608
        f" ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY {made.order_sql}) AS place FROM {made.tables}{made.where_sql}"
    )
    names = ", ".join(f"t.c{n}" for n in range(len(made.columns)))
    sql = (
        f"SELECT t.parent, {names} FROM ({inner}) t WHERE t.place > {options.skip}"  # noqa: S608
        f" AND t.place <= {options.skip + options.limit + 1} ORDER BY t.parent, t.place"
    )
    rows = rows_of(sql, [*made.column_params, *made.order_params, *made.params])
    counts = {}
    if options.count:
        grouped = f"SELECT {key}, COUNT(*) FROM {made.tables}{made.where_sql} GROUP BY {key}"  # noqa: S608
        counts = {row[0]: row[1] for row in rows_of(grouped, made.params)}
    return paged(made, rows, options, counts)


def numbers(
    relation: Relation, options: Options, wanted: Sequence[Any], context: Context, of_stream: bool
) -> Mapping[Any, int]:
    """How many observations each parent has."""
    marks = ", ".join("%s" for _ in wanted)
    if of_stream and options.filter is None:
        sql = f"SELECT datastream_id, observations FROM sense_latestobservation WHERE datastream_id IN ({marks})"  # noqa: S608
        return {row[0]: row[1] for row in rows_of(sql, wanted)}
    made = draft(ENTITIES["Observation"], options, context, relation, is_seen=of_stream)
    key = relation.key.format(c=made.source.alias, m=made.link)
    made.add((f"{key} IN ({marks})", wanted))
    sql = f"SELECT {key}, COUNT(*) FROM {made.tables}{made.where_sql} GROUP BY {key}"  # noqa: S608
    return {row[0]: row[1] for row in rows_of(sql, made.params)}


def paged(made: Draft, rows: Sequence[Row], options: Options, counts: Mapping[Any, int]) -> Mapping[Any, Page]:
    """Rows with their parent in front, as a page for each parent."""
    grouped: dict[Any, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row[0], []).append(row[1:])
    kept = {parent: found[: options.limit] for parent, found in grouped.items()}
    flat = [row for found in kept.values() for row in found]
    items = iter(finished(made, flat))
    pages = {}
    for parent, found in kept.items():
        token = token_of(made, found[-1]) if found and len(grouped[parent]) > options.limit else ""
        pages[parent] = Page(items=[next(items) for _ in found], count=counts.get(parent), token=token)
    for parent, count in counts.items():
        pages.setdefault(parent, Page(items=(), count=count))
    return pages


# --- single entities -----------------------------------------------------------------------------------------------


def key_condition(source: Source, key: Sequence[object]) -> tuple[str, Params]:
    parts = [f"{sql} = %s" for sql in source.key]
    return " AND ".join(parts), tuple(key)


def single(
    entity: Entity, key: Sequence[object], options: Options, context: Context, parent: Parent | None = None
) -> str | None:
    """One entity as JSON; None where it is not there, not the parent's, or not to be seen."""
    made = draft(entity, plain_for_one(options), context, parent.relation if parent else None)
    made.add(key_condition(made.source, key))
    if parent:
        made.add((f"{parent.relation.key.format(c=made.source.alias, m=made.link)} = %s", (parent.value,)))
    sql = f"SELECT {', '.join(made.columns)} FROM {made.tables}{made.where_sql} LIMIT 1"  # noqa: S608
    rows = rows_of(sql, [*made.column_params, *made.params])
    return finished(made, rows)[0] if rows else None


def single_related(entity: Entity, options: Options, context: Context, parent: Parent | None) -> str | None:
    """The one entity at the end of a to-one relation."""
    if parent is None or parent.value is None:
        return None
    made = draft(entity, plain_for_one(options), context, parent.relation)
    made.add((f"{parent.relation.key.format(c=made.source.alias, m=made.link)} = %s", (parent.value,)))
    sql = f"SELECT {', '.join(made.columns)} FROM {made.tables}{made.where_sql} LIMIT 1"  # noqa: S608
    rows = rows_of(sql, [*made.column_params, *made.params])
    return finished(made, rows)[0] if rows else None


def found(
    entity: Entity, context: Context, *, wanted: Relation | None, key: Sequence[object] | None, parent: Parent | None
) -> tuple[Sequence[Any], Any] | None:
    """The key of an entity on a path, and the value on which its `wanted` relation hangs; None where there is none."""
    made = draft(entity, ONLY_ID, context, parent.relation if parent else None)
    if key is not None:
        made.add(key_condition(made.source, key))
    if parent:
        made.add((f"{parent.relation.key.format(c=made.source.alias, m=made.link)} = %s", (parent.value,)))
    value = "NULL"
    if wanted:
        made.source.needs(wanted.value_join)
        value = made.source.sql(wanted.value)
    own = list(made.source.key)
    if entity.is_observation:
        own[1] = times.as_text(own[1])
    sql = f"SELECT {', '.join(own)}, {value} FROM {made.tables}{made.where_sql} LIMIT 1"  # noqa: S608
    rows = rows_of(sql, made.params)
    return (rows[0][:-1], rows[0][-1]) if rows else None

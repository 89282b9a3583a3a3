"""From the tree of an expression to SQL of this installation's database, by tables of functions and kinds.

Three-valued as in SQL: a comparison with a missing value is neither true nor false; neither it nor its `not` selects.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from lingnan.core import clock
from lingnan.engines.sense.sta import geometry, identifiers, times
from lingnan.engines.sense.sta.entities import ENTITIES, UNIT_PARTS, Entity, Field, Relation
from lingnan.engines.sense.sta.faults import Refused
from lingnan.engines.sense.sta.grammar import Binary, Call, Listed, Literal, Node, Path, Some, Unary
from lingnan.engines.sense.sta.times import is_postgresql
from lingnan.engines.sense.sta.viewer import PUBLIC_VIEWER, Viewer, visible

Params = tuple[object, ...]
SIGNS = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
FLIPPED = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}
WHERE = "$filter"


@dataclass(frozen=True, kw_only=True)
class Term:
    """A piece of SQL with its kind; intervals have an end, JSON values the way into them, geometries their table."""

    kind: str
    sql: str
    params: Params = ()
    end: str = ""
    end_params: Params = ()
    steps: tuple[str | int, ...] = ()
    is_nullable: bool = True
    source: "Source | None" = None
    field: Field | None = None
    value: object = None  # of a literal


@dataclass(kw_only=True)
class Level:
    """One SELECT: its joins in order."""

    joins: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Source:
    """An entity under an alias in a SELECT."""

    entity: Entity
    alias: str
    level: Level

    def needs(self, join: str) -> None:
        if join:
            self.level.joins[f"{self.alias}{join}"] = self.entity.joins[join].format(a=self.alias)

    def sql(self, template: str) -> str:
        return template.format(a=self.alias)

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(self.sql(part) for part in self.entity.key)


@dataclass(kw_only=True)
class Compiler:
    """Compiles the expressions of one statement: hands out aliases, remembers variables and what is joined."""

    viewer: Viewer = PUBLIC_VIEWER
    where: str = WHERE
    variables: dict[str, Source] = field(default_factory=dict)
    joined: dict[tuple[str, str], Source] = field(default_factory=dict)
    bound: dict[tuple[str, str], Source] = field(default_factory=dict)
    aliases: int = 0

    def alias(self) -> str:
        self.aliases += 1
        return f"e{self.aliases}"

    def source(self, entity: Entity) -> Source:
        return Source(entity=entity, alias=self.alias(), level=Level())

    # --- paths -------------------------------------------------------------------------------------------------

    def first_many(self, node: Node, source: Source) -> tuple[Source, Relation] | None:
        """The first to-many relation on a path of this expression that is not yet bound."""
        for path in paths_of(node):
            found = self._many_on(path, source)
            if found:
                return found
        return None

    def _many_on(self, path: Path, source: Source) -> tuple[Source, Relation] | None:
        steps = path.steps
        if steps and steps[0] in self.variables:
            source, steps = self.variables[str(steps[0])], steps[1:]
        for step in steps:
            relation = source.entity.relations.get(str(step))
            if relation is None:
                return None
            if relation.is_many:
                bound = self.bound.get((source.alias, relation.name))
                if bound is None:
                    return source, relation
                source = bound
            else:
                source = self.join(source, relation)
        return None

    def join(self, source: Source, relation: Relation) -> Source:
        """The related entity, joined once."""
        key = source.alias, relation.name
        if key not in self.joined:
            target = ENTITIES[relation.target]
            made = Source(entity=target, alias=self.alias(), level=source.level)
            source.needs(relation.value_join)
            on = f"{relation.key.format(c=made.alias)} = {source.sql(relation.value)}"
            if target.condition:
                on += f" AND {made.sql(target.condition)}"
            source.level.joins[made.alias] = f"LEFT JOIN {target.table} {made.alias} ON {on}"
            self.joined[key] = made
        return self.joined[key]

    def term(self, path: Path, source: Source) -> Term:
        """What a path leads to."""
        steps = list(path.steps)
        if steps and steps[0] in self.variables:
            source = self.variables[str(steps.pop(0))]
        while steps:
            step = str(steps.pop(0))
            if step in ("id", "@iot.id") and not steps:
                return Term(kind="id", sql=source.key[0], source=source, is_nullable=False)
            relation = source.entity.relations.get(step)
            if relation is None:
                return self.property(source, step, tuple(steps))
            if not relation.is_many and steps in (["id"], ["@iot.id"]) and not ENTITIES[relation.target].is_stream:
                return self.foreign(source, relation)
            if relation.is_many:
                source = self.bound[source.alias, relation.name]
            elif ENTITIES[relation.target].is_stream and steps in (["id"], ["@iot.id"]):
                return self.stream_id(source, relation)
            else:
                source = self.join(source, relation)
        raise Refused(f"{shown(path)} names an entity, not a value", where=self.where)

    def foreign(self, source: Source, relation: Relation) -> Term:
        """The id of a related entity stands in this row: no join."""
        source.needs(relation.value_join)
        return Term(kind="id", sql=source.sql(relation.value), source=Source(
            entity=ENTITIES[relation.target], alias=source.alias, level=source.level))  # fmt: skip

    def stream_id(self, source: Source, relation: Relation) -> Term:
        """`Datastream/id`: in the observation's own key, so that the clustered table is read where it lies."""
        if relation.name == "Datastream":
            return self.foreign(source, relation)
        joined = self.join(source, relation)
        return Term(kind="id", sql=joined.key[0], source=joined)

    def property(self, source: Source, name: str, rest: tuple[str | int, ...]) -> Term:
        entity = source.entity
        found = entity.fields.get(name)
        if found is None:
            known = ", ".join(["id", *entity.fields, *entity.relations])
            raise Refused(f"{entity.name} has no property {name!r}", where=self.where, allowed=known)
        source.needs(found.join)
        sql = source.sql(found.sql)
        if found.kind == "unit":
            return self.unit(source, rest)
        if found.kind == "result" and rest:
            return Term(kind="json", sql=f"{source.alias}d.result", steps=rest, source=source, field=found)
        if rest and found.kind not in ("json", "geometry", "quality"):
            raise Refused(f"{name} has no parts", where=self.where)
        if found.kind == "geometry" and rest:
            return Term(kind="json", sql=sql, steps=rest, source=source, field=found)
        kind = {"instant": "time", "geometry": "geo", "quality": "json"}.get(found.kind, found.kind)
        end = source.sql(found.end) if found.end else ""
        return Term(kind=kind, sql=sql, end=end, steps=rest, source=source, field=found, is_nullable=found.is_nullable)

    def unit(self, source: Source, rest: tuple[str | int, ...]) -> Term:
        if len(rest) != 1 or rest[0] not in UNIT_PARTS:
            raise Refused("unitOfMeasurement has parts", where=self.where, allowed=", ".join(UNIT_PARTS))
        return Term(kind="text", sql=f"{source.alias}.{UNIT_PARTS[str(rest[0])]}", source=source)

    # --- conditions --------------------------------------------------------------------------------------------

    def condition(self, node: Node, source: Source) -> tuple[str, Params]:
        """A truth as SQL."""
        if isinstance(node, Binary) and node.operator in ("and", "or"):
            left, a = self.condition(node.left, source)
            right, b = self.condition(node.right, source)
            return f"({left} {node.operator.upper()} {right})", (*a, *b)
        if isinstance(node, Unary) and node.operator == "not":
            sql, params = self.condition(node.operand, source)
            return f"(NOT {sql})", params
        if isinstance(node, Some):
            return self.some(node, source)
        many = self.first_many(node, source)
        return self.exists(many, node, source) if many else self.leaf(node, source)

    def exists(self, many: tuple[Source, Relation], node: Node, source: Source) -> tuple[str, Params]:
        """A comparison over a to-many relation holds where it holds for one related row at least."""
        owner, relation = many
        wants_none = is_null_test(node, "eq")
        inner = Binary("ne", node.left, node.right) if wants_none and isinstance(node, Binary) else node

        def compiled(bound: Source) -> tuple[str, Params]:
            self.bound[owner.alias, relation.name] = bound
            try:
                return self.condition(inner, source)
            finally:
                del self.bound[owner.alias, relation.name]

        sql, params = self.subquery(owner, relation, compiled)
        return (f"NOT {sql}" if wants_none else sql), params

    def some(self, node: Some, source: Source) -> tuple[str, Params]:
        """`any` and `all`: the variable stands for each related row."""
        if node.quantifier == "all":
            return self._not(Some(node.path, "any", node.variable, Unary("not", node.condition)), source)
        *front, last = node.path.steps
        owner = source
        if front and front[0] in self.variables:
            owner = self.variables[str(front.pop(0))]
        for step in front:
            relation = owner.entity.relations.get(str(step))
            if relation is None or relation.is_many:
                raise Refused(f"any() over {shown(node.path)}", where=self.where, allowed="one to-many relation")
            owner = self.join(owner, relation)
        relation = owner.entity.relations.get(str(last))
        if relation is None or not relation.is_many or node.variable in self.variables:
            raise Refused(f"any() over {shown(node.path)}", where=self.where, allowed="one to-many relation")

        def compiled(bound: Source) -> tuple[str, Params]:
            self.variables[node.variable] = bound
            try:
                return self.condition(node.condition, source)
            finally:
                del self.variables[node.variable]

        return self.subquery(owner, relation, compiled)

    def _not(self, node: Node, source: Source) -> tuple[str, Params]:
        sql, params = self.condition(node, source)
        return f"(NOT {sql})", params

    def subquery(
        self, owner: Source, relation: Relation, compiled: Callable[[Source], tuple[str, Params]]
    ) -> tuple[str, Params]:
        """EXISTS over the related rows that the reader may see."""
        target = ENTITIES[relation.target]
        bound = self.source(target)
        owner.needs(relation.value_join)
        between = self.alias()
        through = relation.through.format(c=bound.alias, m=between)
        link = f"{relation.key.format(c=bound.alias, m=between)} = {owner.sql(relation.value)}"
        inside, params = compiled(bound)
        seen, seen_params = visible(target.name, bound.alias, self.viewer)
        where = [link, *([bound.sql(target.condition)] if target.condition else []), *([seen] if seen else []), inside]
        joins = " ".join(bound.level.joins.values())
        sql = f"EXISTS (SELECT 1 FROM {target.table} {bound.alias} {through} {joins} WHERE {' AND '.join(where)})"  # noqa: S608
        return sql, (*seen_params, *params)

    def leaf(self, node: Node, source: Source) -> tuple[str, Params]:
        if isinstance(node, Binary) and node.operator in SIGNS:
            return self.compared(node, source)
        if isinstance(node, Binary) and node.operator == "in":
            return self.contained(node, source)
        if isinstance(node, Call) and (node.name in geometry.TESTS or node.name == "st_relate"):
            return self.spatial(node, source)
        term = self.value(node, source)
        return self.truth(term)

    def truth(self, term: Term) -> tuple[str, Params]:
        """A value that is a truth itself."""
        if term.kind == "bool":
            return term.sql, term.params
        if term.kind in ("json", "result"):
            json = self.json_of(term)
            return json_bool(json)
        raise Refused(f"a {term.kind} stands where a condition should", where=self.where)

    def compared(self, node: Binary, source: Source) -> tuple[str, Params]:
        left, right = self.value(node.left, source), self.value(node.right, source)
        operator = node.operator
        if left.kind == "null" or right.kind == "null":
            return self.null_test(operator, right if left.kind == "null" else left)
        kinds = {left.kind, right.kind}
        if "id" in kinds:
            return self.compared_ids(operator, left, right)
        if kinds & {"time", "interval"} and "text" in kinds:
            left, right = self.timed(left), self.timed(right)
            kinds = {left.kind, right.kind}
        if kinds & {"interval"}:
            return self.compared_spans(operator, left, right)
        if "geo" in kinds:
            raise Refused("geometries are compared with st_ functions", where=self.where)
        a, b = self.alike(left, right, operator)
        return f"({a.sql} {SIGNS[operator]} {b.sql})", (*a.params, *b.params)

    def timed(self, term: Term) -> Term:
        """A text beside a time is a time in quotes."""
        if term.kind != "text" or not isinstance(term.value, str):
            return term
        return literal_term(Literal("interval" if "/" in term.value else "time", term.value), self.where)

    def null_test(self, operator: str, term: Term) -> tuple[str, Params]:
        if operator not in ("eq", "ne"):
            raise Refused(f"null has no order ({operator})", where=self.where, allowed="eq, ne")
        test = "IS NULL" if operator == "eq" else "IS NOT NULL"
        if term.kind == "null":
            return ("1 = 1" if operator == "eq" else "1 = 0"), ()
        if term.kind == "json":
            text = json_text(term)
            return f"({text.sql} {test})", text.params
        if term.kind == "result":
            joint = "AND" if operator == "eq" else "OR"
            return f"({term.sql} {test} {joint} {self.json_of(term).sql} {test})", ()
        return f"({term.sql} {test})", term.params

    def alike(self, left: Term, right: Term, operator: str) -> tuple[Term, Term]:
        """Both sides in one kind that can be compared."""
        kinds = {left.kind, right.kind}
        if kinds <= {"json", "result"}:
            wanted = "text" if operator in ("eq", "ne") else "number"
            if kinds == {"result"}:
                wanted = "number"
        elif len(kinds) == 1:
            wanted = left.kind
        else:
            fixed = kinds - {"json", "result"}
            if len(fixed) != 1:
                raise Refused(f"a {left.kind} is not compared with a {right.kind}", where=self.where)
            (wanted,) = fixed
        if wanted in ("time", "duration") and kinds & {"json", "result"}:
            wanted = "text"
        return self.cast(left, wanted), self.cast(right, wanted)

    def cast(self, term: Term, kind: str) -> Term:
        """The term as a value of this kind."""
        if term.kind == kind:
            return term
        if term.kind == "json" or (term.kind == "result" and kind == "bool"):
            json = self.json_of(term)
            if kind == "number":
                return json_number(json)
            if kind == "text":
                return json_text(json)
            if kind == "bool":
                sql, params = json_bool(json)
                return Term(kind="bool", sql=sql, params=params)
        if term.kind == "result" and kind == "number":
            return Term(
                kind="number", sql=term.sql if is_postgresql() else f"CAST({term.sql} AS REAL)", source=term.source
            )
        if term.kind == "result" and kind == "text":
            text = json_text(self.json_of(term))
            return Term(kind="text", sql=f"COALESCE({text.sql}, CAST({term.sql} AS TEXT))", params=text.params)
        if term.kind == "time" and kind == "text" and isinstance(term.value, str):
            return Term(kind="text", sql="%s", params=(term.value,))
        if term.kind == "number" and kind == "text":
            return Term(kind="text", sql=f"CAST({term.sql} AS TEXT)", params=term.params)
        raise Refused(f"a {term.kind} stands where a {kind} should", where=self.where)

    def json_of(self, term: Term) -> Term:
        if term.kind == "result" and term.source:
            return Term(kind="json", sql=f"{term.source.alias}d.result", source=term.source)
        return term

    def compared_ids(self, operator: str, left: Term, right: Term) -> tuple[str, Params]:
        """Ids as numbers; those of observations as what they stand for."""
        if left.kind != "id":
            left, right, operator = right, left, FLIPPED.get(operator, operator)
        entity = left.source.entity if left.source else None
        if right.kind == "id":
            return f"({left.sql} {SIGNS[operator]} {right.sql})", ()
        if entity is not None and entity.is_observation and left.source:
            if not isinstance(right.value, str | Decimal):
                raise Refused("an id is a number", where=self.where)
            key = identifiers.key(str(right.value))
            own = ", ".join(left.source.key)
            return f"(({own}) {SIGNS[operator]} (%s, %s, %s))", (key[0], times.stored(key[1]), key[2])
        value = right.value
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = Decimal(value)
        if right.kind == "number" and value is None:
            return f"({left.sql} {SIGNS[operator]} {right.sql})", right.params
        if not isinstance(value, Decimal):
            return ("1 = 0" if operator == "eq" else "1 = 1"), ()
        return f"({left.sql} {SIGNS[operator]} %s)", (number_param(value),)

    def contained(self, node: Binary, source: Source) -> tuple[str, Params]:
        """`x in (1, 2)`; `9 in properties/list`."""
        if isinstance(node.right, Listed):
            parts = [self.compared(Binary("eq", node.left, item), source) for item in node.right.items]
            return f"({' OR '.join(sql for sql, _ in parts)})", tuple(p for _, params in parts for p in params)
        whole, one = self.value(node.right, source), self.value(node.left, source)
        if whole.kind not in ("json", "result"):
            raise Refused("the right side of in is no list", where=self.where)
        return json_contains(self.json_of(whole), one, self.where)

    # --- times -------------------------------------------------------------------------------------------------

    def ends(self, term: Term) -> tuple[str, Params, str, Params]:
        """Start and end of a time; an instant's end is its start."""
        if term.kind == "time":
            return term.sql, term.params, "", ()
        if term.kind == "interval":
            return term.sql, term.params, term.end, term.end_params
        raise Refused(f"a {term.kind} stands where a time should", where=self.where)

    def compared_spans(self, operator: str, left: Term, right: Term) -> tuple[str, Params]:
        """Intervals hold their start and not their end: before means ended when the other begins."""
        return related(operator, span_of(self, left), span_of(self, right))

    # --- spatial -----------------------------------------------------------------------------------------------

    def spatial(self, node: Call, source: Source) -> tuple[str, Params]:
        wanted = 3 if node.name == "st_relate" else 2
        self.arity(node, wanted, wanted)
        first, second = (self.value(argument, source) for argument in node.arguments[:2])
        first, second = self.wkt(first), self.wkt(second)
        pattern = ""
        if node.name == "st_relate":
            pattern = str(self.value(node.arguments[2], source).value)
            if len(pattern) != len("T*F**F***") or set(pattern.upper()) - set("TF*012"):
                raise Refused(f"{pattern!r}", where="st_relate", allowed="nine of T F * 0 1 2")
        if first.kind != "geo" or second.kind != "geo":
            raise Refused(f"{node.name} takes two geometries", where=self.where)
        literal_first = first.value is not None
        if literal_first == (second.value is not None):
            raise Refused(f"{node.name} takes a path and a literal such as geography'POINT(113 23)'", where=self.where)
        literal, path = (first, second) if literal_first else (second, first)
        shape = geometry.of_wkt(str(literal.value), self.where)
        table, column, key = spatial_column(path)
        ids = geometry.matching(node.name, table, column, shape, literal_first=literal_first, pattern=pattern)
        return (f"{key} IN ({','.join(map(str, ids))})" if ids else "1 = 0"), ()

    def wkt(self, term: Term) -> Term:
        """A text beside a geometry is one."""
        if term.kind == "text" and term.value is not None:
            return Term(kind="geo", sql="", value=term.value)
        return term

    def measured(self, node: Call, source: Source) -> Term:
        """`geo.distance` and `geo.length`: worked out for the geometries of the table, looked up by row."""
        wanted = 2 if node.name == "geo.distance" else 1
        self.arity(node, wanted, wanted)
        terms = [self.wkt(self.value(argument, source)) for argument in node.arguments]
        if any(term.kind != "geo" for term in terms):
            raise Refused(f"{node.name} takes geometries", where=self.where)
        paths = [term for term in terms if term.value is None]
        literals = [geometry.of_wkt(str(term.value), self.where) for term in terms if term.value is not None]
        if len(paths) != 1:
            raise Refused(f"{node.name} takes one path", where=self.where)
        table, column, key = spatial_column(paths[0])
        shapes = geometry.shapes(table, column, None)
        worth = {n: kept.distance(literals[0]) if literals else kept.length for n, kept in shapes}
        return looked_up(worth, key)

    # --- values ------------------------------------------------------------------------------------------------

    def value(self, node: Node, source: Source) -> Term:
        if isinstance(node, Literal):
            return literal_term(node, self.where)
        if isinstance(node, Path):
            return self.term(node, source)
        if isinstance(node, Unary) and node.operator == "-":
            return self.negative(node, source)
        if isinstance(node, Binary) and node.operator in ARITHMETIC:
            return self.calculated(node, source)
        if isinstance(node, Call):
            return self.called(node, source)
        sql, params = self.condition(node, source)
        return Term(kind="bool", sql=sql, params=params)

    def negative(self, node: Unary, source: Source) -> Term:
        if isinstance(node.operand, Literal) and isinstance(node.operand.value, Decimal):
            return literal_term(Literal("number", -node.operand.value), self.where)
        inner = self.value(node.operand, source)
        if inner.kind == "duration":
            return Term(kind="duration", sql=f"(-{inner.sql})", params=inner.params)
        number = self.cast(inner, "number")
        return Term(kind="number", sql=f"(-{number.sql})", params=number.params)

    def calculated(self, node: Binary, source: Source) -> Term:
        left, right = self.value(node.left, source), self.value(node.right, source)
        if {left.kind, right.kind} & {"time", "interval", "duration"}:
            return moved(self, node.operator, left, right)
        a, b = self.cast(left, "number"), self.cast(right, "number")
        return ARITHMETIC[node.operator](a, b)

    def arity(self, node: Call, least: int, most: int) -> None:
        if not least <= len(node.arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise Refused(f"{node.name} got {len(node.arguments)} arguments", where=self.where, allowed=wanted)

    def called(self, node: Call, source: Source) -> Term:
        if node.name in ("geo.distance", "geo.length"):
            return self.measured(node, source)
        if node.name in geometry.TESTS or node.name == "st_relate":
            sql, params = self.spatial(node, source)
            return Term(kind="bool", sql=sql, params=params)
        if node.name in SPANS:
            self.arity(node, 2, 2)
            return span_function(self, node, source)
        function = FUNCTIONS.get(node.name)
        if function is None:
            known = ", ".join(sorted([*FUNCTIONS, *SPANS, *geometry.TESTS, "st_relate", "geo.distance", "geo.length"]))
            raise Refused(f"unknown function {node.name}", where=self.where, allowed=known)
        self.arity(node, function.least, len(function.kinds))
        given = [self.value(argument, source) for argument in node.arguments]
        terms = [self.argument(term, kind) for term, kind in zip(given, function.kinds, strict=False)]
        return function.make(terms)

    def argument(self, term: Term, kind: str) -> Term:
        if kind == "time":
            term = self.timed(term)
            if term.kind not in ("time", "interval"):
                raise Refused(f"a {term.kind} stands where a time should", where=self.where)
            return Term(kind="time", sql=term.sql, params=term.params)
        if term.kind == "id" and kind == "text":
            return Term(kind="text", sql=f"CAST({term.sql} AS TEXT)")
        return self.cast(term, kind)

    # --- order -------------------------------------------------------------------------------------------------

    def ordering(self, node: Node, source: Source) -> list[Term]:
        """The columns by which an expression is ordered; relations to many have no order."""
        if self.first_many(node, source):
            raise Refused("an order over a to-many relation is not defined", where=self.where)
        term = self.value(node, source)
        if term.kind == "id" and term.source and term.source.entity.is_observation:
            return [Term(kind="time" if n == 1 else "number", sql=sql, is_nullable=False)
                    for n, sql in enumerate(term.source.key)]  # fmt: skip
        if term.kind == "result":
            return [self.cast(term, "number"), json_text(self.json_of(term))]
        if term.kind == "json":
            return [json_number(term), json_text(term)]
        if term.kind in ("geo", "null"):
            raise Refused(f"a {term.kind} has no order", where=self.where)
        return [term]


def shown(path: Path) -> str:
    return "/".join(str(step) for step in path.steps)


def paths_of(node: Node) -> Iterator[Path]:
    """Every path in an expression, but not inside `any`: those are bound there."""
    if isinstance(node, Path):
        yield node
    elif isinstance(node, Binary):
        yield from paths_of(node.left)
        yield from paths_of(node.right)
    elif isinstance(node, Unary):
        yield from paths_of(node.operand)
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from paths_of(argument)
    elif isinstance(node, Listed):
        for item in node.items:
            yield from paths_of(item)


def is_null_test(node: Node, operator: str) -> bool:
    if not isinstance(node, Binary) or node.operator != operator:
        return False
    return any(isinstance(side, Literal) and side.kind == "null" for side in (node.left, node.right))


def number_param(value: Decimal) -> object:
    if is_postgresql():
        return value
    return int(value) if value == value.to_integral_value() and abs(value) < 2**62 else float(value)


def literal_term(node: Literal, where: str) -> Term:
    """A value as a parameter."""
    kind, value = node.kind, node.value
    if kind == "number" and isinstance(value, Decimal):
        sql = "CAST(%s AS NUMERIC)" if is_postgresql() else "%s"
        return Term(kind="number", sql=sql, params=(number_param(value),), value=value)
    if kind == "text":
        return Term(kind="text", sql="CAST(%s AS TEXT)" if is_postgresql() else "%s", params=(value,), value=value)
    if kind == "bool":
        return Term(kind="bool", sql="TRUE" if value else "FALSE", value=value)
    if kind == "null":
        return Term(kind="null", sql="NULL")
    if kind == "geo":
        return Term(kind="geo", sql="", value=value)
    if kind == "duration":
        return Term(kind="duration", sql="%s", params=(value,), value=value)
    if kind in ("date", "timeofday"):
        return Term(kind=kind, sql="%s", params=(day_or_hour(kind, str(value), where),), value=value)
    start, end = times.span(str(value), where)
    at = "CAST(%s AS TIMESTAMPTZ)" if is_postgresql() else "%s"
    if kind == "interval":
        return Term(kind="interval", sql=at, params=(times.stored(start),), end=at,
                    end_params=(times.stored(end or start),), value=value)  # fmt: skip
    return Term(kind="time", sql=at, params=(times.stored(start),), value=value)


def day_or_hour(kind: str, text: str, where: str) -> str:
    try:
        if kind == "date":
            return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
        return datetime.fromisoformat(f"2000-01-01T{text}").time().isoformat()
    except ValueError:
        raise Refused(f"{text!r} is no {kind}", where=where) from None


# --- JSON ----------------------------------------------------------------------------------------------------------


def json_way(term: Term) -> tuple[str, object]:
    """The way into a JSON value: a path of SQLite's, or a list of PostgreSQL's."""
    if is_postgresql():
        return "#>", [str(step) for step in term.steps]
    parts = []
    for step in term.steps:
        if isinstance(step, str) and ('"' in step or "\\" in step):
            raise Refused(f"{step!r} cannot be a step of a path", where=WHERE)
        parts.append(f"[{step}]" if isinstance(step, int) else f'."{step}"')
    return "json", "$" + "".join(parts)


def json_number(term: Term) -> Term:
    """The JSON value where it is a number."""
    _, way = json_way(term)
    if is_postgresql():
        sql = (
            f"(CASE WHEN jsonb_typeof({term.sql} #> %s::text[]) = 'number'"
            f" THEN ({term.sql} #>> %s::text[])::numeric END)"
        )
        return Term(kind="number", sql=sql, params=(way, way))
    sql = f"(CASE WHEN json_type({term.sql}, %s) IN ('integer', 'real') THEN json_extract({term.sql}, %s) END)"
    return Term(kind="number", sql=sql, params=(way, way))


def json_text(term: Term) -> Term:
    """The JSON value as text, whatever scalar it is."""
    _, way = json_way(term)
    if is_postgresql():
        return Term(kind="text", sql=f"({term.sql} #>> %s::text[])", params=(way,))
    sql = (
        f"(CASE json_type({term.sql}, %s) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
        f" ELSE CAST(json_extract({term.sql}, %s) AS TEXT) END)"
    )
    return Term(kind="text", sql=sql, params=(way, way))


def json_bool(term: Term) -> tuple[str, Params]:
    """The JSON value where it is true or false."""
    _, way = json_way(term)
    if is_postgresql():
        sql = (
            f"(CASE WHEN jsonb_typeof({term.sql} #> %s::text[]) = 'boolean'"
            f" THEN ({term.sql} #>> %s::text[])::boolean END)"
        )
        return sql, (way, way)
    return f"(CASE json_type({term.sql}, %s) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)", (way,)


def json_contains(whole: Term, one: Term, where: str) -> tuple[str, Params]:
    """A scalar is one of a JSON list's items."""
    if one.kind not in ("number", "text"):
        raise Refused(f"a {one.kind} is not looked for in a list", where=where)
    _, way = json_way(whole)
    if is_postgresql():
        kind = "number" if one.kind == "number" else "string"
        item = "(x #>> '{}')::numeric" if one.kind == "number" else "(x #>> '{}')"
        listed = (
            f"CASE WHEN jsonb_typeof({whole.sql} #> %s::text[]) = 'array' THEN {whole.sql} #> %s::text[] ELSE '[]' END"
        )
        sql = (
            f"EXISTS (SELECT 1 FROM jsonb_array_elements({listed}) x"  # noqa: S608
            f" WHERE CASE WHEN jsonb_typeof(x) = '{kind}' THEN {item} = {one.sql} ELSE FALSE END)"
        )
        return sql, (way, way, *one.params)
    kinds = "'integer', 'real'" if one.kind == "number" else "'text'"
    sql = (
        f"(json_type({whole.sql}, %s) = 'array' AND EXISTS (SELECT 1 FROM json_each({whole.sql}, %s) x"  # noqa: S608
        f" WHERE x.type IN ({kinds}) AND x.value = {one.sql}))"
    )
    return sql, (way, way, *one.params)


# --- arithmetic ----------------------------------------------------------------------------------------------------


def plain(sign: str) -> Callable[[Term, Term], Term]:
    return lambda a, b: Term(kind="number", sql=f"({a.sql} {sign} {b.sql})", params=(*a.params, *b.params))


def divided(a: Term, b: Term) -> Term:
    """Exact where the database can; by zero is no value."""
    one = "1" if is_postgresql() else "1.0"
    return Term(kind="number", sql=f"({a.sql} * {one} / NULLIF({b.sql}, 0))", params=(*a.params, *b.params))


def remainder(a: Term, b: Term) -> Term:
    if is_postgresql():
        return Term(kind="number", sql=f"MOD({a.sql}, NULLIF({b.sql}, 0))", params=(*a.params, *b.params))
    sql = f"({a.sql} - {b.sql} * CAST({a.sql} * 1.0 / NULLIF({b.sql}, 0) AS INTEGER))"
    return Term(kind="number", sql=sql, params=(*a.params, *b.params, *a.params, *b.params))


ARITHMETIC: Mapping[str, Callable[[Term, Term], Term]] = {
    "add": plain("+"),
    "sub": plain("-"),
    "mul": plain("*"),
    "div": divided,
    "mod": remainder,
}


def in_micros(term: Term) -> Term:
    """A time as microseconds since 1970, exact: what arithmetic needs."""
    if term.kind == "micros":
        return term
    if is_postgresql():
        sql = f"CAST(EXTRACT(EPOCH FROM {term.sql}) * 1000000 AS BIGINT)"
        return Term(kind="micros", sql=sql, params=term.params)
    sql = (
        f"(CAST(strftime('%%s', substr({term.sql}, 1, 19)) AS INTEGER) * 1000000"
        f" + CAST(substr(substr({term.sql}, 21) || '000000', 1, 6) AS INTEGER))"
    )
    return Term(kind="micros", sql=sql, params=(*term.params, *term.params))


def moved(compiler: Compiler, operator: str, left: Term, right: Term) -> Term:
    """Times and durations: time ± duration, time − time, duration ± duration, duration × number."""
    kinds = left.kind, right.kind
    sign = {"add": "+", "sub": "-"}.get(operator)
    if "duration" in kinds and operator in ("mul", "div") and right.kind in ("number", "duration"):
        made = ARITHMETIC[operator](
            Term(kind="number", sql=left.sql, params=left.params),
            Term(kind="number", sql=right.sql, params=right.params),
        )
        return Term(
            kind="number" if kinds == ("duration", "duration") else "duration", sql=made.sql, params=made.params
        )
    if sign and kinds == ("duration", "duration"):
        return Term(kind="duration", sql=f"({left.sql} {sign} {right.sql})", params=(*left.params, *right.params))
    if sign and left.kind in ("time", "interval") and right.kind == "duration":
        return shifted(left, sign, right)
    if operator == "add" and left.kind == "duration" and right.kind in ("time", "interval"):
        return shifted(right, "+", left)
    if operator == "sub" and left.kind in ("time", "interval") and right.kind in ("time", "interval"):
        return lasting(left, right)
    raise Refused(f"{left.kind} {operator} {right.kind} has no meaning", where=compiler.where)


def lasting(left: Term, right: Term) -> Term:
    """One moment less another; an interval has no single moment, so none comes of it."""
    a, b = in_micros(at_start(left)), in_micros(at_start(right))
    sql = f"({a.sql} - {b.sql})"
    params = (*a.params, *b.params)
    for term in (left, right):
        if term.kind == "interval":
            sql, params = f"(CASE WHEN {term.end} IS NULL THEN {sql} END)", (*term.end_params, *params)
    return Term(kind="duration", sql=sql, params=params)


def at_start(term: Term) -> Term:
    return Term(kind="time", sql=term.sql, params=term.params)


def shifted(term: Term, sign: str, duration: Term) -> Term:
    """A time moved by a duration; both ends of an interval move."""
    start = in_micros(at_start(term))
    by = (*start.params, *duration.params)
    if term.kind == "time":
        return Term(kind="time", sql=f"({start.sql} {sign} {duration.sql})", params=by, field=MICROS)
    end = in_micros(Term(kind="time", sql=term.end, params=term.end_params))
    return Term(
        kind="interval",
        sql=f"({start.sql} {sign} {duration.sql})",
        params=by,
        end=f"({end.sql} {sign} {duration.sql})",
        end_params=(*end.params, *duration.params),
        field=MICROS,
    )


MICROS = Field(name="micros", kind="instant", sql="")  # marks a time that is counted in microseconds already


@dataclass(frozen=True, kw_only=True)
class Span:
    """Start and end of a time in SQL; `end` empty for an instant, `is_row` where a row may have an end or not."""

    start: str
    start_params: Params
    end: str = ""
    end_params: Params = ()
    is_row: bool = False
    is_micros: bool = False
    is_clustered: bool = False  # its start is what observations lie in the order of


def span_of(compiler: Compiler, term: Term) -> Span:
    term = compiler.timed(term)
    start, a, end, b = compiler.ends(term)
    is_literal = term.value is not None
    return Span(
        start=start, start_params=a, end=end, end_params=b, is_row=bool(end) and not is_literal,
        is_micros=term.field is MICROS,
        is_clustered=bool(
            term.field and term.field.name == "phenomenonTime" and term.source and term.source.entity.is_observation
        ),
    )  # fmt: skip


def counted(span: Span) -> Span:
    """The span in microseconds."""
    if span.is_micros:
        return span
    start = in_micros(Term(kind="time", sql=span.start, params=span.start_params))
    if not span.end:
        return Span(start=start.sql, start_params=start.params, is_micros=True)
    end = in_micros(Term(kind="time", sql=span.end, params=span.end_params))
    return Span(start=start.sql, start_params=start.params, end=end.sql, end_params=end.params,
                is_row=span.is_row, is_micros=True)  # fmt: skip


def related(operator: str, a: Span, b: Span) -> tuple[str, Params]:
    """A relation between two times; where a row may be an instant or an interval, both cases are told apart in SQL."""
    if a.is_micros != b.is_micros:
        a, b = counted(a), counted(b)
    if a.is_clustered and not b.is_row and not b.is_micros:
        return bounded(operator, a, b, related(operator, replace(a, is_clustered=False), b))
    if b.is_clustered and not a.is_row and not a.is_micros and operator in TURNED:
        return bounded(TURNED[operator], b, a, related(operator, a, replace(b, is_clustered=False)))
    if a.is_row:
        return either(a, related(operator, at_once(a), b), related(operator, replace(a, is_row=False), b))
    if b.is_row:
        return either(b, related(operator, a, at_once(b)), related(operator, a, replace(b, is_row=False)))
    return RELATIONS[operator](a, b)


# operator → what follows for the start of the left side: not before the right side's start, not after start or end
TURNED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "before": "after", "after": "before"}
TURNED |= {name: name for name in ("eq", "meets", "overlaps", "starts", "finishes")}
LOWER = {"gt", "ge", "after", "eq", "starts", "during"}
UPPER_START = {"lt", "le", "before", "eq", "starts"}
UPPER_END = {"during", "overlaps", "meets", "finishes"}


def bounded(operator: str, span: Span, other: Span, condition: tuple[str, Params]) -> tuple[str, Params]:
    """The condition with what it implies for the start: a month is then read where it lies."""
    parts = []
    if operator in LOWER:
        parts.append(starts(span, ">=", other))
    if operator in UPPER_START:
        parts.append(starts(span, "<=", other))
    if operator in UPPER_END:
        parts.append(compare(span.start, span.start_params, "<=", *finish(other)))
    return both(*parts, condition)


def at_once(span: Span) -> Span:
    """The span as an instant."""
    return replace(span, end="", end_params=(), is_row=False)


def either(span: Span, instant: tuple[str, Params], lasting_: tuple[str, Params]) -> tuple[str, Params]:
    sql = f"(CASE WHEN {span.end} IS NULL THEN {instant[0]} ELSE {lasting_[0]} END)"
    return sql, (*span.end_params, *instant[1], *lasting_[1])


def compare(a: str, a_params: Params, sign: str, b: str, b_params: Params) -> tuple[str, Params]:
    return f"({a} {sign} {b})", (*a_params, *b_params)


def both(*parts: tuple[str, Params]) -> tuple[str, Params]:
    return f"({' AND '.join(sql for sql, _ in parts)})", tuple(p for _, params in parts for p in params)


def one_of(*parts: tuple[str, Params]) -> tuple[str, Params]:
    return f"({' OR '.join(sql for sql, _ in parts)})", tuple(p for _, params in parts for p in params)


def starts(a: Span, sign: str, b: Span) -> tuple[str, Params]:
    return compare(a.start, a.start_params, sign, b.start, b.start_params)


def finish(span: Span) -> tuple[str, Params]:
    return (span.end, span.end_params) if span.end else (span.start, span.start_params)


def before(a: Span, b: Span) -> tuple[str, Params]:
    """An interval has ended when the other begins; an instant lies before."""
    sql, params = finish(a)
    return compare(sql, params, "<=" if a.end else "<", b.start, b.start_params)


def not_after(a: Span, b: Span) -> tuple[str, Params]:
    if a.end and b.end:
        return both(starts(a, "<=", b), compare(a.end, a.end_params, "<=", b.end, b.end_params))
    sql, params = finish(a)
    return compare(sql, params, "<=", b.start, b.start_params)


def equal(a: Span, b: Span) -> tuple[str, Params]:
    if bool(a.end) != bool(b.end):
        return "(1 = 0)", ()
    if not a.end:
        return starts(a, "=", b)
    return both(starts(a, "=", b), compare(a.end, a.end_params, "=", b.end, b.end_params))


def different(a: Span, b: Span) -> tuple[str, Params]:
    if bool(a.end) != bool(b.end):
        return f"({a.start} IS NOT NULL AND {b.start} IS NOT NULL)", (*a.start_params, *b.start_params)
    sql, params = equal(a, b)
    return f"(NOT {sql})", params


def meets(a: Span, b: Span) -> tuple[str, Params]:
    """One ends where the other begins."""
    if not a.end and not b.end:
        return starts(a, "=", b)
    a_end, b_end = finish(a), finish(b)
    return one_of(compare(*a_end, "=", b.start, b.start_params), compare(*b_end, "=", a.start, a.start_params))


def during(a: Span, b: Span) -> tuple[str, Params]:
    if not b.end:
        return "(1 = 0)", ()
    if not a.end:
        return both(starts(a, ">=", b), compare(a.start, a.start_params, "<", b.end, b.end_params))
    return both(starts(a, ">=", b), compare(a.end, a.end_params, "<=", b.end, b.end_params))


def overlaps(a: Span, b: Span) -> tuple[str, Params]:
    if not a.end and not b.end:
        return starts(a, "=", b)
    if not a.end:
        return during(a, b)
    if not b.end:
        return during(b, a)
    return both(
        compare(a.start, a.start_params, "<", b.end, b.end_params),
        compare(b.start, b.start_params, "<", a.end, a.end_params),
    )


def finishes(a: Span, b: Span) -> tuple[str, Params]:
    return compare(*finish(a), "=", *finish(b))


RELATIONS: Mapping[str, Callable[[Span, Span], tuple[str, Params]]] = {
    "eq": equal,
    "ne": different,
    "lt": before,
    "gt": lambda a, b: before(b, a),
    "le": not_after,
    "ge": lambda a, b: not_after(b, a),
    "before": before,
    "after": lambda a, b: before(b, a),
    "meets": meets,
    "during": during,
    "overlaps": overlaps,
    "starts": lambda a, b: starts(a, "=", b),
    "finishes": finishes,
}
SPANS = ("before", "after", "meets", "during", "overlaps", "starts", "finishes")


def span_function(compiler: Compiler, node: Call, source: Source) -> Term:
    left, right = (compiler.timed(compiler.value(argument, source)) for argument in node.arguments)
    if node.name == "during" and right.kind == "time":
        raise Refused("during takes an interval as its second argument", where=compiler.where)
    sql, params = related(node.name, span_of(compiler, left), span_of(compiler, right))
    return Term(kind="bool", sql=sql, params=params)


# --- functions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function of the standard: the kinds it takes, how many at least, and its SQL."""

    kinds: tuple[str, ...]
    make: Callable[[list[Term]], Term]
    least: int


def function(kinds: str, result: str, sqlite: str, postgresql: str = "", *, least: int = -1) -> Function:
    """SQL templates with {0}, {1}, … where the arguments stand, each as often as it stands."""
    names = tuple(kinds.split())

    def make(terms: list[Term]) -> Term:
        template = (postgresql or sqlite) if is_postgresql() else sqlite
        params: list[object] = []
        sql = ""
        rest = template
        while "{" in rest:
            head, _, tail = rest.partition("{")
            index, _, rest = tail.partition("}")
            term = terms[int(index)]
            sql += head + term.sql
            params.extend(term.params)
        return Term(kind=result, sql=f"({sql}{rest})", params=tuple(params))

    return Function(kinds=names, make=make, least=len(names) if least < 0 else least)


def part(start: int, length: int, name: str) -> Function:
    return function(
        "time", "number", f"CAST(substr({{0}}, {start}, {length}) AS INTEGER)",
        f"EXTRACT({name} FROM {{0}} AT TIME ZONE 'UTC')",
    )  # fmt: skip


def substring(terms: list[Term]) -> Term:
    """Counts from 0, as OData does."""
    text, start, *length = terms
    name = "substr"
    count = f", CAST({length[0].sql} AS INTEGER)" if length else ""
    sql = f"{name}({text.sql}, CAST({start.sql} AS INTEGER) + 1{count})"
    return Term(kind="text", sql=sql, params=tuple(p for term in terms for p in term.params))


def moment(text: str) -> Function:
    return Function(kinds=(), least=0, make=lambda _: literal_term(Literal("time", text), WHERE))


def now(_: list[Term]) -> Term:
    at = clock.now().astimezone(UTC)
    return literal_term(Literal("time", at.isoformat()), WHERE)


def offset_minutes(terms: list[Term]) -> Term:
    """All times are kept and shown in UTC."""
    (at,) = terms
    return Term(kind="number", sql=f"(CASE WHEN {at.sql} IS NOT NULL THEN 0 END)", params=at.params)


SECOND_FRACTION = "CAST('0.' || substr(substr({0}, 21) || '000000', 1, 6) AS REAL)"
FUNCTIONS: Mapping[str, Function] = {
    # strings
    "substringof": function("text text", "bool", "instr({1}, {0}) > 0", "strpos({1}, {0}) > 0"),
    "contains": function("text text", "bool", "instr({0}, {1}) > 0", "strpos({0}, {1}) > 0"),
    "startswith": function("text text", "bool", "substr({0}, 1, length({1})) = {1}", "starts_with({0}, {1})"),
    "endswith": function(
        "text text",
        "bool",
        "length({0}) >= length({1}) AND substr({0}, length({0}) - length({1}) + 1) = {1}",
        "right({0}, length({1})) = {1}",
    ),
    "length": function("text", "number", "length({0})"),
    "indexof": function("text text", "number", "instr({0}, {1}) - 1", "strpos({0}, {1}) - 1"),
    "substring": Function(kinds=("text", "number", "number"), least=2, make=substring),
    "tolower": function("text", "text", "lower({0})"),
    "toupper": function("text", "text", "upper({0})"),
    "trim": function("text", "text", "trim({0})"),
    "concat": function("text text", "text", "{0} || {1}"),
    # numbers
    "round": function("number", "number", "round({0})", "round(CAST({0} AS NUMERIC))"),
    "floor": function(
        "number",
        "number",
        "CASE WHEN {0} >= CAST({0} AS INTEGER) THEN CAST({0} AS INTEGER) ELSE CAST({0} AS INTEGER) - 1 END",
        "floor({0})",
    ),
    "ceiling": function(
        "number",
        "number",
        "CASE WHEN {0} <= CAST({0} AS INTEGER) THEN CAST({0} AS INTEGER) ELSE CAST({0} AS INTEGER) + 1 END",
        "ceil({0})",
    ),
    # times
    "year": part(1, 4, "YEAR"),
    "month": part(6, 2, "MONTH"),
    "day": part(9, 2, "DAY"),
    "hour": part(12, 2, "HOUR"),
    "minute": part(15, 2, "MINUTE"),
    "second": function(
        "time", "number", "CAST(substr({0}, 18, 2) AS INTEGER)", "floor(EXTRACT(SECOND FROM {0} AT TIME ZONE 'UTC'))"
    ),
    "fractionalseconds": function(
        "time", "number", SECOND_FRACTION, "MOD(EXTRACT(SECOND FROM {0} AT TIME ZONE 'UTC'), 1)"
    ),
    "date": function("time", "date", "substr({0}, 1, 10)", "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"),
    "time": function("time", "timeofday", "substr({0}, 12, 8)", "to_char({0} AT TIME ZONE 'UTC', 'HH24:MI:SS')"),
    "totaloffsetminutes": Function(kinds=("time",), least=1, make=offset_minutes),
    "now": Function(kinds=(), least=0, make=now),
    "mindatetime": moment(times.EARLIEST),
    "maxdatetime": moment(times.LATEST),
}


def looked_up(worth: Mapping[int, float], key: str) -> Term:
    """Numbers worked out beside the database, found again by the row's id."""
    if not worth:
        return Term(kind="number", sql="NULL")
    import json  # noqa: PLC0415

    table = json.dumps({str(n): value for n, value in worth.items()})
    if is_postgresql():
        return Term(kind="number", sql=f"CAST(%s::jsonb ->> CAST({key} AS TEXT) AS DOUBLE PRECISION)", params=(table,))
    return Term(kind="number", sql=f"json_extract(%s, '$.\"' || {key} || '\"')", params=(table,))


def spatial_column(term: Term) -> tuple[str, str, str]:
    """Table, column and id column of a geometry's path."""
    if term.source is None or term.field is None:
        raise Refused("no geometry", where=WHERE)
    column = term.field.sql.partition(".")[2]
    return term.source.entity.table, column, f"{term.source.alias}.id"

"""The expressions of `$filter` and `$orderby` (OData 4.0, as far as SensorThings 1.1 uses them), read into a tree."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lingnan.engines.sense.sta.faults import Refused

LONGEST = 8000  # characters of one expression
DEEPEST = 40  # nesting
MOST_NODES = 400
LONGEST_INDEX = 4  # digits


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written. `kind`: number, text, bool, null, time, interval, date, timeofday, duration, geo."""

    kind: str
    value: object


@dataclass(frozen=True, slots=True)
class Path:
    """Names and array indexes, from the entity on: `Datastream/Thing/properties/list[0]`."""

    steps: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the standard."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """Comparison, arithmetic, `and`, `or`, `in`."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Unary:
    """`not` or a minus."""

    operator: str
    operand: "Node"


@dataclass(frozen=True, slots=True)
class Listed:
    """The right side of `in`."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """`Datastreams/any(d: …)` or `all`."""

    path: Path
    quantifier: str
    variable: str
    condition: "Node"


Node = Literal | Path | Call | Binary | Unary | Listed | Some

MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
TOKENS = re.compile(
    rf"""\s*(?:
    (?P<interval>{MOMENT}/{MOMENT})
  | (?P<time>{MOMENT})
  | (?P<date>\d{{4}}-\d\d-\d\d(?![\dT]))
  | (?P<timeofday>\d\d:\d\d(?::\d\d(?:\.\d{{1,9}})?)?)
  | (?P<special>(?:duration|geography|geometry|datetimeoffset|date|binary)'(?:[^']|'')*')
  | (?P<text>'(?:[^']|'')*')
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{{1,3}})?)
  | (?P<name>[@A-Za-z_\u00a1-\U0010ffff][\w.@\u00a1-\U0010ffff-]*)
  | (?P<sign>[()\[\],/:]|-)
    )""",
    re.VERBOSE,
)
DURATION = re.compile(r"([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,6})?)S)?)?$", re.ASCII)
COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le", "in")
WORDS = {"and", "or", "not", *COMPARISONS, "add", "sub", "mul", "div", "mod"}
SECONDS = (604800, 86400, 3600, 60, 1)


def micros(text: str) -> int:
    """`PT1H30M` in microseconds."""
    found = DURATION.match(text)
    if not found or not any(found.groups()[1:]):
        raise Refused(f"{text!r} is no duration", where="$filter", allowed="e.g. duration'PT1H30M'")
    sign, *parts = found.groups()
    total = sum(Decimal(part or 0) * seconds for part, seconds in zip(parts, SECONDS, strict=True))
    return int(total * 1_000_000) * (-1 if sign == "-" else 1)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression and where it stands."""

    kind: str
    text: str
    at: int


def tokens(text: str, where: str) -> list[Token]:
    """The words; a character that begins none is refused with its place."""
    if len(text) > LONGEST:
        raise Refused(f"is {len(text)} characters long", where=where, allowed=f"{LONGEST}")
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = TOKENS.match(text, at)
        if not match or match.end() == at:
            rest = text[at:].lstrip()[:12]
            raise Refused(f"cannot read {rest!r} at character {at + 1}", where=where)
        kind = str(match.lastgroup)
        found.append(Token(kind, match.group(kind), match.start(kind)))
        at = match.end()
    return found


class Reader:
    """A recursive reader over the words; one for each expression."""

    def __init__(self, text: str, where: str) -> None:
        self.where = where
        self.words = tokens(text, where)
        self.at = 0
        self.depth = 0
        self.nodes = 0

    def fail(self, expected: str) -> Refused:
        if self.at < len(self.words):
            word = self.words[self.at]
            return Refused(f"{word.text!r} at character {word.at + 1} where {expected} should be", where=self.where)
        return Refused(f"ends where {expected} should be", where=self.where)

    def peek(self) -> str:
        """The next word if it is a sign or name, else empty."""
        if self.at < len(self.words) and self.words[self.at].kind in ("sign", "name"):
            return self.words[self.at].text
        return ""

    def take(self, sign: str) -> bool:
        if self.peek() == sign:
            self.at += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise self.fail(f"{sign!r}")

    def count(self, node: Node) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise Refused("has too many parts", where=self.where, allowed=f"{MOST_NODES}")
        return node

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused("is nested too deeply", where=self.where, allowed=f"{DEEPEST}")

    def whole(self) -> Node:
        node = self.either()
        if self.at != len(self.words):
            raise self.fail("the end")
        return node

    def either(self) -> Node:
        self.deeper()
        node = self.both()
        while self.take("or"):
            node = self.count(Binary("or", node, self.both()))
        self.depth -= 1
        return node

    def both(self) -> Node:
        node = self.negated()
        while self.take("and"):
            node = self.count(Binary("and", node, self.negated()))
        return node

    def negated(self) -> Node:
        if self.take("not"):
            self.deeper()
            node = self.count(Unary("not", self.negated()))
            self.depth -= 1
            return node
        return self.compared()

    def compared(self) -> Node:
        node = self.summed()
        while (operator := self.peek()) in COMPARISONS:
            self.at += 1
            right = self.listed() if operator == "in" else self.summed()
            node = self.count(Binary(operator, node, right))
        return node

    def listed(self) -> Node:
        if self.peek() != "(":
            return self.summed()
        self.expect("(")
        items = [self.summed()]
        while self.take(","):
            items.append(self.summed())
        self.expect(")")
        return self.count(Listed(tuple(items)))

    def summed(self) -> Node:
        node = self.multiplied()
        while (operator := self.peek()) in ("add", "sub"):
            self.at += 1
            node = self.count(Binary(operator, node, self.multiplied()))
        return node

    def multiplied(self) -> Node:
        node = self.single()
        while (operator := self.peek()) in ("mul", "div", "mod"):
            self.at += 1
            node = self.count(Binary(operator, node, self.single()))
        return node

    def single(self) -> Node:
        if self.take("("):
            node = self.either()
            self.expect(")")
            return node
        if self.take("-"):
            self.deeper()
            node = self.count(Unary("-", self.single()))
            self.depth -= 1
            return node
        if self.at >= len(self.words):
            raise self.fail("a value")
        word = self.words[self.at]
        if word.kind == "sign" or word.text in WORDS:
            raise self.fail("a value")
        if word.kind == "name":
            return self.count(self.named())
        self.at += 1
        return self.count(literal(word, self.where))

    def named(self) -> Node:
        """A path, a function call, `any(…)`, or one of the words that are values."""
        word = self.words[self.at].text
        self.at += 1
        if word in ("true", "false", "null"):
            return Literal("null", None) if word == "null" else Literal("bool", word == "true")
        if self.take("("):
            return self.called(word)
        steps: list[str | int] = [word]
        while self.peek() in ("/", "["):
            if self.take("["):
                steps.append(self.index())
                self.expect("]")
                continue
            self.expect("/")
            if self.at >= len(self.words) or self.words[self.at].kind not in ("name", "number"):
                raise self.fail("a name")
            name = self.words[self.at].text
            self.at += 1
            if name in ("any", "all") and self.take("("):
                return self.some(Path(tuple(steps)), name)
            steps.append(name)
        return Path(tuple(steps))

    def index(self) -> int:
        word = self.words[self.at] if self.at < len(self.words) else None
        if word is None or not word.text.isdigit() or len(word.text) > LONGEST_INDEX:
            raise self.fail("an index")
        self.at += 1
        return int(word.text)

    def called(self, name: str) -> Node:
        arguments: list[Node] = []
        self.deeper()
        if not self.take(")"):
            arguments.append(self.either())
            while self.take(","):
                arguments.append(self.either())
            self.expect(")")
        self.depth -= 1
        return Call(name, tuple(arguments))

    def some(self, path: Path, quantifier: str) -> Node:
        self.deeper()
        if self.at >= len(self.words) or self.words[self.at].kind != "name":
            raise self.fail("a variable")
        variable = self.words[self.at].text
        self.at += 1
        self.expect(":")
        condition = self.either()
        self.expect(")")
        self.depth -= 1
        return Some(path, quantifier, variable, condition)


def literal(word: Token, where: str) -> Literal:
    """A value from its word."""
    text = word.text
    if word.kind == "number":
        return Literal("number", Decimal(text))
    if word.kind == "text":
        return Literal("text", text[1:-1].replace("''", "'"))
    if word.kind != "special":
        return Literal(word.kind, text)
    kind, _, rest = text.partition("'")
    inner = rest[:-1].replace("''", "'")
    if kind == "duration":
        return Literal("duration", micros(inner))
    if kind in ("geography", "geometry"):
        return Literal("geo", inner)
    if kind == "date":
        return Literal("date", inner)
    if kind == "datetimeoffset":
        return Literal("time", inner)
    raise Refused(f"{kind} values are not part of SensorThings", where=where)


@lru_cache(maxsize=512)
def read(text: str, where: str = "$filter") -> Node:
    """The tree of an expression; Refused with the place where it cannot be read."""
    if not text.strip():
        raise Refused("is empty", where=where)
    return Reader(text, where).whole()

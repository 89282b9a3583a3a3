"""The query options of a request: `$select`, `$expand` with options of its own, `$filter`, `$orderby`, paging."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from lingnan.engines.sense.sta.faults import Refused
from lingnan.engines.sense.sta.grammar import Node, read

MOST_ROWS = 1000
ROWS = 100
DEEPEST_EXPAND = 6
MOST_EXPANDS = 30
LONGEST = 16_000
LONGEST_NUMBER = 16  # digits
KNOWN = (
    "$select",
    "$expand",
    "$filter",
    "$orderby",
    "$count",
    "$top",
    "$skip",
    "$skiptoken",
    "$resultFormat",
    "$format",
)
ZONE = re.compile(r"(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:\d\d)")  # a plus sign that a client did not encode
FORMATS = {"dataarray": "dataArray", "csv": "CSV", "geojson": "GeoJSON", "json": ""}


@dataclass(frozen=True, kw_only=True)
class Expand:
    """One relation to bring along, with its own options."""

    name: str
    options: "Options"


@dataclass(frozen=True, kw_only=True)
class Options:
    """What was asked for. `raw` keeps each option as it was written, for the link to the next page."""

    select: tuple[str, ...] = ()
    expand: tuple[Expand, ...] = ()
    filter: Node | None = None
    orderby: tuple[tuple[Node, bool], ...] = ()  # expression, is descending
    count: bool = False
    top: int | None = None
    skip: int = 0
    token: str = ""
    format: str = ""
    raw: tuple[tuple[str, str], ...] = field(default=())

    @property
    def limit(self) -> int:
        """How many rows a page holds."""
        return min(self.top if self.top is not None else ROWS, MOST_ROWS)


PLAIN = Options()


def split(text: str, separator: str) -> Iterator[str]:
    """Parts at the separator, where it stands outside parentheses and quotes."""
    depth, quoted, start = 0, False, 0
    for at, sign in enumerate(text):
        if sign == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == separator and depth == 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def as_written(query: str) -> str:
    """WSGI hands bytes over as Latin-1: letters that a client did not encode are UTF-8."""
    try:
        return query.encode("latin-1").decode("utf-8")
    except ValueError:
        return query


def read_query(query: str) -> Options:
    """The options of a URL's query string."""
    if len(query) > LONGEST:
        raise Refused(f"the query is {len(query)} characters long", allowed=f"{LONGEST}")
    pairs = []
    for pair in as_written(query).split("&"):
        if pair:
            name, _, value = pair.partition("=")
            pairs.append((unquote_plus(name), ZONE.sub(r"\1+\2", unquote_plus(value))))
    return read_options(pairs, Budget())


class Budget:
    """How many expands one request may still have."""

    def __init__(self) -> None:
        self.left = MOST_EXPANDS

    def spend(self, depth: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise Refused("too many relations", where="$expand", allowed=f"{MOST_EXPANDS}")
        if depth > DEEPEST_EXPAND:
            raise Refused("nested too deeply", where="$expand", allowed=f"{DEEPEST_EXPAND}")


def read_options(pairs: Iterable[tuple[str, str]], budget: Budget, depth: int = 0) -> Options:
    """Options from (name, value) pairs; an unknown `$name` or one given twice is refused, other names are passed by."""
    given: dict[str, str] = {}
    for written, value in pairs:
        name = written.strip()
        if not name.startswith("$"):
            continue
        if name not in KNOWN:
            raise Refused(f"unknown option {name}", allowed=", ".join(KNOWN))
        if name in given:
            raise Refused("given twice", where=name)
        given[name] = value.strip()
    return Options(
        select=names(given.get("$select", "")),
        expand=tuple(read_expand(given["$expand"], budget, depth)) if "$expand" in given else (),
        filter=read(given["$filter"]) if "$filter" in given else None,
        orderby=tuple(read_order(given["$orderby"])) if "$orderby" in given else (),
        count=read_flag(given["$count"]) if "$count" in given else False,
        top=read_number("$top", given["$top"]) if "$top" in given else None,
        skip=read_number("$skip", given["$skip"]) if "$skip" in given else 0,
        token=given.get("$skiptoken", ""),
        format=read_format(given.get("$resultFormat", "")),
        raw=tuple(given.items()),
    )


def names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip() and part.strip() != "*")


def read_flag(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise Refused(f"{text!r}", where="$count", allowed="true, false")
    return text.lower() == "true"


def read_number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER):
        raise Refused(f"{text!r} is no whole number", where=name, allowed="0 and above")
    return int(text)


def read_format(text: str) -> str:
    if text and text.lower() not in FORMATS:
        raise Refused(f"{text!r}", where="$resultFormat", allowed="dataArray, CSV, GeoJSON")
    return FORMATS.get(text.lower(), "")


def read_order(text: str) -> Iterator[tuple[Node, bool]]:
    for part in split(text, ","):
        words = part.strip()
        lowered = words.lower()
        is_down = lowered.endswith(" desc")
        if is_down or lowered.endswith(" asc"):
            words = words.rpartition(" ")[0]
        yield read(words, "$orderby"), is_down


def read_expand(text: str, budget: Budget, depth: int) -> Iterator[Expand]:
    """`Datastreams($top=1;$expand=Sensor),Locations` and the short form `Datastreams/Sensor`."""
    found: dict[str, Expand] = {}
    for part in split(text, ","):
        path, bracket, inside = part.strip().partition("(")
        if bracket and not inside.endswith(")"):
            raise Refused(f"{part.strip()!r} has no closing parenthesis", where="$expand")
        first, _, rest = path.strip().partition("/")
        budget.spend(depth)
        if rest:  # the options belong to the last step
            tail = f"{rest}({inside}" if bracket else rest
            options = read_options([("$expand", tail)], budget, depth + 1)
        else:
            pairs = [tuple(pair.strip().partition("=")[::2]) for pair in split(inside[:-1], ";")] if bracket else []
            options = read_options([(str(a), str(b)) for a, b in pairs if a], budget, depth + 1)
        if not first:
            raise Refused("is empty", where="$expand")
        found[first] = (
            joined(found[first], Expand(name=first, options=options))
            if first in found
            else Expand(name=first, options=options)
        )
    return iter(found.values())


def joined(one: Expand, other: Expand) -> Expand:
    """`A/B,A/C` asks for A once, with both."""
    base = one.options if one.options.raw and one.options.raw[0][0] != "$expand" else other.options
    raw = tuple(pair for pair in base.raw if pair[0] != "$expand")
    both = [pair[1] for options in (one.options, other.options) for pair in options.raw if pair[0] == "$expand"]
    if both:
        raw = (*raw, ("$expand", ",".join(both)))
    merged = {**base.__dict__, "expand": (*one.options.expand, *other.options.expand), "raw": raw}
    return Expand(name=one.name, options=Options(**merged))

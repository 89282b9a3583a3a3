"""Conformance cases: files of inputs with the results that somebody else expects, run against the product.

A kind of case file is registered under its file names by the room that owns the arithmetic or the codec:

>>> register(CaseKind(names=("squares.json",), load=document_cases("cases", expects=("square",)),
...                   run=lambda case: {"square": case["n"] * case["n"]}))

Case files come from outside: whatever is in them, the walk names the fault with its file and line, and goes on.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lingnan.core.errors import Fault, LingnanError
from lingnan.core.registry import Registry

# Keys that a case may carry beside its expectation; they are never compared (shared/data/CASES.md).
NOT_COMPARED = frozenset({"note", "raw", "body_hex"})
LARGEST_FILE = 256 * 2**20
ABSURD = 1000  # an exponent beyond this is hostile, not a measurement
SHORT = 80
# What a case with hostile content may make a pure function raise: the case fails, the walk goes on.
CONTENT_ERRORS = (LingnanError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

Json = Any  # the values of a JSON document, which have no narrower type
Content = Mapping[str, Json]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case: what goes in, and what should come out (None: the expected part was taken away)."""

    id: str
    input: Content
    expected: Content | None


@dataclass(frozen=True, kw_only=True)
class CaseKind:
    """How the case files of certain names are read and computed. `run` never sees what is expected."""

    names: tuple[str, ...]
    load: Callable[[Path], Iterable[Case | Fault]]
    run: Callable[[Content], Content]


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one case. `passed` is None where nothing was expected; `differences` says what is wrong."""

    id: str
    got: Content
    passed: bool | None
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """One file of the walk: unknown, or its results and the faults of its lines."""

    name: str
    known: bool
    results: tuple[Result, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def passed(self) -> int:
        return sum(result.passed is True for result in self.results)

    @property
    def failures(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.passed is False or result.differences)


KINDS: Registry[CaseKind] = Registry("case file")


def register(kind: CaseKind) -> None:
    """Make the files of these names known to `lingnan conformance`."""
    for name in kind.names:
        KINDS.register(name, kind)


# --- reading case files


class _Unreadable(ValueError):
    """The text is no JSON document that we take."""


def _refuse_constant(name: str) -> Json:
    raise _Unreadable(f"{name} is not JSON")


def parse(text: str) -> Json:
    """A JSON document; numbers with a point stay Decimal, so that their written digits are known."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except RecursionError:
        raise _Unreadable("nested too deeply") from None


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST_FILE:
        raise _Unreadable(f"larger than {LARGEST_FILE} bytes")
    return path.read_text(encoding="utf-8-sig")


def _reason(error: ValueError | OSError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
    return f"cannot be read: {error}"


def _case(found: Json, *, where: str, number: str, expects: Sequence[str]) -> Case | Fault:
    if not isinstance(found, dict):
        return Fault(where=where, reason=f"a case is an object, this is {type(found).__name__}")
    expected = found.get("expect")
    if expected is None and expects:
        expected = {key: found[key] for key in expects if key in found} or None
    elif expected is not None and not isinstance(expected, dict):
        expected = {"outcome": expected}
    hidden = {"expect", *expects}
    given = {key: value for key, value in found.items() if key not in hidden}
    return Case(id=str(found.get("id") or number), input=given, expected=expected)


def line_cases(*, expects: Sequence[str] = ()) -> Callable[[Path], Iterator[Case | Fault]]:
    """A loader of files with one case a line. The expectation is `expect`, or the keys `expects` of the case."""

    def load(path: Path) -> Iterator[Case | Fault]:
        try:
            lines = _text(path).split("\n")
        except (ValueError, OSError) as error:
            yield Fault(where=path.name, reason=_reason(error))
            return
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _line_case(line, where=f"{path.name}:{number}", number=f"line-{number}", expects=expects)

    return load


def _line_case(line: str, *, where: str, number: str, expects: Sequence[str]) -> Case | Fault:
    try:
        return _case(parse(line), where=where, number=number, expects=expects)
    except ValueError as error:
        return Fault(where=where, reason=_reason(error))


def document_cases(*lists: str, expects: Sequence[str] = ()) -> Callable[[Path], Iterator[Case | Fault]]:
    """A loader of one JSON document whose `lists` (at least one must be there) hold the cases."""

    def load(path: Path) -> Iterator[Case | Fault]:
        try:
            document = parse(_text(path))
        except (ValueError, OSError) as error:
            yield Fault(where=path.name, reason=_reason(error))
            return
        if not isinstance(document, dict) or not any(isinstance(document.get(name), list) for name in lists):
            yield Fault(where=path.name, reason=f"no list of cases here (allowed: {', '.join(lists)})")
            return
        for name in lists:
            yield from _listed(document.get(name, []), where=f"{path.name}:{name}", expects=expects)

    return load


def _listed(cases: Json, *, where: str, expects: Sequence[str]) -> Iterator[Case | Fault]:
    if not isinstance(cases, list):
        yield Fault(where=where, reason="not a list")
        return
    for number, found in enumerate(cases, start=1):
        yield _case(found, where=f"{where}[{number}]", number=f"{where}[{number}]", expects=expects)


# --- comparing


def differences(expected: Json, got: Json, *, at: str = "") -> Iterator[str]:
    """What is wrong with `got`, each with its place; nothing where it agrees (shared/data/CASES.md)."""
    if isinstance(expected, Mapping):
        yield from _mapping(expected, got, at=at)
    elif isinstance(expected, list | tuple):
        yield from _list(expected, got, at=at)
    elif not _same(expected, got):
        yield f"{at or 'value'}: expected {_short(expected)}, got {_short(got)}"


def _mapping(expected: Content, got: Json, *, at: str) -> Iterator[str]:
    if not isinstance(got, Mapping):
        yield f"{at or 'value'}: expected an object, got {_short(got)}"
        return
    for key, value in expected.items():
        if key in NOT_COMPARED:
            continue
        place = f"{at}.{key}" if at else str(key)
        if key not in got and value is not None:  # null means none: a key that is not there is as good
            yield f"{place}: expected {_short(value)}, got nothing"
        else:
            yield from differences(value, got.get(key), at=place)


def _list(expected: Sequence[Json], got: Json, *, at: str) -> Iterator[str]:
    if not isinstance(got, list | tuple):
        yield f"{at or 'value'}: expected a list, got {_short(got)}"
        return
    if len(expected) != len(got):
        yield f"{at or 'value'}: expected {len(expected)} items, got {len(got)}"
    for index, (one, other) in enumerate(zip(expected, got, strict=False)):
        yield from differences(one, other, at=f"{at}[{index}]")


def _same(expected: Json, got: Json) -> bool:
    if expected is None or got is None or isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, str) and str(got) == expected:
        return True
    wanted, found = _number(expected), _number(got)
    if wanted is None or found is None:
        return False
    return _within_half_unit(wanted, found)


def _number(value: Json) -> Decimal | None:
    """The number, also in a string; a text such as `0012345678` is a name, not a number."""
    if isinstance(value, int | float | Decimal):
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not isinstance(value, str) or not _looks_like_number(value):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _looks_like_number(text: str) -> bool:
    digits = text.removeprefix("-")
    whole = digits.partition(".")[0]
    return digits.replace(".", "", 1).isdecimal() and digits.isascii() and (len(whole) == 1 or whole[:1] != "0")


def _within_half_unit(wanted: Decimal, found: Decimal) -> bool:
    if not (wanted.is_finite() and found.is_finite()):
        return False
    exponent = wanted.as_tuple().exponent
    unit = min(int(exponent), 0)
    if max(abs(wanted.adjusted()), abs(found.adjusted()), -unit) > ABSURD:
        return wanted == found
    return abs(wanted - found) * 2 <= Decimal(1).scaleb(unit)


def _short(value: Json) -> str:
    text = repr(str(value)) if isinstance(value, Decimal | str) else repr(value)
    return text if len(text) <= SHORT else text[: SHORT - 3] + "..."


# --- walking


def walk(folder: Path) -> Iterator[FileReport]:
    """Every regular file below `folder` in the order of names, with the results of the known ones."""
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(root, name)
            if _is_regular(path):
                yield run_file(path, name=path.relative_to(folder).as_posix())


def _is_regular(path: Path) -> bool:
    """Is it a file that ends? A pipe, a broken link or a closed folder is passed over."""
    try:
        return path.is_file()
    except OSError:
        return False


def run_file(path: Path, *, name: str) -> FileReport:
    """Run the cases of one file, if its name is known."""
    if path.name not in KINDS:
        return FileReport(name=name, known=False)
    kind = KINDS.get(path.name)
    results: list[Result] = []
    faults: list[Fault] = []
    for case in kind.load(path):
        if isinstance(case, Fault):
            faults.append(case)
        else:
            results.append(run_case(kind, case))
    return FileReport(name=name, known=True, results=tuple(results), faults=tuple(faults))


def run_case(kind: CaseKind, case: Case) -> Result:
    """Compute one case and compare. A case that cannot be computed fails, with the reason in `got`."""
    try:
        got = kind.run(case.input)
    except CONTENT_ERRORS as error:
        reason = f"{type(error).__name__}: {error}"
        return Result(id=case.id, got={"error": reason}, passed=_failed(case), differences=(reason,))
    if case.expected is None:
        return Result(id=case.id, got=got, passed=None)
    found = tuple(differences(case.expected, got))
    return Result(id=case.id, got=got, passed=not found, differences=found)


def _failed(case: Case) -> bool | None:
    return None if case.expected is None else False

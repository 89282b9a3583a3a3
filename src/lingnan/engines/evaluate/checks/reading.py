"""Tables from files, known by their header: long (city × year × indicator), daily, city and county."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lingnan.core.errors import Fault, Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate.checks.facts import shipped_facts
from lingnan.engines.evaluate.checks.table import Cell, Table

Row = Mapping[str, str]
MOST_BYTES = 32 * 1024 * 1024
MOST_FAULTS = 20
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
LONG = ("city_code", "city", "year", "indicator", "value")
DAY_OF_YEAR = ("city_code", "city", "year", "day_of_year")
BY_DATE = ("city_code", "city", "date")
NESTED = ("city_code", "city", "unit_level")
BESIDE = {*LONG[:3], *DAY_OF_YEAR, *BY_DATE, *NESTED, "city_en", "county_en", "county", "lon", "lat", "source", "flag"}


def read_table(path: Path) -> Table:
    """The table in a CSV file; an unknown header, or a value that is no number, is refused with its place."""
    if not path.is_file():
        raise Invalid(path.name, Label(zh="没有这个文件", en="There is no such file"))
    if path.stat().st_size > MOST_BYTES:
        raise Invalid(
            path.name,
            Label(
                zh=f"文件超过 {MOST_BYTES // 1024 // 1024} MB", en=f"The file is over {MOST_BYTES // 1024 // 1024} MB"
            ),
        )
    return table_of(path.name, path.read_bytes())


def table_of(name: str, content: bytes) -> Table:
    """The table in the content of a CSV file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            name,
            Label(zh="不是 UTF-8 编码的 CSV；请另存为 CSV（UTF-8）", en="Not a CSV in UTF-8; save it as CSV (UTF-8)"),
        ) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = reader.fieldnames or []
    read = next((form for columns, form in _FORMS if set(columns) <= set(header)), None)
    if read is None:
        known = "；".join(",".join(columns) for columns, _ in _FORMS)
        raise Invalid(
            name,
            Label(
                zh=f"认不出表头：{', '.join(header)[:120] or '空文件'}（能认：{known}）",
                en=f"Unknown header: {', '.join(header)[:120] or 'empty file'} (known: {known})",
            ),
        )
    faults: list[Fault] = []
    cells: list[Cell] = []
    register = shipped_facts().divisions
    names = {register.parent: register.parent_name} if register else {}
    for row in reader:
        try:
            cells.extend(read(row, reader.line_num, name))
        except ValueError as error:
            faults.append(
                Fault(
                    where=Label(zh=f"{name} 第 {reader.line_num} 行", en=f"{name}, line {reader.line_num}"),
                    reason=str(error),
                    allowed=Label(zh="数字，或留空", en="a number, or empty"),
                )
            )
            continue
        names[row["city_code"]] = row["city"]
    if faults:
        raise Invalid(
            name,
            Label(zh=f"{len(faults)} 行读不懂", en=f"{len(faults)} lines cannot be read"),
            faults=tuple(faults[:MOST_FAULTS]),
        )
    return Table(name, tuple(cells), names)


def _long(row: Row, line: int, name: str) -> Iterator[Cell]:
    yield Cell(
        series=row["indicator"].strip(), region=row["city_code"].strip(), period=_year(row["year"]),
        value=_number(row["value"]), unit=(row.get("unit") or "").strip(), source=(row.get("source") or "").strip(),
        note=(row.get("flag") or "").strip(), parent=parent_of(row["city_code"].strip()), line=line,
    )  # fmt: skip


def _day_of_year(row: Row, line: int, name: str) -> Iterator[Cell]:
    day = date(int(_year(row["year"])), 1, 1) + timedelta(days=int(row["day_of_year"]) - 1)
    yield from _columns(row, line, period=day.isoformat())


def _by_date(row: Row, line: int, name: str) -> Iterator[Cell]:
    yield from _columns(row, line, period=date.fromisoformat(row["date"].strip()).isoformat())


def _nested(row: Row, line: int, name: str) -> Iterator[Cell]:
    found = YEAR.search(row.get("year") or name)
    yield from _columns(row, line, period=found.group() if found else "", county=_county(row))


def _county(row: Row) -> str:
    if row["unit_level"] == "city":
        return ""
    return (row.get("county") or row.get("county_en") or "").strip() or "?"


def _columns(row: Row, line: int, *, period: str, county: str = "") -> Iterator[Cell]:
    """One cell for each column that is a series."""
    code = row["city_code"].strip()
    for column, text in row.items():
        if column is None or text is None:
            raise ValueError("列数与表头不同")
        if column not in BESIDE:
            yield Cell(
                series=column, region=f"{code}/{county}" if county else code, period=period, value=_number(text),
                parent=code if county else parent_of(code), line=line,
            )  # fmt: skip


def parent_of(code: str) -> str:
    """The province of a city of the register; nothing for any other code."""
    register = shipped_facts().divisions
    return register.parent if register and code in register.cities else ""


def _year(text: str) -> str:
    if not YEAR.fullmatch(text.strip()):
        raise ValueError(f"{text!r} 不是年份")
    return text.strip()


def _number(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} 不是数字") from None
    if not number.is_finite():
        raise ValueError(f"{text!r} 不是数字")
    return number


_FORMS: Sequence[tuple[Sequence[str], Callable[[Row, int, str], Iterator[Cell]]]] = (
    (LONG, _long),
    (DAY_OF_YEAR, _day_of_year),
    (BY_DATE, _by_date),
    (NESTED, _nested),
)

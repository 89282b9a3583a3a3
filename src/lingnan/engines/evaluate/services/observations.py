"""Taking in a file of values: every row right or nothing stored, every fault named by file, line and column."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction

from lingnan.core.errors import Fault, Invalid
from lingnan.core.labels import Label
from lingnan.core.missing import MissingReason
from lingnan.engines.evaluate.actions import IMPORT_VALUES
from lingnan.engines.evaluate.catalogue import FILE_UNITS
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.models import IndicatorValue, ValueFile
from lingnan.engines.evaluate.services.quality import raise_flags
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.audit import record
from lingnan.engines.identity.models import Region
from lingnan.engines.identity.rights import require

COLUMNS = ("city_code", "city", "year", "indicator", "value", "unit", "source", "flag")
MOST_BYTES = 32 * 1024 * 1024
MOST_FAULTS = 50  # after these the rest is only counted
FIRST_YEAR, LAST_YEAR = 1949, 2100
LONGEST_SOURCE = 60  # it is the vintage too
BATCH = 1000
Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ValueRow:
    """One row of the file, understood."""

    line: int
    region: str
    period: str
    indicator: str
    value: Decimal | None
    unit: str
    source: str
    note: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.indicator, self.region, self.period, self.source)


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did."""

    file: int
    rows: int
    new: int
    unchanged: int
    flags: int


def import_values(by: Actor, file: Path, *, is_sample: bool = False) -> Imported:
    """Take in the file at this path; see `import_content`."""
    if not file.is_file():
        raise Invalid(file.name, Label(zh="没有这个文件", en="There is no such file"))
    if file.stat().st_size > MOST_BYTES:
        raise Invalid(
            file.name,
            Label(
                zh=f"文件有 {file.stat().st_size // 1024 // 1024} MB，最多 {MOST_BYTES // 1024 // 1024} MB",
                en=f"The file has {file.stat().st_size // 1024 // 1024} MB, at most {MOST_BYTES // 1024 // 1024} MB",
            ),
        )
    return import_content(by, name=file.name, content=file.read_bytes(), is_sample=is_sample)


def import_content(by: Actor, *, name: str, content: bytes, is_sample: bool = False) -> Imported:
    """Store every value of a long CSV as approved, or refuse the whole with its faults."""
    require(by, IMPORT_VALUES)
    rows = read_rows(name, content, cities=dict(Region.objects.filter(level="city").values_list("code", "name")))
    with transaction.atomic():
        file = ValueFile.objects.create(
            name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            rows=len(rows),
            imported_at=datetime.now(UTC),
            imported_by=by.name,
        )
        fresh = _fresh(name, rows)
        IndicatorValue.objects.bulk_create([_stored(row, file, is_sample) for row in fresh], batch_size=BATCH)
        flags = raise_flags(sorted({row.indicator for row in fresh}))
        result = Imported(file=file.pk, rows=len(rows), new=len(fresh), unchanged=len(rows) - len(fresh), flags=flags)
        record(
            by=by,
            verb="evaluate.import_values",
            about=f"evaluate.file:{file.pk}",
            summary=f"导入指标数据 {name}：{len(rows)} 行，新增 {result.new} 个数值，{flags} 个带质量标记",
            after={"sha256": file.sha256, "rows": len(rows), "new": result.new},
        )
    return result


def _stored(row: ValueRow, file: ValueFile, is_sample: bool) -> IndicatorValue:
    return IndicatorValue(
        indicator=row.indicator,
        region_id=row.region,
        period=row.period,
        vintage=row.source,
        value=row.value,
        unit=row.unit,
        source=row.source,
        note=row.note,
        missing="" if row.value is not None else MissingReason.NOT_REPORTED,
        file=file,
        line=row.line,
        is_sample=is_sample,
        state="approved",  # published statistics: approved by whoever published them, taken in by the importer
        recorded_at=file.imported_at,
        recorded_by=file.imported_by,
    )


def _fresh(name: str, rows: list[ValueRow]) -> list[ValueRow]:
    """The rows not stored yet. A row that says something else than the same vintage in the database is refused."""
    kept = {
        (indicator, region, period, vintage): value
        for indicator, region, period, vintage, value in IndicatorValue.objects.filter(
            indicator__in={row.indicator for row in rows}
        ).values_list("indicator", "region_id", "period", "vintage", "value")
    }
    faults = [
        Fault(
            where=Label(zh=f"{name} 第 {row.line} 行“value”列", en=f"{name}, line {row.line}, column “value”"),
            reason=Label(
                zh=f"库里同一版本的数是 {kept[row.key]}，这里是 {row.value}",
                en=f"the value kept for this version is {kept[row.key]}, here it is {row.value}",
            ),
            allowed=Label(zh="修订数请换一个 source（版本）", en="a revised value needs another source (version)"),
        )
        for row in rows
        if row.key in kept and kept[row.key] != row.value
    ]
    if faults:
        raise Invalid(
            name,
            Label(
                zh=f"{len(faults)} 个数与库里的不同，什么也没有存",
                en=f"{len(faults)} values differ from those kept; nothing was stored",
            ),
            faults=tuple(faults[:MOST_FAULTS]),
        )
    return [row for row in rows if row.key not in kept]


def read_rows(name: str, content: bytes, *, cities: Mapping[str, str]) -> list[ValueRow]:
    """The rows of the file, or every fault by file, line and column. Needs no database."""
    rows: list[ValueRow] = []
    faults: list[Fault] = []
    first_at: dict[tuple[str, str, str, str], int] = {}
    reader = _reader(name, content)
    for given in reader:
        line = reader.line_num
        wrong = list(_faults(given, where=f"{name} 第 {line} 行", cities=cities))
        if not wrong:
            row = _row(given, line)
            if row.key in first_at:
                wrong = [
                    Fault(
                        where=Label(zh=f"{name} 第 {line} 行", en=f"{name}, line {line}"),
                        reason=Label(zh=f"与第 {first_at[row.key]} 行重复", en=f"the same as line {first_at[row.key]}"),
                        allowed=Label(
                            zh="每市每年每指标每来源一行", en="one line for each city, year, indicator and source"
                        ),
                    )
                ]
            else:
                first_at[row.key] = line
                rows.append(row)
        faults += wrong
    if faults:
        raise Invalid(
            name,
            Label(zh=f"{len(faults)} 处有错，什么也没有存", en=f"{len(faults)} faults; nothing was stored"),
            faults=tuple(faults[:MOST_FAULTS]),
        )
    if not rows:
        raise Invalid(name, Label(zh="只有表头，没有数据行", en="Only a header, no rows"))
    return rows


def _reader(name: str, content: bytes) -> "csv.DictReader[str]":
    if len(content) > MOST_BYTES:
        raise Invalid(
            name,
            Label(
                zh=f"文件有 {len(content) // 1024 // 1024} MB，最多 {MOST_BYTES // 1024 // 1024} MB",
                en=f"The file has {len(content) // 1024 // 1024} MB, at most {MOST_BYTES // 1024 // 1024} MB",
            ),
        )
    if not content.strip():
        raise Invalid(
            name,
            Label(
                zh="文件是空的；应为 CSV，第一行是列名", en="The file is empty; a CSV with column names first is wanted"
            ),
        )
    if content[:2] == b"PK" or content[:4] in (b"%PDF", b"\xd0\xcf\x11\xe0") or b"\0" in content[:4096]:
        raise Invalid(
            name, Label(zh="这不是 CSV 文件；请另存为 CSV（UTF-8）", en="This is no CSV; save it as CSV (UTF-8)")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Invalid(
            name,
            Label(
                zh=f"第 {line} 行不是 UTF-8 编码；请另存为 CSV（UTF-8）",
                en=f"Line {line} is not UTF-8; save it as CSV (UTF-8)",
            ),
        ) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = reader.fieldnames or []
    if lacking := [column for column in COLUMNS[:-1] if column not in header]:
        raise Invalid(
            name,
            Label(
                zh=f"第 1 行缺少列 {'、'.join(lacking)}；应有 {', '.join(COLUMNS)}",
                en=f"Line 1 lacks the columns {', '.join(lacking)}; wanted: {', '.join(COLUMNS)}",
            ),
        )
    return reader


def _faults(given: Row, *, where: str, cities: Mapping[str, str]) -> Iterator[Fault]:
    """What is wrong with one row."""
    if None in given or any(given.get(column) is None for column in COLUMNS[:-1]):
        yield Fault(
            where=where,
            reason=Label(zh="列数与表头不同", en="not as many columns as the header"),
            allowed=Label(zh=f"{len(COLUMNS)} 列", en=f"{len(COLUMNS)} columns"),
        )
        return
    yield from _place_faults(given, where=where, cities=cities)
    year = given["year"].strip()
    if not (year.isascii() and year.isdigit() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        yield Fault(
            where=Label(zh=f"{where}“year”列", en=f"{where} “year”"),
            reason=Label(zh=f"{year!r} 不是年份", en=f"{year!r} is no year"),
            allowed=f"{FIRST_YEAR}–{LAST_YEAR}",
        )
    key = given["indicator"].strip()
    if key not in INDICATORS:
        yield Fault(
            where=Label(zh=f"{where}“indicator”列", en=f"{where} “indicator”"),
            reason=Label(zh=f"没有指标 {key!r}", en=f"there is no indicator {key!r}"),
            allowed=Label(zh="见指标目录", en="see the catalogue of indicators"),
        )
    elif key in FILE_UNITS and given["unit"].strip() != FILE_UNITS[key]:
        yield Fault(
            where=Label(zh=f"{where}“unit”列", en=f"{where} “unit”"),
            reason=Label(zh=f"单位是 {given['unit']!r}", en=f"the unit is {given['unit']!r}"),
            allowed=FILE_UNITS[key],
        )
    if given["value"].strip() and _number(given["value"]) is None:
        yield Fault(
            where=Label(zh=f"{where}“value”列", en=f"{where} “value”"),
            reason=Label(zh=f"应为数字，写的是“{given['value']}”", en=f"a number is wanted, not “{given['value']}”"),
            allowed=Label(zh="数字，或留空表示未报送", en="a number, or empty for not reported"),
        )
    source = given["source"].strip()
    if not source or len(source) > LONGEST_SOURCE:
        yield Fault(
            where=Label(zh=f"{where}“source”列", en=f"{where} “source”"),
            reason=Label(
                zh="没有写来源" if not source else "来源太长",
                en="no source" if not source else "the source is too long",
            ),
            allowed=Label(zh="1–60 字", en="1–60 characters"),
        )


def _place_faults(given: Row, *, where: str, cities: Mapping[str, str]) -> Iterator[Fault]:
    code, city = given["city_code"].strip(), given["city"].strip()
    if code not in cities:
        yield Fault(
            where=Label(zh=f"{where}“city_code”列", en=f"{where} “city_code”"),
            reason=Label(zh=f"没有代码为 {code!r}（{city}）的市", en=f"there is no city with code {code!r} ({city})"),
            allowed=Label(zh="21 个地级以上市的六位代码", en="the six digits of one of the 21 cities"),
        )
    elif city != cities[code]:
        yield Fault(
            where=Label(zh=f"{where}“city”列", en=f"{where} “city”"),
            reason=Label(zh=f"{code} 是{cities[code]}，写的是“{city}”", en=f"{code} is {cities[code]}, not “{city}”"),
            allowed=cities[code],
        )


def _row(given: Row, line: int) -> ValueRow:
    return ValueRow(
        line=line,
        region=given["city_code"].strip(),
        period=given["year"].strip(),
        indicator=given["indicator"].strip(),
        value=_number(given["value"]),
        unit=given["unit"].strip(),
        source=given["source"].strip(),
        note=(given.get("flag") or "").strip(),
    )


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None

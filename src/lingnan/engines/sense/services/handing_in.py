"""Readings handed in over HTTP, and history as CSV: all of it or none, every faulty line named, the same again once."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from lingnan.core import clock
from lingnan.core.errors import Fault, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.arrivals import Arrival
from lingnan.engines.sense.declare import DIRECT, PROPERTIES, STATISTICS
from lingnan.engines.sense.models import Device, Station
from lingnan.engines.sense.protocols.base import CST, number
from lingnan.engines.sense.quality import HJ212
from lingnan.engines.sense.services.ingest import ingest

READINGS_AT_MOST = 1000  # in one push
LINES_AT_MOST = 200_000  # of one file
LINES_IN_A_FRAME = 1000
FAULTS_NAMED = 200
COLUMNS = ("property", "statistic", "observed_at", "value", "flag")
FILE = Label(zh="文件", en="File")


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """One value as it was handed in; `code` is the key of its property."""

    code: str
    statistic: str
    observed_at: datetime
    value: Decimal | None
    flag: str = ""


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """What became of it. `same` were there already."""

    readings: int
    stored: int
    revised: int

    @property
    def same(self) -> int:
        return self.readings - self.stored - self.revised


def push(*, by: Actor, station: str, readings: Sequence[Mapping[str, object]]) -> HandedIn:
    """Readings of a station, all or none; each is a mapping of COLUMNS."""
    place = _station(by, station)
    if not 1 <= len(readings) <= READINGS_AT_MOST:
        raise Invalid(
            "readings",
            Label(zh=f"1 到 {READINGS_AT_MOST} 个值，您给了 {len(readings)} 个", en=f"1 to {READINGS_AT_MOST} values"),
        )
    rows = [{key: str(one.get(key) if one.get(key) is not None else "") for key in COLUMNS} for one in readings]
    given, faults = _read((f"readings[{place}]", row) for place, row in enumerate(rows))
    _refuse(faults, "readings")
    raw = json.dumps({"station": station, "readings": rows}, ensure_ascii=False, sort_keys=True).encode()
    return _store(by, place, "push", [(raw, given)])


def import_history(*, by: Actor, station: str, text: str) -> HandedIn:
    """A CSV file with the columns property, statistic, observed_at, value, flag; all or none, all faults named."""
    place = _station(by, station)
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    lacking = [name for name in COLUMNS[:4] if name not in (lines.fieldnames or ())]
    if lacking:
        raise Invalid(
            FILE, Label(zh=f"第 1 行缺列：{'、'.join(lacking)}", en=f"line 1 lacks the columns {', '.join(lacking)}")
        )
    given, faults = _read(_numbered(lines))
    _refuse(faults, FILE)
    if not given:
        raise Invalid(FILE, Label(zh="没有一行数据", en="holds no line of data"))
    parts = [given[at : at + LINES_IN_A_FRAME] for at in range(0, len(given), LINES_IN_A_FRAME)]
    return _store(by, place, "csv", [(_written(part), part) for part in parts])


def _numbered(lines: "csv.DictReader[str]") -> Iterator[tuple[str, Mapping[str, str]]]:
    for count, line in enumerate(lines, start=1):
        if count > LINES_AT_MOST:
            raise Invalid(FILE, Label(zh=f"最多 {LINES_AT_MOST} 行", en=f"at most {LINES_AT_MOST} lines"))
        yield str(lines.line_num), {key: line.get(key) or "" for key in COLUMNS}


def _written(part: Sequence[Given]) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in part:
        value = "" if one.value is None else format(one.value, "f")
        rows.writerow((one.code, one.statistic, one.observed_at.isoformat(), value, one.flag))
    return out.getvalue().encode()


def _station(by: Actor, key: str) -> Station:
    place = Station.objects.filter(pk=key).first()
    if place is None:
        raise NotFound(Label(zh=f"没有站点 {key}", en=f"There is no station {key}"))
    require(by, "sense.tell", unit=place.unit_id or "", region=place.region_id)
    return place


def _refuse(faults: Sequence[Fault], field: Label | str) -> None:
    if faults:
        count = len(faults)
        why = Label(zh=f"有 {count} 处错，一个值也没有存", en=f"{count} faults: nothing was stored")
        raise Invalid(field, why, faults=tuple(faults[:FAULTS_NAMED]))


def _read(rows: Iterator[tuple[str, Mapping[str, str]]]) -> tuple[list[Given], list[Fault]]:
    given: list[Given] = []
    faults: list[Fault] = []
    for where, row in rows:
        one = _one(row)
        if isinstance(one, Given):
            given.append(one)
        else:
            line = Label(zh=f"第 {where} 行", en=f"line {where}") if where.isdecimal() else Label(zh=where, en=where)
            faults.append(Fault(where=line, reason=one))
    return given, faults


def _one(row: Mapping[str, str]) -> Given | Label:
    """The value, or what is wrong with it."""
    key, statistic, flag = row["property"].strip(), row["statistic"].strip() or "rtd", row["flag"].strip().upper()
    at, value = _moment(row["observed_at"].strip()), number(row["value"])
    if key not in PROPERTIES:
        return Label(zh=f"没有要素“{key}”", en=f'there is no property "{key}"')
    if statistic not in STATISTICS:
        return Label(zh=f"没有统计方式“{statistic}”", en=f'there is no statistic "{statistic}"')
    if at is None:
        return Label(
            zh=f"“{row['observed_at']}”不是时间，例如 2018-04-15T08:00:00+08:00",
            en=f'"{row["observed_at"]}" is no moment; write 2018-04-15T08:00:00+08:00',
        )
    if flag not in HJ212:
        return Label(zh=f"没有标记“{flag}”", en=f'there is no flag "{flag}"')
    if value is None and (row["value"].strip() or flag in {"", "N"}):
        return Label(zh=f"“{row['value']}”不是数", en=f'"{row["value"]}" is no number')
    return Given(code=key, statistic=statistic, observed_at=at, value=value, flag=flag)


def _moment(text: str) -> datetime | None:
    """An aware moment; without a zone it is the province's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=CST)


@transaction.atomic
def _store(by: Actor, place: Station, door: str, frames: Sequence[tuple[bytes, Sequence[Given]]]) -> HandedIn:
    """Through the same door as devices: frames in the log, a batch in the audit chain, alerts judged."""
    assert door in DIRECT  # noqa: S101  the declared properties are its codes
    Device.objects.get_or_create(
        protocol=door,
        address=place.pk,
        defaults={"station": place, "is_approved": True, "first_seen": clock.now()},
    )
    now = clock.now()
    arrivals = [
        Arrival(protocol=door, address=place.pk, raw=raw, readings=given, received_at=now, peer=by.name[:60])
        for raw, given in frames
    ]
    stored = ingest(arrivals, by=SYSTEM)
    readings = sum(len(given) for _, given in frames)
    audit.record(
        by=by,
        verb=f"sense.{door}",
        about=f"sense.station:{place.pk}",
        summary=f"为 {place.name} 报入 {readings} 个观测值",
        after={"batch": stored.batch, "readings": readings, "stored": stored.observations, "revised": stored.revisions},
    )
    return HandedIn(readings=readings, stored=stored.observations, revised=stored.revisions)

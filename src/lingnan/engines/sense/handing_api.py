"""The machine's door for readings: pushed as JSON, or history as CSV, with a token of the scope sense:write."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.machines import once_only, writer
from lingnan.engines.sense.services.handing_in import FILE, HandedIn, import_history, push

router = Router(tags=["sense"])
SCOPE = "sense:write"
LARGEST = 16 * 2**20  # bytes of a file


class ReadingIn(Schema):
    """A value: the key of its property, its statistic, the moment it is about, and the flag of HJ 212 if it has one."""

    property: str
    observed_at: datetime
    value: Decimal | None = None
    statistic: str = "rtd"
    flag: str = ""


class ReadingsIn(Schema):
    """Readings of one station: all are stored, or none."""

    station: str
    readings: list[ReadingIn]


class HandedOut(Schema):
    """What was stored anew, what replaced another value (which is kept as its revision), what was there already."""

    readings: int
    stored: int
    revised: int
    same: int


def _said(done: HandedIn) -> dict[str, Any]:  # Any: whatever JSON can say
    return {"readings": done.readings, "stored": done.stored, "revised": done.revised, "same": done.same}


@router.post("/readings", response=HandedOut)
def readings(request: HttpRequest, given: ReadingsIn) -> dict[str, Any]:
    """Hand readings in. The same again changes nothing, with or without an Idempotency-Key."""
    by = writer(request, SCOPE)
    rows = [
        {
            **one.dict(),
            "observed_at": one.observed_at.isoformat(),
            "value": None if one.value is None else format(one.value, "f"),
        }
        for one in given.readings
    ]
    return once_only(request, by, lambda: _said(push(by=by, station=given.station, readings=rows)))


@router.post("/stations/{key}/history", response=HandedOut)
def history(request: HttpRequest, key: str) -> dict[str, Any]:
    """History of a station as CSV (text/csv): property,statistic,observed_at,value,flag. Faults name their line."""
    by = writer(request, SCOPE)
    if len(request.body) > LARGEST:
        raise Invalid(FILE, Label(zh="最大 16 MB，请分开报入", en="at most 16 MB: hand it in in parts"))
    try:
        text = request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(FILE, Label(zh="要用 UTF-8 编码", en="must be UTF-8")) from None
    return once_only(request, by, lambda: _said(import_history(by=by, station=key, text=text)))

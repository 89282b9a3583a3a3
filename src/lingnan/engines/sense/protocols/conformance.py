"""The case kinds of the device protocols, for `lingnan conformance`."""

from collections.abc import Callable, Mapping
from typing import Any

from lingnan.core.conformance import CaseKind, Content, document_cases, line_cases, register
from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols import hj212
from lingnan.engines.sense.protocols.base import NAMES, PROTOCOLS

_HEX = frozenset("0123456789abcdefABCDEF \t\r\n")


def bytes_of(case: Content) -> bytes:
    """The frame of a case: `hex` (blanks do not count), or `text`, or `frame` in either form."""
    written = str(case["hex"] if "hex" in case else case["text"] if "text" in case else case["frame"])
    try:
        if "hex" in case or set(written) <= _HEX:
            return bytes.fromhex(written)
        return written.encode("gb18030")
    except ValueError as error:
        raise FrameError(f"the case holds no frame: {error}", 0) from None


def decoded(name: str) -> Callable[[Content], Content]:
    """Decode the case's frame by the named protocol; a refused frame says why and at which byte."""

    def run(case: Content) -> Content:
        try:
            return PROTOCOLS.get(name).decode(bytes_of(case)).fields
        except FrameError as error:
            return rejected(error)

    return run


def rejected(error: FrameError) -> dict[str, Any]:
    return {"outcome": "reject", "reason": str(error), "offset": error.offset}


def stream_outcome(buffer: bytes) -> dict[str, Any]:
    """What a stream holds: how many messages, and what had to be passed over to find them."""
    frames, rest = hj212.split(buffer)
    good: list[Mapping[str, Any]] = []
    refusals: list[FrameError] = []
    for frame in frames:
        try:
            good.append(PROTOCOLS.get("hj212").decode(frame).fields)
        except FrameError as error:
            refusals.append(error)
    if rest and len(good) <= 1 and not (good and refusals):
        return {**(good[0] if good else {}), "outcome": "wait for more", "messages": len(good), "waiting": len(rest)}
    if good:
        outcome = _accepted(len(good)) if not refusals else "resynchronise and accept"
        return {**good[0], "outcome": outcome, "messages": len(good)}
    return rejected(refusals[0]) if refusals else {"outcome": "wait for more", "waiting": 0}


def _accepted(count: int) -> str:
    return {1: "accept", 2: "two messages"}.get(count, f"{count} messages")


def refused(case: Content) -> Content:
    """An invalid frame: `outcome` is `reject`, unless we would take it."""
    got = decoded("hj212")(case)
    return got if "outcome" in got else {**got, "outcome": "accept"}


def sl651_summary(case: Content) -> Content:
    """The frames of the water sector name some fields in another way: password as number, elements by identifier."""
    fields = decoded("sl651")(case)
    if "outcome" in fields:
        return fields
    elements = fields.get("elements", ())
    observed = [element["obs_time"] for element in elements if "obs_time" in element]
    values = {one["id"]: None if one["value"] is None else str(one["value"]) for one in elements if "value" in one}
    return {
        **fields,
        "station": fields.get("station") or fields["rtu"],
        "station_type": fields.get("station_class"),
        "password": int(fields["password"], 16),
        "time": fields.get("send_time"),
        "observed": observed[0] if observed else None,
        "elements": values,
    }


for _name in NAMES:
    register(CaseKind(names=(f"{_name}.jsonl",), load=line_cases(), run=decoded(_name)))
register(CaseKind(names=("sl651_frames.json",), load=document_cases("cases"), run=sl651_summary))
register(CaseKind(names=("hj212_invalid.jsonl",), load=line_cases(), run=refused))
register(
    CaseKind(
        names=("hj212_frames.json",),
        load=document_cases("cases", "negative", expects=("length", "crc")),
        run=lambda case: stream_outcome(str(case["frame"]).encode("gb18030")),
    )
)

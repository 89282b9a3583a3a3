"""The case kinds of the device protocols, for `lingnan conformance`."""

from collections.abc import Callable, Mapping
from typing import Any

from lingnan.core.conformance import CaseKind, Content, document_cases, line_cases, register
from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols import hj212
from lingnan.engines.sense.protocols.base import PROTOCOLS


def bytes_of(case: Content) -> bytes:
    """The frame of a case: `hex` (blanks do not count), or `text`, or `frame`."""
    if "hex" in case:
        return bytes.fromhex(str(case["hex"]))
    return str(case["text"] if "text" in case else case["frame"]).encode("gb18030")


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
    if good:
        outcome = _accepted(len(good)) if not refusals else "resynchronise and accept"
        return {**good[0], "outcome": outcome, "messages": len(good)}
    return rejected(refusals[0]) if refusals else {"outcome": "wait for more", "waiting": len(rest)}


def _accepted(count: int) -> str:
    return {1: "accept", 2: "two messages"}.get(count, f"{count} messages")


def refused(case: Content) -> Content:
    """An invalid frame: `outcome` is `reject`, unless we would take it."""
    got = decoded("hj212")(case)
    return got if "outcome" in got else {**got, "outcome": "accept"}


register(CaseKind(names=("hj212.jsonl",), load=line_cases(), run=decoded("hj212")))
register(CaseKind(names=("hj212_invalid.jsonl",), load=line_cases(), run=refused))
register(
    CaseKind(
        names=("hj212_frames.json",),
        load=document_cases("cases", "negative", expects=("length", "crc")),
        run=lambda case: stream_outcome(bytes_of(case)),
    )
)

"""HJ 212 frames (2005 and 2017 editions): `##`, four digits of length, data segment, CRC, CR LF."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols.base import Message, Reading, moment, number
from lingnan.engines.sense.protocols.hj212.factors import unit_of

MARK = b"##"
HEAD = 6  # the mark and four digits of length
TAIL = 4  # the CRC; the line end is not counted
LONGEST = 9999
LARGEST_FLAG = 255  # one byte: six bits of version, split, answer
STATISTICS = frozenset({"rtd", "avg", "min", "max", "cou"})
NO_READING = frozenset({"flag", "eflag", "sampletime"})  # they qualify the other fields of their group

Group = dict[str, str]


def _crc_table() -> list[int]:
    table = []
    for start in range(256):
        register = start
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
        table.append(register)
    return table


_CRC = _crc_table()
_CRC_HIGH = bytes(entry >> 8 for entry in _CRC)
# What one step makes of the high byte is linear, so 1, 2, 4 and 8 steps are tables too.
_CRC_POWERS = [_CRC_HIGH]
for _ in range(3):
    _CRC_POWERS.append(_CRC_POWERS[-1].translate(_CRC_POWERS[-1]))
_CRC_SIXTEEN = _CRC_POWERS[-1].translate(_CRC_POWERS[-1])


def crc(data: bytes) -> str:
    """The CRC of HJ 212-2017, annex A, in four hex digits. It is not the Modbus CRC: each byte meets the register's
    high byte, and the low byte is dropped.

    >>> crc(b"QN=20120416225111069;ST=91;CN=9021;PW=122333;MN=88888880000006;Flag=1;CP=&&&&")
    '4100'
    """
    if not data:
        return "FFFF"
    data = bytes([data[0] ^ 0xFF]) + data[1:]  # the start FFFF meets the first byte
    for power in _CRC_POWERS:  # two steps of the register at once, on all pairs of bytes together
        if len(data) % 2:
            data = b"\0" + data  # the register of zeros stays zero
        first, second = data[::2].translate(power), data[1::2]
        data = (int.from_bytes(first, "big") ^ int.from_bytes(second, "big")).to_bytes(len(second), "big")
    high = index = 0
    table = _CRC_SIXTEEN  # each byte now stands for sixteen
    for byte in data:
        index = high ^ byte
        high = table[index]
    return f"{_CRC[index]:04X}"


# --- the stream

_START = re.compile(rb"##\d{4}")
_CLOSING = re.compile(rb"&&[0-9A-Fa-f]{4}(?=\r\n|\Z)")
_LINE_ENDS = b"\r\n \t\0"


def split(buffer: bytes) -> tuple[list[bytes], bytes]:
    """Frames (each with its line end) and the rest to wait for. What cannot be a frame comes out as one too: decode
    refuses it with a reason, so nothing that a device sent is lost unseen.
    """
    frames: list[bytes] = []
    position, end = 0, len(buffer)
    while position < end:
        start = _next_start(buffer, position)
        junk = buffer[position:start].strip(_LINE_ENDS)
        if junk:
            frames.append(junk)
        stop = _frame_end(buffer, start)
        if stop is None:
            return frames, buffer[start:]
        frames.append(buffer[start:stop])
        position = stop
    return [frame for frame in frames if frame.strip(_LINE_ENDS)], b""


def _next_start(buffer: bytes, position: int) -> int:
    """Where the next frame begins: at `##dddd`, or at an end of the buffer that may still become one."""
    found = _START.search(buffer, position)
    if found:
        return found.start()
    for start in range(max(position, len(buffer) - HEAD + 1), len(buffer)):
        if _may_begin(buffer[start:]):
            return start
    return len(buffer)


def _may_begin(tail: bytes) -> bool:
    return tail[:2] == MARK[: len(tail[:2])] and (len(tail) <= len(MARK) or tail[2:].isdigit())


def _frame_end(buffer: bytes, start: int) -> int | None:
    """Where the frame that begins at `start` ends; None where more must be awaited."""
    if len(buffer) - start < HEAD:
        return None if start < len(buffer) else start
    stop = start + HEAD + int(buffer[start + 2 : start + HEAD]) + TAIL
    if stop <= len(buffer) and buffer[stop - 6 : stop - TAIL] == b"&&" and not _START.search(buffer, start + 2, stop):
        return _with_line_end(buffer, stop)  # closed where its length says; decode computes the CRC
    # The length is wrong, or bytes are: the frame ends before the next mark, or where its own text closes.
    following = _START.search(buffer, start + len(MARK))
    if following and following.start() <= stop:
        return following.start()
    closed = _closing(buffer, start, following.start() if following else len(buffer))
    if closed is not None:
        return _with_line_end(buffer, closed)
    return _with_line_end(buffer, stop) if stop <= len(buffer) else None


def _closing(buffer: bytes, start: int, end: int) -> int | None:
    """Where a data segment that begins after `start` closes by its own text: `CP=&&…&&` and four hex digits."""
    end = min(end, start + HEAD + LONGEST + TAIL + 2)
    opened = buffer.find(b"CP=&&", start, end)
    found = _CLOSING.search(buffer, opened + 5, end) if opened >= 0 else None
    return found.end() if found else None


def _with_line_end(buffer: bytes, stop: int) -> int:
    return stop + 2 if buffer[stop : stop + 2] == b"\r\n" else stop


# --- one frame


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A data segment: the header fields in their order, and the groups of CP."""

    length: int
    crc: str
    head: Mapping[str, str]
    groups: Sequence[Group]

    @property
    def flag(self) -> int | None:
        text = self.head.get("Flag", "")
        return int(text[:9]) if text.isascii() and text.isdecimal() and int(text[:9]) <= LARGEST_FLAG else None

    @property
    def edition(self) -> str:
        """HJ 212-2017, table 4: the high six bits of Flag are the version, 0 for 2005 and 1 for 2017."""
        version = (self.flag or 0) >> 2
        return {0: "2005", 1: "2017"}.get(version, f"version {version}")

    @property
    def wants_answer(self) -> bool:
        return bool((self.flag or 0) & 1)

    @property
    def is_split(self) -> bool:
        return bool((self.flag or 0) & 2) or self.head.get("PNUM", "").lstrip("0") not in {"", "1"}


def parse(frame: bytes) -> Segment:
    """Check one frame from its mark to its CRC (CR LF may follow) and take it apart."""
    if frame[:2] != MARK:
        raise FrameError("no ## at the start", 0)
    digits = frame[2:HEAD]
    if len(digits) < HEAD - len(MARK) or not digits.isdigit():
        raise FrameError("four digits of length expected after ##", 2)
    length = int(digits)
    stop = HEAD + length
    text, given, tail = frame[HEAD:stop], frame[stop : stop + TAIL], frame[stop + TAIL :]
    if len(given) < TAIL or tail not in {b"", b"\r\n"}:
        there = len(frame.removesuffix(b"\r\n")) - HEAD - TAIL
        raise FrameError(f"length {length} given, {there} found", 2)
    computed = crc(text)
    if given not in {computed.encode(), computed.lower().encode()}:  # either case, but not both: that is a changed byte
        raise FrameError(f"CRC {given.decode('ascii', 'replace')} given, {computed} computed", stop)
    return _segment(_text(text), length=length, check=computed)


def _text(data: bytes) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _segment(text: str, *, length: int, check: str) -> Segment:
    head, opened, content = text.partition("CP=&&")
    if not opened:
        raise FrameError("no CP=&& in the data segment", HEAD)
    if not content.endswith("&&"):
        raise FrameError("the data area is not closed by &&", HEAD + length)
    fields = dict(_pair(item) for item in head.split(";") if item.strip())
    groups = [_group(group) for group in content[:-2].split(";") if group.strip()]
    return Segment(length=length, crc=check, head=fields, groups=groups)


def _group(text: str) -> Group:
    if " " not in text:
        try:
            return dict([item.split("=", 1) for item in text.split(",")])  # pairs, or ValueError
        except ValueError:
            pass  # an item without =: it is kept with an empty value
    return dict(map(_pair, text.split(",")))


def _pair(item: str) -> tuple[str, str]:
    key, _, value = item.partition("=")
    return key.strip(), value.strip()


def fields_of(segment: Segment) -> dict[str, object]:
    """The frame under the names of the standard."""
    fields: dict[str, object] = {"length": segment.length, "crc": segment.crc, **segment.head}
    fields["CP"] = list(segment.groups)
    fields["edition"] = segment.edition
    flag = segment.flag
    if flag is not None:
        fields["flag_bits"] = {"answer": bool(flag & 1), "split": bool(flag & 2), "version": flag >> 2}
    return fields


def decode(frame: bytes, *, edition: str | None = None) -> Message:
    """One frame with its readings, or FrameError. Where an edition is given (2005, 2017) no other is taken."""
    segment = parse(frame)
    if edition and segment.edition != edition:
        raise FrameError(f"a frame of edition {segment.edition}, expected {edition}", HEAD)
    head = segment.head
    sent_at = moment(head.get("QN", ""))
    device = head.get("MN", "")
    return Message(
        protocol="hj212",
        device_id=device,
        kind=head.get("CN", ""),
        fields=fields_of(segment),
        frame=frame,
        readings=tuple(readings_of(segment.groups, device=device, sent_at=None if segment.is_split else sent_at)),
        needs_reply=segment.wants_answer,
        password=head.get("PW"),
        sent_at=sent_at,
    )


def readings_of(groups: Iterable[Group], *, device: str, sent_at: datetime | None) -> Iterable[Reading]:
    """The values in CP. Their time is DataTime, or the factor's own SampleTime, or that of sending. In a packet of
    several DataTime may stand in the first only: the dialogue reads them together.
    """
    observed = sent_at
    for group in groups:
        if "DataTime" in group:
            observed = moment(group["DataTime"]) or sent_at
        for key, value in group.items():
            name = _name(key)
            if name is None:
                continue
            code, statistic, unit = name
            measured = number(value)
            if measured is None and statistic not in STATISTICS:
                continue  # a text (3020 Info), not a measurement that is missing
            at = moment(group[f"{code}-SampleTime"]) or observed if f"{code}-SampleTime" in group else observed
            if at is not None:
                yield Reading(device, code, at, measured, unit, group.get(f"{code}-Flag", ""), statistic)


@lru_cache(maxsize=8192)
def _name(key: str) -> tuple[str, str, str] | None:
    """Factor code, statistic and unit of a field `w01018-Avg`; None for a field that is no value."""
    code, dash, suffix = key.rpartition("-")
    statistic = suffix.lower()
    return (code, statistic, unit_of(code, statistic)) if dash and statistic not in NO_READING else None


def encode_segment(text: str) -> bytes:
    """A whole frame around a data segment."""
    data = text.encode("gb18030")
    if len(data) > LONGEST:
        raise FrameError(f"a data segment of {len(data)} bytes does not fit (at most {LONGEST})", 2)
    return MARK + f"{len(data):04d}".encode() + data + crc(data).encode() + b"\r\n"


def encode_frame(st: str, cn: str, pw: str, mn: str, flag: int | None, cp: str = "", *, qn: str = "") -> bytes:
    """A frame as a device or the platform sends it; `cp` is what stands between `&&` and `&&`.

    >>> encode_frame("91", "9021", "122333", "88888880000006", 1, qn="20120416225111069")[:30]
    b'##0077QN=20120416225111069;ST='
    """
    named = [("QN", qn), ("ST", st), ("CN", cn), ("PW", pw), ("MN", mn), ("Flag", "" if flag is None else str(flag))]
    head = ";".join(f"{key}={value}" for key, value in named if value or key not in {"QN", "Flag"})
    return encode_segment(f"{head};CP=&&{cp}&&")

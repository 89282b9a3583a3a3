"""What every codec gives: the same shape of reading and message, whatever the wire looks like.

A protocol is three pure functions: `split(buffer) -> frames, rest`, `decode(frame) -> Message` and
`reply(message) -> bytes | None`.
Sockets, timeouts and the quarantine of bad frames live in the gateway.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, Protocol

from lingnan.core.errors import FrameError
from lingnan.core.labels import Label
from lingnan.core.registry import Registry

# Device clocks keep the standard time of the country: no summer time, and no table of zones on the hot path.
CST = timezone(timedelta(hours=8), "UTC+8")

Fields = Mapping[str, Any]  # a decoded frame under the names of its standard: strings, numbers, lists of them


class Reading(NamedTuple):
    """One value in a frame. `code` is the protocol's own; `value` is None where the device sent a filler.

    `statistic` is one of rtd (at a moment), avg, min, max, cou (an amount over the period). A named tuple and no
    dataclass: a gateway makes tens of thousands a second, and a frozen dataclass takes several times as long to make.
    """

    device_id: str
    code: str
    observed_at: datetime
    value: Decimal | None
    unit: str = ""
    flag: str = ""
    statistic: str = "rtd"

    @property
    def property_code(self) -> str:
        return self.code


@dataclass(frozen=True, kw_only=True)
class Message:
    """A decoded frame. `fields` holds what the standard names; `needs_reply` says whether the sender waits for one."""

    protocol: str
    device_id: str
    kind: str
    fields: Fields
    frame: bytes
    readings: tuple[Reading, ...] = ()
    needs_reply: bool = False
    password: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a dialogue: the new state, what to send, and what was learnt."""

    state: Any  # each protocol has its own frozen state
    outgoing: tuple[bytes, ...] = ()
    readings: tuple[Reading, ...] = ()
    notes: tuple[str, ...] = field(default=())


class Memoryless:
    """A protocol whose every message stands for itself: there is no state to keep, and by default nothing to answer."""

    def reply(self, message: Message) -> bytes | None:
        """The answer to a message, or None."""
        return None

    def start(self) -> None:
        """No state."""
        return

    def step(self, state: None, message: Message) -> Step:
        """The message's own readings and answer."""
        answer = self.reply(message)
        return Step(state=None, outgoing=(answer,) if answer else (), readings=message.readings)


class DeviceProtocol(Protocol):
    """What the gateway needs to know about a protocol."""

    name: ClassVar[str]
    label: ClassVar[Label]
    default_port: ClassVar[int]
    transports: ClassVar[tuple[str, ...]]

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        """Cut a stream into frames and the rest to wait for. Broken stretches come out too: decode refuses them."""

    def decode(self, frame: bytes) -> Message:
        """Understand one frame, or raise FrameError."""

    def reply(self, message: Message) -> bytes | None:
        """The answer that the standard asks for once the frame is safely kept."""

    def start(self) -> Any:
        """The state in which a talk with one device begins; each protocol has its own."""

    def step(self, state: Any, message: Message) -> Step:
        """The same with a memory: messages in packets are put together, requests get their outcome."""


def _load_all() -> None:
    """Import the codecs: each registers its protocol."""
    from importlib import import_module  # noqa: PLC0415 - at first look-up, not at import

    for name in NAMES:
        import_module(f"{__package__}.{name}")


NAMES: Sequence[str] = ("hj212", "sl651", "szy206", "jt808", "jt809", "gb32960", "dlt645", "cjt188")
PROTOCOLS: Registry[DeviceProtocol] = Registry("protocol")
PROTOCOLS.fill_with(_load_all)


def protocol_label(name: str) -> Label:
    """What a protocol is called by the people who use it; a name that nobody registered stays as it is."""
    return PROTOCOLS.get(name).label if name in PROTOCOLS else Label(zh=name, en=name)


def bcd(data: bytes, *, at: int = 0) -> str:
    """The digits of packed decimal, or FrameError where a half byte is no digit."""
    text = data.hex()
    if not text.isdecimal():
        wrong = next(index for index, sign in enumerate(text) if not sign.isdecimal())
        raise FrameError(f"BCD expected, found {data.hex().upper()}", at + wrong // 2)
    return text


@lru_cache(maxsize=4096)
def moment(digits: str) -> datetime | None:
    """`YYYYMMDDhhmm[ss[zzz]]` as an aware time; None where it is no time."""
    if not (digits.isascii() and digits.isdecimal() and len(digits) in {12, 14, 17}):
        return None
    year, month, day, hour, minute = (int(digits[a:b]) for a, b in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12)))
    try:
        return datetime(
            year, month, day, hour, minute, int(digits[12:14] or 0), int(digits[14:] or 0) * 1000, tzinfo=CST
        )
    except ValueError:
        return None


def short_moment(digits: str) -> datetime | None:
    """`YYMMDDhhmm[ss]` of this century as an aware time."""
    return moment("20" + digits) if len(digits) in {10, 12} else None


_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{0,15})?", re.ASCII)


def number(text: str) -> Decimal | None:
    """The number as it was written, or None where there is none: no exponent, no words, nothing of absurd length."""
    text = text.strip()
    return Decimal(text) if _NUMBER.fullmatch(text) else None

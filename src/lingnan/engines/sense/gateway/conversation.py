"""The talk with one device: its protocol's machine, the packets that are coming in, orders that wait for an answer."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lingnan.engines.sense.decoding import part_of
from lingnan.engines.sense.protocols import hj212
from lingnan.engines.sense.protocols.base import DeviceProtocol, Message
from lingnan.engines.sense.protocols.orders import Order, Told, compose, told

PACKETS_AT_MOST = 4096  # of messages in packets that are coming in; the oldest message gives way


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What one message means: the message to be stored, what to send once it is kept, what it says of an order."""

    message: Message
    outgoing: tuple[bytes, ...]
    is_part: bool = False
    told: Told | None = None


class Conversation:
    """What the gateway remembers of one device on one line."""

    def __init__(self, protocol: DeviceProtocol) -> None:
        self._protocol = protocol
        self._state: Any = protocol.start()  # Any: each protocol has its own
        self._packets: OrderedDict[str, dict[int, bytes]] = OrderedDict()
        self._waiting: dict[str, int] = {}  # orders by the reference that the device repeats
        self.last: Message | None = None
        self.is_admitted = False

    def is_begun(self, message: Message) -> bool:
        """Is this a whole message, or a packet of one whose beginning is known here?"""
        part = part_of(message)
        return part is None or part[0] in self._packets

    def hear(self, message: Message) -> Heard:
        """One message through the protocol's machine."""
        step = self._protocol.step(self._state, message)
        self._state, self.last = step.state, message
        part = part_of(message)
        if part is None:
            return Heard(message=message, outgoing=step.outgoing, told=told(message))
        key, total, number = part
        packets = self._packets.setdefault(key, {})
        packets[number] = message.frame
        if len(packets) >= total and (step.readings or "complete" in step.notes):
            del self._packets[key]
            raw = b"".join(packets[place] for place in sorted(packets))
            whole = replace(message, readings=step.readings, frame=raw)
            return Heard(message=whole, outgoing=step.outgoing, told=told(message))
        self._bound()
        return Heard(message=replace(message, readings=()), outgoing=step.outgoing, is_part=bool(step.outgoing))

    def _bound(self) -> None:
        while len(self._packets) > 1 and sum(map(len, self._packets.values())) > PACKETS_AT_MOST:
            self._packets.popitem(last=False)

    def give(self, order: Order, parameters: dict[str, str], *, number: int, at: datetime) -> tuple[str, bytes] | None:
        """The reference and frame of an order to send now; None while nothing is known of the device."""
        if self.last is None:
            return None
        reference, frame = compose(order, parameters, last=self.last, at=at)
        if isinstance(self._state, hj212.Dialogue):
            self._state = hj212.ask(self._state, frame, at=at).state
        self._waiting[reference] = number
        return reference, frame

    def answered(self, said: Told) -> int | None:
        """The number of the order that the device speaks of; None where it was not given here."""
        return (
            self._waiting.get(said.reference) if said.state == "accepted" else self._waiting.pop(said.reference, None)
        )

    def tick(self, *, at: datetime) -> tuple[tuple[bytes, ...], list[int]]:
        """Time passes: frames to send again, and the orders that are given up (HJ 212-2017, 6.4)."""
        if not isinstance(self._state, hj212.Dialogue) or not self._state.asked:
            return (), []
        before = self._state.asked
        step = hj212.tick(self._state, at=at)
        self._state = step.state
        given_up = [self._waiting.pop(one) for one in before if one not in step.state.asked and one in self._waiting]
        return step.outgoing, given_up


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A device that is on the line now: its talk, and how to send to it."""

    conversation: Conversation
    send: Callable[[bytes], None]

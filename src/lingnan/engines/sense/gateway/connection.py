"""One sender: bytes in, frames to the intake, replies out once they are committed."""

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import cast

from django.db import DatabaseError

from lingnan.core import clock
from lingnan.core.errors import FrameError
from lingnan.engines.sense.decoding import arrival_of
from lingnan.engines.sense.gateway.conversation import Conversation, Heard, Line
from lingnan.engines.sense.gateway.intake import Intake, Item, Refused, Waiting
from lingnan.engines.sense.gateway.ladders import Ladders
from lingnan.engines.sense.gateway.limits import RateLimits
from lingnan.engines.sense.protocols.base import DeviceProtocol, Message
from lingnan.engines.sense.services.commands import Progress
from lingnan.engines.sense.services.packets import packets_before

log = logging.getLogger("lingnan.gateway")
DEVICES_ON_A_LINE = 64  # a data logger may speak for several
DEVICES_BY_DATAGRAM = 5000
CHUNK = 65536
ADDRESS_AT_MOST = 60
BUFFER_AT_MOST = 262_144  # of bytes that are no frame yet
IDLE = 900.0  # seconds without a byte after which a connection counts as half-open
UNFINISHED = 60.0  # seconds that a begun frame may take
BAD_IN_A_ROW = 100  # refused frames without a good one between them


class Desk:
    """What all lines share: the intake, the rate limits, the ladders, and which device is on which line."""

    def __init__(self, *, intake: Intake, limits: RateLimits) -> None:
        self.intake, self.limits = intake, limits
        self.ladders = Ladders()
        self.lines: dict[tuple[str, str], Line] = {}
        self.progress: list[Progress] = []

    def admitted(self, heard: Heard, line: Line) -> None:
        """A message was kept: its device is who it says it is, and on this line."""
        talk, message = line.conversation, heard.message
        talk.is_admitted = True
        self.lines[message.protocol, message.device_id] = line
        if heard.told and (number := talk.answered(heard.told)) is not None:
            said = heard.told
            self.progress.append(Progress(number=number, state=said.state, words=said.words))

    def left(self, conversations: Iterable[Conversation]) -> None:
        """A line ended."""
        for talk in conversations:
            key = (talk.last.protocol, talk.last.device_id) if talk.last else None
            if key and key in self.lines and self.lines[key].conversation is talk:
                del self.lines[key]


class Talks:
    """The conversations of one line, by device; the one that was silent longest gives way."""

    def __init__(self, protocol: DeviceProtocol, *, most: int) -> None:
        self._protocol, self._most = protocol, most
        self._talks: OrderedDict[object, Conversation] = OrderedDict()

    def of(self, key: object) -> tuple[Conversation, Conversation | None]:
        """The conversation with a device, and the one that gave way to it."""
        talk = self._talks.pop(key, None) or Conversation(self._protocol)
        self._talks[key] = talk
        return talk, self._talks.popitem(last=False)[1] if len(self._talks) > self._most else None

    def __iter__(self) -> Iterator[Conversation]:
        return iter(list(self._talks.values()))


def understood(frames: Sequence[bytes], protocol: DeviceProtocol, *, peer: str) -> Iterator[Message | Refused]:
    """Frames as messages, or with the reason of their refusal."""
    for frame in frames:
        try:
            message = protocol.decode(frame)
            check_address(message.device_id)
        except FrameError as error:
            yield Refused(raw=frame, error=error, protocol=protocol.name, peer=peer)
        else:
            yield message


def check_address(address: str) -> None:
    """A device number must be fit to be kept and shown; nothing else of a frame becomes a name."""
    if not address:
        raise FrameError("no device number")
    if len(address) > ADDRESS_AT_MOST or not address.isprintable():
        raise FrameError(f"a device number of at most {ADDRESS_AT_MOST} printable characters expected")


class Connection:
    """A TCP connection until it ends, is silent too long, or sends nothing but rubbish."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, protocol: DeviceProtocol, desk: Desk
    ) -> None:
        self._reader, self._writer = reader, writer
        self._protocol, self._desk = protocol, desk
        self._intake, self._limits = desk.intake, desk.limits
        self._peer = str((writer.get_extra_info("peername") or ("",))[0])
        self._talks = Talks(protocol, most=DEVICES_ON_A_LINE)
        self._bad = 0
        self._unsettled = 0
        self._settled = asyncio.Event()

    async def serve(self) -> None:
        """Read until there is nothing more to read."""
        rest = b""
        while True:
            chunk = await self._read(UNFINISHED if rest else IDLE)
            if not chunk:
                await self._leave(rest)
                return
            frames, rest = self._protocol.split(rest + chunk)
            await self._take(frames)
            await self._writer.drain()  # a device that does not read its replies is not read either
            if self._bad >= BAD_IN_A_ROW:
                return
            if len(rest) > BUFFER_AT_MOST:
                await self._leave(rest)
                return

    async def _read(self, seconds: float) -> bytes:
        """Bytes; none at the end, or when nothing came for so long."""
        try:
            async with asyncio.timeout(seconds):
                return await self._reader.read(CHUNK)
        except TimeoutError:
            return b""

    async def _take(self, frames: Sequence[bytes]) -> None:
        items: list[Item] = []
        sent: Counter[str] = Counter()
        received_at = clock.now()
        for one in understood(frames, self._protocol, peer=self._peer):
            if isinstance(one, Refused):
                items.append(one)
                continue
            items.append(await self._heard(one, received_at))
            sent[one.device_id] += 1
        if not items:
            return
        self._bad = 0 if sent else self._bad + len(items)
        self._unsettled += sent.total()
        await self._intake.put(items)
        wait = max((self._limits.take(address, count) for address, count in sent.items()), default=0.0)
        if wait:
            await asyncio.sleep(wait)

    async def _heard(self, message: Message, received_at: datetime) -> Waiting:
        """The message through its device's conversation, ready to be stored."""
        talk, gone = self._talks.of(message.device_id)
        if gone is not None:
            self._desk.left([gone])
        if not talk.is_begun(message):
            await self._recall(talk, message)
        heard = talk.hear(message)
        arrival = arrival_of(heard.message, peer=self._peer, received_at=received_at, is_part=heard.is_part)
        return Waiting(arrival=arrival, settle=partial(self._settle, talk, heard, message))

    async def _recall(self, talk: Conversation, message: Message) -> None:
        """Packets that were acknowledged on an earlier line are part of this message too: take them from the log."""
        try:
            for earlier in await self._intake.run(partial(packets_before, message)):
                talk.hear(earlier)
        except DatabaseError:
            log.exception("earlier packets could not be read; the device will be asked for them or send them again")

    async def _leave(self, rest: bytes) -> None:
        """What was begun and never finished is kept with its reason."""
        if rest.strip():
            error = FrameError("the frame was not finished", len(rest))
            await self._intake.put([Refused(raw=rest, error=error, protocol=self._protocol.name, peer=self._peer)])

    def _settle(self, talk: Conversation, heard: Heard, message: Message, is_kept: bool) -> None:
        """A frame was committed (or refused): send what it is answered, if the device is still there."""
        self._unsettled -= 1
        outgoing = heard.outgoing if is_kept else ()
        self._desk.ladders.note(message, outgoing=outgoing)
        if is_kept:
            self._desk.admitted(heard, Line(conversation=talk, send=self.send))
        for reply in outgoing:
            self.send(reply)
        if not self._unsettled:
            self._settled.set()

    def send(self, frame: bytes) -> None:
        """Bytes to the device, if it is still there."""
        if not self._writer.is_closing():
            self._writer.write(frame)

    def ended(self) -> None:
        """Nobody of this line can be reached any more."""
        self._desk.left(self._talks)

    async def settled(self) -> None:
        """Wait until every frame that was read is answered; a device may stop sending before it has its replies."""
        while self._unsettled:
            self._settled.clear()
            await self._settled.wait()


class Datagrams(asyncio.DatagramProtocol):
    """UDP: a datagram holds whole frames. When the intake is full it is dropped unanswered, and the device resends."""

    def __init__(self, *, protocol: DeviceProtocol, desk: Desk) -> None:
        self._protocol, self._desk = protocol, desk
        self._talks = Talks(protocol, most=DEVICES_BY_DATAGRAM)
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)  # the event loop's own class is not a subclass

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._desk.intake.is_full:
            return
        frames, rest = self._protocol.split(data)
        whole = [*frames, rest] if rest.strip() else frames
        received_at = clock.now()
        items: list[Item] = []
        for one in understood(whole, self._protocol, peer=addr[0]):
            if isinstance(one, Refused):
                items.append(one)
                continue
            talk, gone = self._talks.of((addr, one.device_id))
            if gone is not None:
                self._desk.left([gone])
            heard = talk.hear(one)
            arrival = arrival_of(heard.message, peer=addr[0], received_at=received_at, is_part=heard.is_part)
            line = Line(conversation=talk, send=partial(self._send, addr))
            items.append(Waiting(arrival=arrival, settle=partial(self._settle, line, heard, one)))
        self._desk.intake.put_now(items)

    def _settle(self, line: Line, heard: Heard, message: Message, is_kept: bool) -> None:
        outgoing = heard.outgoing if is_kept else ()
        self._desk.ladders.note(message, outgoing=outgoing)
        if is_kept:
            self._desk.admitted(heard, line)
        for reply in outgoing:
            line.send(reply)

    def _send(self, addr: tuple[str, int], frame: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.sendto(frame, addr)

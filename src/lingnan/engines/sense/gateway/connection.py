"""One sender: bytes in, frames to the intake, replies out once they are committed."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

from lingnan.core import clock
from lingnan.core.errors import FrameError
from lingnan.engines.sense.decoding import arrival_of
from lingnan.engines.sense.gateway.intake import Intake, Item, Refused, Waiting
from lingnan.engines.sense.gateway.limits import RateLimits
from lingnan.engines.sense.protocols.base import DeviceProtocol

CHUNK = 65536
ADDRESS_AT_MOST = 60
BUFFER_AT_MOST = 262_144  # of bytes that are no frame yet
IDLE = 900.0  # seconds without a byte after which a connection counts as half-open
UNFINISHED = 60.0  # seconds that a begun frame may take
BAD_IN_A_ROW = 100  # refused frames without a good one between them


def items_of(
    frames: Sequence[bytes], protocol: DeviceProtocol, *, peer: str, settle: Callable[[bytes | None], None]
) -> list[Item]:
    """Decode frames: good ones with their reply, the others with the reason of their refusal."""
    received_at = clock.now()
    items: list[Item] = []
    for frame in frames:
        try:
            message = protocol.decode(frame)
            check_address(message.device_id)
        except FrameError as error:
            items.append(Refused(raw=frame, error=error, protocol=protocol.name, peer=peer))
            continue
        arrival = arrival_of(message, peer=peer, received_at=received_at)
        items.append(Waiting(arrival=arrival, reply=protocol.reply(message), settle=settle))
    return items


def check_address(address: str) -> None:
    """A device number must be fit to be kept and shown; nothing else of a frame becomes a name."""
    if not address:
        raise FrameError("no device number")
    if len(address) > ADDRESS_AT_MOST or not address.isprintable():
        raise FrameError(f"a device number of at most {ADDRESS_AT_MOST} printable characters expected")


class Connection:
    """A TCP connection until it ends, is silent too long, or sends nothing but rubbish."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        protocol: DeviceProtocol,
        intake: Intake,
        limits: RateLimits,
    ) -> None:
        self._reader, self._writer = reader, writer
        self._protocol, self._intake, self._limits = protocol, intake, limits
        self._peer = str((writer.get_extra_info("peername") or ("",))[0])
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
        items = items_of(frames, self._protocol, peer=self._peer, settle=self._settle)
        if not items:
            return
        sent = Counter(item.arrival.address for item in items if isinstance(item, Waiting))
        self._bad = 0 if sent else self._bad + len(items)
        self._unsettled += sent.total()
        await self._intake.put(items)
        wait = max((self._limits.take(address, count) for address, count in sent.items()), default=0.0)
        if wait:
            await asyncio.sleep(wait)

    async def _leave(self, rest: bytes) -> None:
        """What was begun and never finished is kept with its reason."""
        if rest.strip():
            error = FrameError("the frame was not finished", len(rest))
            await self._intake.put([Refused(raw=rest, error=error, protocol=self._protocol.name, peer=self._peer)])

    def _settle(self, reply: bytes | None) -> None:
        """A frame was committed (or refused): send its reply, if there is one and the device is still there."""
        self._unsettled -= 1
        if reply is not None and not self._writer.is_closing():
            self._writer.write(reply)
        if not self._unsettled:
            self._settled.set()

    async def settled(self) -> None:
        """Wait until every frame that was read is answered; a device may stop sending before it has its replies."""
        while self._unsettled:
            self._settled.clear()
            await self._settled.wait()


class Datagrams(asyncio.DatagramProtocol):
    """UDP: a datagram holds whole frames. When the intake is full it is dropped unanswered, and the device resends."""

    def __init__(self, *, protocol: DeviceProtocol, intake: Intake) -> None:
        self._protocol, self._intake = protocol, intake
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)  # the event loop's own class is not a subclass

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._intake.is_full:
            return
        frames, rest = self._protocol.split(data)

        def settle(reply: bytes | None) -> None:
            if reply is not None and self._transport and not self._transport.is_closing():
                self._transport.sendto(reply, addr)

        whole = [*frames, rest] if rest.strip() else frames
        self._intake.put_now(items_of(whole, self._protocol, peer=addr[0], settle=settle))

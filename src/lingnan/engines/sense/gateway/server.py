"""The gateway process: its listeners, its connections, and a stop that loses nothing."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.sense.gateway.connection import Connection, Datagrams, Desk
from lingnan.engines.sense.gateway.intake import Intake
from lingnan.engines.sense.gateway.limits import RateLimits
from lingnan.engines.sense.gateway.listening import Listener
from lingnan.engines.sense.gateway.ticking import Ticker
from lingnan.engines.sense.protocols.base import PROTOCOLS, DeviceProtocol

log = logging.getLogger("lingnan.gateway")
BACKLOG = 1024
LAST_REPLIES = 20.0  # seconds in which frames that were read must be committed before their connection is closed


class Gateway:
    """Listens until stopped. `ports` holds the ports taken, in the order of the listeners."""

    def __init__(
        self,
        listeners: Sequence[Listener],
        *,
        by: Actor = SYSTEM,
        limits: RateLimits | None = None,
        on_writer_start: Callable[[], None] = lambda: None,
        is_ticking: bool = True,
    ) -> None:
        self._listeners = listeners
        self._is_ticking = is_ticking
        self._ticker: Ticker | None = None
        self._protocols = {listener.protocol: PROTOCOLS.get(listener.protocol) for listener in listeners}
        self._intake = Intake(by=by, on_start=on_writer_start)
        self._desk = Desk(intake=self._intake, limits=limits or RateLimits())
        self._connections: set[asyncio.Task[None]] = set()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.ports: list[int] = []
        self.ready = threading.Event()

    async def run(self) -> None:
        """Serve until `stop` is called; then store and acknowledge what has been read."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._intake.start()
        servers = [await self._open(listener) for listener in self._listeners]
        name = ",".join(f"{one.protocol}:{port}" for one, port in zip(self._listeners, self.ports, strict=True))
        self._ticker = Ticker(self._desk, name=name, connections=self._connections)
        ticking = asyncio.create_task(self._ticker.run()) if self._is_ticking else None
        self.ready.set()
        try:
            await self._stop.wait()
        finally:
            if ticking:
                ticking.cancel()
            for server in servers:
                server.close()
            for task in self._connections:
                task.cancel()
            await self._intake.stop()
            await asyncio.gather(*self._connections, return_exceptions=True)

    def stop(self) -> None:
        """Ask it to end; from any thread or signal handler."""
        if self._loop and self._stop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)

    def round(self) -> None:
        """One round of what it does once a second, now; from any other thread."""
        assert self._ticker is not None and self._loop is not None  # noqa: S101, PT018  started
        asyncio.run_coroutine_threadsafe(self._ticker.once(), self._loop).result(timeout=30)

    async def _open(self, listener: Listener) -> asyncio.Server | asyncio.DatagramTransport:
        protocol = self._protocols[listener.protocol]
        if listener.transport == "udp":
            transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: Datagrams(protocol=protocol, desk=self._desk), local_addr=(listener.host, listener.port)
            )
            self.ports.append(transport.get_extra_info("sockname")[1])
            return transport
        server = await asyncio.start_server(
            lambda reader, writer: self._serve(reader, writer, protocol), listener.host, listener.port, backlog=BACKLOG
        )
        self.ports.append(server.sockets[0].getsockname()[1])
        return server

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, protocol: DeviceProtocol
    ) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101
        self._connections.add(task)
        connection = Connection(reader, writer, protocol=protocol, desk=self._desk)
        try:
            await connection.serve()
        except asyncio.CancelledError:
            task.uncancel()  # the gateway stops: no more is read, what was read is still answered
        except ConnectionError:
            log.info("a device broke the connection off")
        try:
            async with asyncio.timeout(LAST_REPLIES):
                await connection.settled()
        except TimeoutError:
            log.warning("a connection was closed before all its frames were committed; its device will resend them")
        finally:
            self._connections.discard(task)
            connection.ended()
            writer.close()


@contextmanager
def serving(
    listeners: Sequence[Listener],
    *,
    by: Actor = SYSTEM,
    on_writer_start: Callable[[], None] = lambda: None,
    is_ticking: bool = False,
) -> Iterator[Gateway]:
    """A gateway in a thread of its own, ready within the block, stopped after it: for tests and the demonstration.

    Its rounds (ladders, orders, silence) are run by whoever asks for them, unless it is ticking.
    """
    gateway = Gateway(listeners, by=by, on_writer_start=on_writer_start, is_ticking=is_ticking)
    thread = threading.Thread(target=lambda: asyncio.run(gateway.run()), name="sense-gateway", daemon=True)
    thread.start()
    if not gateway.ready.wait(timeout=10):
        raise RuntimeError("the gateway did not start")
    try:
        yield gateway
    finally:
        gateway.stop()
        thread.join(timeout=30)

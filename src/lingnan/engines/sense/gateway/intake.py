"""The one writer: a thread that stores what came in since its last commit and only then lets it be acknowledged."""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction

from lingnan.core.errors import FrameError
from lingnan.engines.identity.actor import Actor
from lingnan.engines.sense.arrivals import Arrival, Outcome
from lingnan.engines.sense.services import quarantine
from lingnan.engines.sense.services.ingest import Writer

T = TypeVar("T")
log = logging.getLogger("lingnan.gateway")
BATCH_AT_MOST = 1000  # frames in one commit
FULL, ROOM_AGAIN = 4000, 2000  # frames waiting at which reading stops, and goes on
RETRY_AFTER = 1.0  # seconds until a commit is tried again when the database does not answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """An arrival that waits for its commit; `settle` is then told whether it is kept."""

    arrival: Arrival
    settle: Callable[[bool], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """Bytes that the codec refused."""

    raw: bytes
    error: FrameError
    protocol: str
    peer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chore:
    """Something to be done in the writer's thread between two batches: it alone holds a database connection."""

    work: Callable[[], object]
    done: asyncio.Future[object]


Item = Waiting | Refused | Chore


class Intake:
    """A bounded queue in front of the writer's thread."""

    def __init__(self, *, by: Actor, on_start: Callable[[], None] = lambda: None) -> None:
        self._writer = Writer(by=by)
        self._queue: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._on_start = on_start
        self._loop: asyncio.AbstractEventLoop | None = None
        self._room: asyncio.Event | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sense-writer", daemon=True)
        self.waiting = 0

    def start(self) -> None:
        """Begin writing; called in the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._room = asyncio.Event()
        self._room.set()
        self._thread.start()

    @property
    def is_full(self) -> bool:
        return self.waiting >= FULL

    async def put(self, items: Sequence[Item]) -> None:
        """Hand over; returns when there is room for more, so that whoever reads a socket reads no faster."""
        self.put_now(items)
        assert self._room is not None  # noqa: S101  started
        await self._room.wait()

    def put_now(self, items: Sequence[Item]) -> None:
        """Hand over without waiting (a datagram cannot wait)."""
        assert self._room is not None  # noqa: S101  started
        self.waiting += len(items)
        for item in items:
            self._queue.put(item)
        if self.is_full:
            self._room.clear()

    async def run(self, work: Callable[[], T]) -> T:
        """Have something done in the writer's thread; its result, or what it raised."""
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self.put_now([Chore(work=work, done=done)])
        return cast(T, await done)  # what `work` returned

    async def stop(self) -> None:
        """Write what waits, then end the thread; a database that stays away is not waited for."""
        self._queue.put(None)
        self._stopping.set()
        while self._thread.is_alive():
            await asyncio.sleep(0.01)

    def _run(self) -> None:
        self._on_start()
        try:
            _make_durable()
            while batch := self._take():
                self._write(batch)
        finally:
            connection.close()

    def _take(self) -> list[Item]:
        """The next batch: waits for the first item, then takes what is there; empty at the end."""
        first = self._queue.get()
        batch: list[Item] = []
        while first is not None:
            batch.append(first)
            if len(batch) == BATCH_AT_MOST:
                return batch
            try:
                first = self._queue.get_nowait()
            except queue.Empty:
                return batch
        if batch:
            self._queue.put(None)
        return batch

    def _write(self, batch: list[Item]) -> None:
        """Store a batch and have its frames settled; whatever happens, the next batch is taken."""
        waiting = [item for item in batch if isinstance(item, Waiting)]
        refused = [item for item in batch if isinstance(item, Refused)]
        outcomes: Sequence[Outcome] = ()
        try:
            if waiting or refused:
                outcomes = self._until_stored(waiting, refused)
        except Exception:  # the gateway's outer loop: nothing of this batch is acknowledged, devices send it again
            log.exception("a batch of %d frames could not be stored", len(batch))
        assert self._loop is not None  # noqa: S101  started
        kept = [outcome.is_kept for outcome in outcomes] or [False] * len(waiting)
        self._loop.call_soon_threadsafe(self._done, len(batch), list(zip(waiting, kept, strict=True)))
        for chore in batch:
            if isinstance(chore, Chore):
                self._see_to(chore, self._loop)

    def _see_to(self, chore: Chore, loop: asyncio.AbstractEventLoop) -> None:
        try:
            close_old_connections()
            result = chore.work()
        except Exception as error:  # noqa: BLE001  whoever asked for it is told
            loop.call_soon_threadsafe(_fail, chore.done, error)
            if isinstance(error, (OperationalError, InterfaceError)):
                connection.close()
        else:
            loop.call_soon_threadsafe(_finish, chore.done, result)

    def _until_stored(self, waiting: list[Waiting], refused: list[Refused]) -> Sequence[Outcome]:
        """Commit; while the database is away try again. Nothing is acknowledged meanwhile."""
        while True:
            try:
                close_old_connections()
                with transaction.atomic():
                    for item in refused:
                        quarantine.refuse(item.raw, item.error, protocol=item.protocol, peer=item.peer)
                refused = []
                return self._writer.ingest([item.arrival for item in waiting]).outcomes
            except (OperationalError, InterfaceError):
                log.exception("the database does not take the batch; trying again")
                if self._stopping.is_set():
                    return ()
                connection.close()
                time.sleep(RETRY_AFTER)
            except Exception:  # one poisonous frame must not stop the others
                log.exception("a batch failed; its frames are stored one by one")
                return [self._alone(item) for item in waiting]

    def _alone(self, item: Waiting) -> Outcome:
        try:
            return self._writer.ingest([item.arrival]).outcomes[0]
        except Exception as error:  # noqa: BLE001  this one is the poison: keep it where a person will see it
            reason = FrameError(f"无法入库：{type(error).__name__}")
            quarantine.refuse(item.arrival.raw, reason, protocol=item.arrival.protocol, peer=item.arrival.peer)
            return Outcome.HELD

    def _done(self, count: int, results: list[tuple[Waiting, bool]]) -> None:
        """In the event loop: acknowledge what is kept, and let reading go on."""
        for item, is_kept in results:
            item.settle(is_kept)
        self.waiting -= count
        if self.waiting <= ROOM_AGAIN and self._room is not None:
            self._room.set()


def _finish(done: asyncio.Future[object], result: object) -> None:
    if not done.done():
        done.set_result(result)


def _fail(done: asyncio.Future[object], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)


def _make_durable() -> None:
    """In SQLite wait for the disk at each commit: what is acknowledged survives a power cut, not only a kill."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")

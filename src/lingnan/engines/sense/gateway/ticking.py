"""Once a second: write the ladders down, send orders that wait, look for silence, show that the gateway lives."""

import asyncio
import logging
from collections.abc import Sized
from datetime import datetime

from django.db import DatabaseError

from lingnan.core import clock
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.sense.gateway.connection import Desk
from lingnan.engines.sense.services import commands, ladder, silence
from lingnan.engines.sense.services.commands import Claimed, Progress

log = logging.getLogger("lingnan.gateway")
EVERY = 1.0
LOOK_FOR_SILENCE = 15  # ticks


class Ticker:
    """The gateway's small works. One round at a time: a slow database makes rounds rarer, never more."""

    def __init__(self, desk: Desk, *, name: str, connections: Sized) -> None:
        self._desk, self._name, self._connections = desk, name, connections
        self._started_at = clock.now()
        self._ticks = 0

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                await self.once()
            except DatabaseError:
                log.exception("the database does not answer; the gateway goes on and tries again")
            except Exception:  # the gateway's outer loop: a fault here must not stop devices from being heard
                log.exception("a round of the gateway's works failed")
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        """One round."""
        at = clock.now()
        self._repeat(at)
        said, progress = self._desk.ladders.take(), self._desk.progress
        self._desk.progress = []
        lines = frozenset(self._desk.lines)
        looks = self._ticks % LOOK_FOR_SILENCE == 0
        self._ticks += 1

        def work() -> list[Claimed]:
            if said:
                ladder.write_down(said)
            if progress:
                commands.follow(progress)
            if looks:
                silence.beat(name=self._name, started_at=self._started_at, connections=len(self._connections))
                commands.give_up_old()
                silence.watch(by=SYSTEM)
            return commands.claim(lines) if lines else []

        try:
            found = await self._desk.intake.run(work)
        except DatabaseError:
            self._desk.progress = progress + self._desk.progress  # written at the next round
            raise
        for claimed in found:
            self._send(claimed)

    def _send(self, claimed: Claimed) -> None:
        """One order to its device."""
        line = self._desk.lines.get(claimed.key)
        given = (
            line.conversation.give(claimed.order, claimed.parameters, number=claimed.number, at=clock.now())
            if line
            else None
        )
        if line is None or given is None or line.conversation.last is None:
            self._desk.progress.append(Progress(number=claimed.number, state="unanswered", words="设备已离线"))
            return
        reference, frame = given
        line.send(frame)
        self._desk.ladders.sent(line.conversation.last, frame)
        self._desk.progress.append(Progress(number=claimed.number, reference=reference))

    def _repeat(self, at: datetime) -> None:
        """Orders that were not answered go out again, or are given up."""
        for line in list(self._desk.lines.values()):
            outgoing, given_up = line.conversation.tick(at=at)
            for frame in outgoing:
                line.send(frame)
                if line.conversation.last:
                    self._desk.ladders.sent(line.conversation.last, frame)
            self._desk.progress += [Progress(number=number, state="unanswered") for number in given_up]

"""A gateway in the test's own process, on a free port, and devices that speak HJ 212 to it."""

import socket
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections
from tests.engines.sense.conftest import make_stations

from lingnan.engines.sense.gateway import Gateway, Listener, serving
from lingnan.engines.sense.models import Station
from lingnan.engines.sense.protocols import hj212


@pytest.fixture
def share_database(transactional_db: None) -> Iterator[Callable[[], None]]:
    """What the writer's thread runs first: an in-memory database exists only in the connection that made it."""
    if connection.vendor != "sqlite":
        yield lambda: None
        return
    shared = connections["default"]
    shared.inc_thread_sharing()
    yield lambda: setattr(connections, "default", shared)
    shared.dec_thread_sharing()


@pytest.fixture
def gateway(transactional_db: None, tmp_path: object, share_database: Callable[[], None]) -> Iterator[Gateway]:
    with serving(
        [Listener(protocol="hj212"), Listener(protocol="hj212", transport="udp")], on_writer_start=share_database
    ) as running:
        yield running


@pytest.fixture
def stations(transactional_db: None) -> list[Station]:
    return make_stations()


def daily(day: int, value: str, *, mn: str = "SAMPLE440100", month: int = 12) -> bytes:
    """A frame of daily data that asks for an answer (Flag 5: edition 2017, answer wanted)."""
    stamp = f"2017{month:02d}{day:02d}000000"
    content = f"DataTime={stamp};a34004-Avg={value},a34004-Flag=N"
    return hj212.encode_frame("22", "2031", "123456", mn, 5, content, qn=f"{stamp}000")


class Talker:
    """A device on a TCP connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket_port = port
        self._rest = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def replies(self, count: int) -> list[bytes]:
        """The next so many replies."""
        while self._rest.count(b"\r\n") < count:
            data = self.socket.recv(65536)
            if not data:
                break
            self._rest += data
        *lines, self._rest = self._rest.split(b"\r\n")
        self._rest = b"\r\n".join([*lines[count:], self._rest])
        return lines[:count]

    def replies_at_once(self) -> list[bytes]:
        """Whatever comes within a moment."""
        found: list[bytes] = []
        self.socket.settimeout(1.0)
        try:
            while data := self.socket.recv(65536):
                self._rest += data
        except TimeoutError:
            pass
        self.socket.settimeout(10)
        *found, self._rest = self._rest.split(b"\r\n")
        return found

    def is_silent(self) -> bool:
        """Does nothing come for a while?"""
        self.socket.settimeout(0.4)
        try:
            return not self.socket.recv(1)
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(10)

    def close(self) -> None:
        self.socket.close()


@pytest.fixture
def device(gateway: Gateway) -> Iterator[Talker]:
    talker = Talker(gateway.ports[0])
    yield talker
    talker.close()

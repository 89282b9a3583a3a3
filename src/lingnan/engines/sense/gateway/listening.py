"""Where a gateway listens: one protocol on one port."""

from dataclasses import dataclass
from typing import Literal

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label

Transport = Literal["tcp", "udp"]
PORTS = 65536


@dataclass(frozen=True, kw_only=True)
class Listener:
    """A protocol at an address; port 0 takes any free one."""

    protocol: str
    host: str = "127.0.0.1"
    port: int = 0
    transport: Transport = "tcp"


def parse_listener(text: str) -> Listener:
    """`hj212=127.0.0.1:9212`, or `hj212/udp=0.0.0.0:9212`."""
    name, equals, address = text.partition("=")
    host, colon, port = address.rpartition(":")
    protocol, _, transport = name.partition("/")
    if not (equals and colon and host and port.isdecimal() and int(port) < PORTS):
        raise Invalid(
            "--listen",
            Label(
                zh=f"“{text}”：写成 protocol=host:port，例如 hj212=127.0.0.1:9212",
                en=f"“{text}”: write protocol=host:port, such as hj212=127.0.0.1:9212",
            ),
        )
    if transport not in {"", "tcp", "udp"}:
        raise Invalid(
            "--listen",
            Label(zh=f"“{transport}”不是传输方式：写 tcp 或 udp", en=f"“{transport}” is no transport: tcp or udp"),
        )
    return Listener(
        protocol=protocol, host=host.strip("[]"), port=int(port), transport="udp" if transport == "udp" else "tcp"
    )

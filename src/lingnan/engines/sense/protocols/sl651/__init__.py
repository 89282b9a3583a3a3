"""SL 651-2014: hydrological telemetry, in HEX/BCD coding."""

from typing import ClassVar

from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import PROTOCOLS, Message, Step
from lingnan.engines.sense.protocols.sl651 import codec, commands
from lingnan.engines.sense.protocols.sl651.commands import Dialogue, Mode, encode_frame, query, step

__all__ = ["SL651", "Dialogue", "Mode", "codec", "commands", "encode_frame", "query", "step"]


class SL651:
    """The protocol as the gateway uses it."""

    name: ClassVar[str] = "sl651"
    label: ClassVar[Label] = Label(zh="SL 651 水文监测", en="SL 651 hydrological telemetry")
    default_port: ClassVar[int] = 9651
    transports: ClassVar[tuple[str, ...]] = ("tcp", "udp")

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        return codec.split(buffer)

    def decode(self, frame: bytes) -> Message:
        return codec.decode(frame)

    def reply(self, message: Message) -> bytes | None:
        return commands.confirm(message)

    def start(self) -> Dialogue:
        return Dialogue(mode=Mode.M3)

    def step(self, state: Dialogue, message: Message) -> Step:
        return commands.step(state, message)


PROTOCOLS.register(SL651.name, SL651())

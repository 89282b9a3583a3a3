"""JT/T 808: vehicle terminals (editions of 2011, 2013 and 2019)."""

from typing import ClassVar

from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import PROTOCOLS, Message, Step
from lingnan.engines.sense.protocols.jt808 import codec, dialogue
from lingnan.engines.sense.protocols.jt808.dialogue import Session, encode, step

__all__ = ["JT808", "Session", "codec", "dialogue", "encode", "step"]


class JT808:
    """The protocol as the gateway uses it."""

    name: ClassVar[str] = "jt808"
    label: ClassVar[Label] = Label(zh="JT/T 808 车载终端", en="JT/T 808 vehicle terminals")
    default_port: ClassVar[int] = 9808
    transports: ClassVar[tuple[str, ...]] = ("tcp", "udp")

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        return codec.split(buffer)

    def decode(self, frame: bytes) -> Message:
        return codec.decode(frame)

    def reply(self, message: Message) -> bytes | None:
        return dialogue.reply(message)

    def start(self) -> Session:
        return Session(auth="", demands_code=False)

    def step(self, state: Session, message: Message) -> Step:
        return dialogue.step(state, message)


PROTOCOLS.register(JT808.name, JT808())

"""HJ 212: pollution sources, ambient air, surface water, noise and dust (HJ/T 212-2005, HJ 212-2017)."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import PROTOCOLS, Message, Step
from lingnan.engines.sense.protocols.hj212 import codec, commands, dialogue
from lingnan.engines.sense.protocols.hj212.codec import crc, encode_frame, encode_segment, parse, split
from lingnan.engines.sense.protocols.hj212.dialogue import Dialogue, ask, step, tick

__all__ = [
    "HJ212",
    "Dialogue",
    "ask",
    "codec",
    "commands",
    "crc",
    "dialogue",
    "encode_frame",
    "encode_segment",
    "parse",
    "split",
    "step",
    "tick",
]


@dataclass(frozen=True, kw_only=True)
class HJ212:
    """The protocol as the gateway uses it. With an edition (2005, 2017) a line takes frames of that one only; without,
    each frame says by its Flag of which it is.
    """

    edition: str | None = None
    name: ClassVar[str] = "hj212"
    label: ClassVar[Label] = Label(zh="HJ 212 污染物在线监控", en="HJ 212 pollution and environment monitoring")
    default_port: ClassVar[int] = 9212
    transports: ClassVar[tuple[str, ...]] = ("tcp", "udp")

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        return codec.split(buffer)

    def decode(self, frame: bytes) -> Message:
        return codec.decode(frame, edition=self.edition)

    def reply(self, message: Message) -> bytes | None:
        return commands.reply(message)

    def start(self) -> Dialogue:
        return Dialogue()

    def step(self, state: Dialogue, message: Message) -> Step:
        return dialogue.step(state, message)


PROTOCOLS.register(HJ212.name, HJ212())

"""One walk over every recorded frame of every protocol: split anyhow, decode, refuse any changed byte, survive noise.

The frames are those of the shared folder, decoded there by an independent decoder.
"""

import gc
import json
import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.codecs import mended

from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols.base import NAMES, PROTOCOLS, Message
from lingnan.engines.sense.protocols.conformance import bytes_of


def _frames(shared_dir: Path, name: str) -> list[bytes]:
    lines = (shared_dir / "data" / "protocols" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [bytes_of(json.loads(line)) for line in lines if line.strip()]


def _outcomes(name: str, buffer: bytes) -> tuple[list[bytes], list[FrameError], bytes]:
    frames, rest = PROTOCOLS.get(name).split(buffer)
    good: list[bytes] = []
    bad: list[FrameError] = []
    for frame in frames:
        try:
            PROTOCOLS.get(name).decode(frame)
            good.append(frame)
        except FrameError as error:
            bad.append(error)
    return good, bad, rest


@pytest.mark.parametrize("name", NAMES)
def test_a_stream_of_all_frames_comes_apart_into_them(shared_dir: Path, name: str) -> None:
    frames = _frames(shared_dir, name)
    good, bad, rest = _outcomes(name, b"".join(frames))
    assert good == frames
    assert (bad, rest) == ([], b"")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_pieces_of_any_size_give_the_same_frames(shared_dir: Path, name: str, seed: int) -> None:
    frames = _frames(shared_dir, name)
    stream, chance = b"".join(frames), random.Random(seed)
    found: list[bytes] = []
    rest, position = b"", 0
    while position < len(stream):
        size = chance.choice((1, 2, 3, 11, 64, 500))
        cut, rest = PROTOCOLS.get(name).split(rest + stream[position : position + size])
        found += cut
        position += size
    assert found == frames


def _changed(frame: bytes, chance: random.Random) -> Iterator[bytes]:
    """The frame with each of its bytes changed: by its lowest bit, and by any amount."""
    for place in range(len(frame)):
        for change in (0x01, chance.randrange(2, 256)):
            altered = frame[:place] + bytes([frame[place] ^ change]) + frame[place + 1 :]
            if altered.lower() != frame.lower():  # the CRC of HJ 212 may be written in either case
                yield altered


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_with_any_one_byte_changed_is_refused(shared_dir: Path, name: str) -> None:
    """Every recorded frame, every byte of it."""
    decode, chance = PROTOCOLS.get(name).decode, random.Random(808)
    for frame in _frames(shared_dir, name):
        decode(frame)
        for altered in _changed(frame, chance):
            with pytest.raises(FrameError) as refused:
                decode(altered)
            assert refused.value.reason
            assert 0 <= refused.value.offset <= len(altered)


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_frame_does_not_take_its_neighbours_along(shared_dir: Path, name: str) -> None:
    """Between two good frames stands a broken one: both good ones come out, and the broken one is named."""
    frames = sorted(_frames(shared_dir, name), key=len)
    first, broken, last = frames[0], bytearray(frames[-1]), frames[len(frames) // 2]
    broken[len(broken) // 2] ^= 0x01
    good, bad, rest = _outcomes(name, first + bytes(broken) + last)
    assert good == [first, last]
    assert bad
    assert rest == b""


@pytest.mark.parametrize("name", NAMES)
def test_noise_before_a_frame_is_passed_over(shared_dir: Path, name: str) -> None:
    frame = _frames(shared_dir, name)[0]
    good, bad, rest = _outcomes(name, b"\x00\x99noise\x00" + frame)
    assert (good, len(bad), rest) == ([frame], 1, b"")


@pytest.mark.parametrize("name", NAMES)
def test_every_message_says_who_sent_it_and_answers_are_frames(shared_dir: Path, name: str) -> None:
    protocol = PROTOCOLS.get(name)
    for frame in _frames(shared_dir, name):
        message = protocol.decode(frame)
        assert message.protocol == name
        assert all(reading.observed_at.tzinfo for reading in message.readings)
        answer = protocol.reply(message)
        if answer is not None:
            assert isinstance(protocol.decode(answer), Message)


@pytest.mark.parametrize("name", NAMES)
def test_a_talk_with_memory_tells_what_single_frames_tell(shared_dir: Path, name: str) -> None:
    """Every recorded frame that is no packet of several gives the same readings by `step` as by `decode`."""
    protocol = PROTOCOLS.get(name)
    state = protocol.start()
    for frame in _frames(shared_dir, name):
        message = protocol.decode(frame)
        taken = protocol.step(state, message)
        state = taken.state
        if "packet_no" not in message.fields:
            assert taken.readings == message.readings
        for answer in taken.outgoing:
            protocol.decode(answer)


def _noise(chance: random.Random, frames: list[bytes]) -> bytes:
    """A frame bent in one of the ways of the field: bytes changed, cut, repeated, glued, or nothing but noise."""
    frame = bytearray(chance.choice(frames))
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(frame))
        kind = chance.randrange(5)
        if kind == 0:
            frame[place] = chance.randrange(256)
        elif kind == 1:
            del frame[place : place + chance.randrange(1, 20)]
        elif kind == 2:
            frame[place:place] = frame[: chance.randrange(1, 40)]
        elif kind == 3:
            frame[place:place] = chance.randbytes(chance.randrange(1, 30))
        else:
            frame += chance.choice(frames)[: chance.randrange(1, 200)]
        if not frame:
            frame = bytearray(chance.randbytes(20))
    return bytes(frame[:6000])


@pytest.mark.parametrize("name", NAMES)
def test_noise_never_breaks_a_codec_nor_makes_it_keep_memory(shared_dir: Path, name: str) -> None:
    frames, chance = _frames(shared_dir, name), random.Random(651)
    before = 0
    tracemalloc.start()
    for turn in range(600):
        good, _, rest = _outcomes(name, _noise(chance, frames))
        for frame in good:
            message = PROTOCOLS.get(name).decode(frame)
            PROTOCOLS.get(name).reply(message)
        assert len(rest) <= 6000
        if turn == 300:
            gc.collect()
            before = tracemalloc.get_traced_memory()[0]
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 500_000  # moments are remembered, at most 4,096 of them


@pytest.mark.parametrize("name", NAMES)
def test_bent_content_under_a_right_checksum_never_breaks_a_codec(shared_dir: Path, name: str) -> None:
    frames, chance = _frames(shared_dir, name), random.Random(212)
    accepted, state = 0, PROTOCOLS.get(name).start()
    for _ in range(1500):
        good, _, _ = _outcomes(name, mended(name, chance.choice(frames), chance))
        for frame in good:
            message = PROTOCOLS.get(name).decode(frame)
            PROTOCOLS.get(name).reply(message)
            state = PROTOCOLS.get(name).step(state, message).state
        accepted += len(good)
    assert accepted > 300  # most of them do get that far


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [0, 1, 2, 5, 13])
def test_short_and_empty_input_is_refused_not_crashed_on(name: str, size: int) -> None:
    for byte in (0x00, 0x16, 0x23, 0x5B, 0x68, 0x7E, 0xFE, 0xFF):
        with pytest.raises(FrameError):
            PROTOCOLS.get(name).decode(bytes([byte]) * size)

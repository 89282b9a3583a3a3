"""Frames decoded per CPU-second, and a fuzz over all codecs: no crash, no hang, no memory growth.

    python benchmarks/codecs.py [--seconds 1] [--fuzz 20000] [--json FILE]

Baseline of each line, in the same run: `json.loads` of the decoded message. A codec that reads binary and builds the
readings besides should cost a small multiple of that. The promise of the gateway (HJ 212 with five readings 8,000 end
to end, JT/T 808 positions 15,000) leaves decoding only a part of its time. The whole million of fuzzed frames:
`--fuzz 1000000` (about ten minutes).
"""

import argparse
import gc
import json
import os
import random
import resource
import time
from binascii import crc_hqx
from collections.abc import Callable, Sequence
from pathlib import Path

from lingnan.core.errors import FrameError
from lingnan.engines.sense.protocols import framing, hj212, jt808, jt809
from lingnan.engines.sense.protocols.base import NAMES, PROTOCOLS
from lingnan.engines.sense.protocols.conformance import bytes_of

SHARED = Path(os.environ.get("LINGNAN_SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))
FIVE = ";".join(f"{code}-Rtd={value},{code}-Flag=N" for code, value in zip(
    ("a34004", "a34002", "a21026", "a21004", "a05024"), ("35", "71", "8.2", "41.5", "102"), strict=True
))  # fmt: skip
HJ212_FIVE = hj212.encode_frame(
    "22", "2011", "123456", "440100000000001", 5, f"DataTime=20180416080000;{FIVE}", qn="20180416080001000"
)
POSITION = bytes.fromhex(  # published
    "7E020000260112233445500001000000010000000200BA7F0E07E4F11C0028003C000018071510101001040000006402020037AA7E"
)
SLOW = 1.0  # CPU seconds that no single input may take
INPUT_AT_MOST = 8192


def frames_of(name: str) -> list[bytes]:
    """The recorded frames of the shared folder, or what this file holds where it is not there."""
    path = SHARED / "data" / "protocols" / f"{name}.jsonl"
    if not path.is_file():
        return {"hj212": [HJ212_FIVE], "jt808": [POSITION]}.get(name, [])
    return [bytes_of(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def rate(work: Callable[[], int], seconds: float) -> float:
    """Pieces of work per CPU-second, over about so many seconds."""
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        done += work()
    return done / spent


def decode_all(name: str, frames: Sequence[bytes]) -> Callable[[], int]:
    protocol, stream = PROTOCOLS.get(name), b"".join(frames)

    def work() -> int:
        cut, _ = protocol.split(stream)
        for frame in cut:
            protocol.decode(frame)
        return len(cut)

    return work


def baseline(name: str, frames: Sequence[bytes]) -> Callable[[], int]:
    texts = [json.dumps(dict(PROTOCOLS.get(name).decode(frame).fields), default=str) for frame in frames]

    def work() -> int:
        for text in texts:
            json.loads(text)
        return len(texts)

    return work


def speed(seconds: float) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    sets = [("hj212", "five readings", [HJ212_FIVE] * 50), ("jt808", "positions", [POSITION] * 50)]
    sets += [(name, "recorded", frames_of(name)) for name in NAMES]
    for name, what, frames in sets:
        if not frames:
            continue
        per_second = rate(decode_all(name, frames), seconds)
        ratio = per_second / rate(baseline(name, frames), seconds / 2)
        found.append(
            {"protocol": name, "what": what, "frames_per_cpu_s": round(per_second), "of_json": round(ratio, 3)}
        )
        print(f"{name:8} {what:14} {per_second:>10,.0f} frames per CPU-second   {ratio:.3f} of json.loads")
    return found


def bent(chance: random.Random, frames: Sequence[bytes]) -> bytes:
    """A frame bent as the field bends it: bytes changed, lost, doubled, glued, or noise put in."""
    frame = bytearray(chance.choice(frames))
    for _ in range(chance.randrange(1, 6)):
        place, kind = chance.randrange(len(frame) + 1), chance.randrange(5)
        if kind == 0 and place < len(frame):
            frame[place] = chance.randrange(256)
        elif kind == 1:
            del frame[place : place + chance.randrange(1, 20)]
        elif kind == 2:
            frame[place:place] = frame[: chance.randrange(1, 40)]
        elif kind == 3:
            frame[place:place] = chance.randbytes(chance.randrange(1, 30))
        else:
            frame += chance.choice(frames)[: chance.randrange(1, 300)]
    return bytes(frame[:INPUT_AT_MOST])


def _bend_inside(chance: random.Random, data: bytes, first: int, last: int) -> bytes:
    """The same length, with some bytes of a stretch changed."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        if last > first:
            changed[chance.randrange(first, last)] = chance.choice((0, 0xFF, 0xAA, 0x80, chance.randrange(256)))
    return bytes(changed)


def mended(name: str, frame: bytes, chance: random.Random) -> bytes:
    """A frame whose content is bent and whose checksum is right again: it reaches what reads the content."""
    if name == "hj212":
        text = frame[6:].rstrip()[:-4].decode("gb18030")
        place = chance.randrange(len(text))
        return hj212.encode_segment(text[:place] + chance.choice(";,=&-0A信 ") + text[place + chance.randrange(3) :])
    if name == "jt808":
        data = _bend_inside(chance, jt808.codec.unescape(frame[1:-1])[:-1], 0, len(frame) // 2)
        return b"\x7e" + jt808.codec.escape(data + bytes([framing.xor(data)])) + b"\x7e"
    if name == "jt809":
        data = jt809.unescape(frame[1:-1])[:-2]
        data = _bend_inside(chance, data, 8, len(data))
        return b"\x5b" + jt809.escape(data + crc_hqx(data, 0xFFFF).to_bytes(2, "big")) + b"\x5d"
    if name == "sl651":
        data = _bend_inside(chance, frame[:-2], 13, len(frame) - 2)
        return data + framing.crc16_modbus(data).to_bytes(2, "big")
    if name == "gb32960":
        data = _bend_inside(chance, frame[:-1], 24, len(frame) - 1)
        return data + bytes([framing.xor(data[2:])])
    data = _bend_inside(chance, frame[:-2], 8, len(frame) - 2)
    check = framing.crc8(data[3:]) if name == "szy206" else framing.sum8(data)
    return data + bytes([check, 0x16])


def take(name: str, stream: bytes) -> tuple[int, int]:
    """Good and refused frames of a stream; anything but a FrameError ends the run."""
    protocol = PROTOCOLS.get(name)
    good = bad = 0
    frames, _ = protocol.split(stream)
    for frame in frames:
        try:
            protocol.reply(protocol.decode(frame))
            good += 1
        except FrameError:
            bad += 1
    return good, bad


def fuzz(count: int, *, seed: int = 651) -> dict[str, object]:
    chance = random.Random(seed)
    sets = [(name, frames) for name in NAMES if (frames := frames_of(name))]
    good = bad = 0
    slowest = 0.0
    settled = 0
    start = time.process_time()
    for turn in range(count):
        name, frames = sets[turn % len(sets)]
        before = time.process_time()
        stream = mended(name, chance.choice(frames), chance) if turn // len(sets) % 2 else bent(chance, frames)
        accepted, refused = take(name, stream)
        slowest = max(slowest, time.process_time() - before)
        good, bad = good + accepted, bad + refused
        if turn == count // 2:
            gc.collect()
            settled = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - settled
    spent = time.process_time() - start
    print(
        f"fuzz: {count:,} streams, {good:,} frames accepted, {bad:,} refused, 0 crashes, "
        f"slowest {slowest * 1000:.1f} ms, "
        f"peak memory grew {grown:,} KiB in the second half, {spent:.0f} CPU-seconds"
    )
    assert slowest < SLOW, "a stream took too long"
    return {
        "streams": count,
        "accepted": good,
        "refused": bad,
        "slowest_ms": round(slowest * 1000, 1),
        "grown_kib": grown,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1.0, help="CPU seconds for each line")
    parser.add_argument("--fuzz", type=int, default=20_000, help="streams of bent frames")
    parser.add_argument("--json", type=Path, help="also write the results there")
    args = parser.parse_args()
    results = {"speed": speed(args.seconds), "fuzz": fuzz(args.fuzz)}
    if args.json:
        args.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

"""What the binary protocols share: check sums, and cutting a stream into frames by mark and length."""

from collections.abc import Callable

MOST_INNER_MARKS = 8  # marks looked at inside a broken stretch: a hostile stream must not cost its square


def xor(data: bytes) -> int:
    """The exclusive or of all bytes, folded by halves: large integers do it faster than a loop."""
    value, size = int.from_bytes(data, "big"), len(data)
    while size > 1:
        half = (size + 1) // 2
        value = value >> 8 * half ^ value & (1 << 8 * half) - 1
        size = half
    return value


def sum8(data: bytes) -> int:
    return sum(data) & 0xFF


def _modbus_table() -> tuple[int, ...]:
    table = []
    for start in range(256):
        register = start
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
        table.append(register)
    return tuple(table)


_MODBUS = _modbus_table()


def crc16_modbus(data: bytes) -> int:
    """Polynomial 8005 reflected, start FFFF."""
    register, table = 0xFFFF, _MODBUS
    for byte in data:
        register = register >> 8 ^ table[(register ^ byte) & 0xFF]
    return register


def _crc8_table(polynomial: int) -> bytes:
    table = bytearray()
    for start in range(256):
        register = start
        for _ in range(8):
            register = (register << 1 ^ (polynomial if register & 0x80 else 0)) & 0xFF
        table.append(register)
    return bytes(table)


_CRC8 = _crc8_table(0xE5)


def crc8(data: bytes) -> int:
    """Polynomial E5 (x⁸+x⁷+x⁶+x⁵+x²+1), start 0: SZY 206-2016."""
    register, table = 0, _CRC8
    for byte in data:
        register = table[register ^ byte]
    return register


def cut(
    buffer: bytes,
    *,
    mark: bytes,
    size: Callable[[bytes, int], int | None],
    is_whole: Callable[[bytes], bool],
    idle: bytes = b"",
) -> tuple[list[bytes], bytes]:
    """Frames and the rest to wait for. `size(buffer, start)` says how long the frame that begins at `start` is:
    None while its head is incomplete, 0 where no frame can begin. Stretches that are no frame come out as well, for
    decode to refuse; bytes of `idle` between frames mean nothing.
    """
    frames: list[bytes] = []
    position = junk = 0

    def drop(stop: int) -> None:
        if buffer[junk:stop].strip(idle):
            frames.append(buffer[junk:stop])

    while True:
        start = buffer.find(mark, position)
        if start < 0:
            kept = _partial_mark(buffer, position, mark)
            drop(kept)
            return frames, buffer[kept:]
        length = size(buffer, start)
        if length == 0:
            position = start + 1
            continue
        drop(start)
        junk = start
        if length is None or start + length > len(buffer):
            inner = _inner_frame(buffer, start, len(buffer), mark=mark, size=size, is_whole=is_whole)
            if inner is None:
                return frames, buffer[start:]
            position = inner  # its length is wrong, or bytes were lost: a good frame begins inside
        elif is_whole(buffer[start : start + length]):
            frames.append(buffer[start : start + length])
            position = junk = start + length
        else:
            stop = start + length
            inner = _inner_frame(buffer, start, stop, mark=mark, size=size, is_whole=is_whole)
            position = stop if inner is None else inner
            drop(position)
            junk = position


def _partial_mark(buffer: bytes, position: int, mark: bytes) -> int:
    """Where the buffer's end may be the beginning of a mark, else its length."""
    for length in range(min(len(mark) - 1, len(buffer) - position), 0, -1):
        if buffer.endswith(mark[:length]):
            return len(buffer) - length
    return len(buffer)


def _inner_frame(
    buffer: bytes,
    start: int,
    stop: int,
    *,
    mark: bytes,
    size: Callable[[bytes, int], int | None],
    is_whole: Callable[[bytes], bool],
) -> int | None:
    """Where a whole frame begins inside a stretch that is none."""
    inner = start
    for _ in range(MOST_INNER_MARKS):
        inner = buffer.find(mark, inner + 1, stop)
        if inner < 0:
            return None
        length = size(buffer, inner)
        if length and inner + length <= len(buffer) and is_whole(buffer[inner : inner + length]):
            return inner
    return None

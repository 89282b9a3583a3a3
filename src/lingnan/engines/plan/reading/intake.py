"""From a file of any accepted form to one text (and the places of its tables), within limits of size and time."""

from dataclasses import dataclass
from pathlib import Path

from lingnan.core.errors import Invalid

MAX_BYTES = 64 * 1024 * 1024
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The original document text."""

    text: str


def decode(data: bytes, *, name: str) -> str:
    """Text in UTF-8 (with or without mark), UTF-16 with mark, or GB18030."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(name, "不是可读的文本：需要 UTF-8 或 GB18030 编码")


def take_in(source: Path | bytes, *, name: str) -> Taken:
    data = source.read_bytes() if isinstance(source, Path) else source
    return Taken(text=decode(data, name=name))

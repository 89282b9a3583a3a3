"""PDF/A through Typst: a template, its data as JSON, its drawings; the same input gives the same bytes.

The template reads `data.json` with `json("data.json")`, so that no text of people is ever parsed as markup.
"""

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from lingnan.core.errors import Unavailable

FONTS = Path(__file__).resolve().parent / "fonts"
STANDARD: Literal["a-2b"] = "a-2b"
STAND_IN = "〓"  # what Chinese typesetters put where a character is lacking (the geta mark)
MOST_REPLACED = 100
_LACKING = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')


@dataclass(frozen=True, kw_only=True)
class Pdf:
    """The document, and the characters that no font here has: each stands as 〓 in the text."""

    content: bytes
    replaced: tuple[str, ...] = ()


def make_pdf(
    *, template: str, data: Mapping[str, object], made_at: datetime, files: Mapping[str, bytes] | None = None
) -> Pdf:
    """Typeset `template` with `data`; `made_at` is the date the document bears. Fonts: Noto Sans SC, Noto Serif SC."""
    import typst  # noqa: PLC0415  84 MB, not at web start

    if not any(FONTS.glob("*.ttf")):
        raise Unavailable("缺少中文字体，不能生成 PDF；运行 python -m lingnan.shell.assets")
    replaced: list[str] = []
    text = json.dumps({**data, "replaced": []}, ensure_ascii=False)
    with tempfile.TemporaryDirectory(prefix="lingnan-pdf-") as name:
        folder = Path(name)
        (folder / "main.typ").write_text(template, encoding="utf-8")
        for path, content in (files or {}).items():
            (folder / path).write_bytes(content)
        while True:
            (folder / "data.json").write_text(text, encoding="utf-8")
            try:
                content = typst.compile(
                    str(folder / "main.typ"),
                    root=name,
                    font_paths=[str(FONTS)],
                    ignore_system_fonts=True,
                    pdf_standards=[STANDARD],
                    timestamp=int(made_at.timestamp()),
                )
            except typst.TypstError as error:
                lacking = lacking_in(str(error))
                if not lacking or len(replaced) >= MOST_REPLACED or not any(char in text for char in lacking):
                    raise
                replaced += [char for char in lacking if char not in replaced]
                text = json.dumps({**data, "replaced": [said(char) for char in replaced]}, ensure_ascii=False)
                for char in replaced:
                    text = text.replace(char, STAND_IN)
            else:
                return Pdf(content=bytes(content), replaced=tuple(replaced))


def lacking_in(message: str) -> list[str]:
    """The characters that Typst says it cannot show. (PDF/A refuses a missing glyph, plain PDF would print a box.)"""
    found = _LACKING.search(message)
    if not found:
        return []
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), found["text"])
    return sorted(set(text))


def said(char: str) -> str:
    """A character by its code, for the note that names it: U+20BB7."""
    return f"U+{ord(char):04X}"

"""From a file of any accepted form to its text, told by content, within limits of size and time."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from lingnan.core.errors import Fault, Invalid
from lingnan.engines.plan.reading.sources.archive import Archive
from lingnan.engines.plan.reading.sources.ledger import read_xlsx
from lingnan.engines.plan.reading.sources.ofd import read_ofd
from lingnan.engines.plan.reading.sources.pdf import read_pdf
from lingnan.engines.plan.reading.sources.web import read_html
from lingnan.engines.plan.reading.sources.word import read_docx

MAX_BYTES = 50 * 1024 * 1024
MAX_TEXT = 5_000_000
ACCEPTED = "txt、docx、html、文字版 PDF、OFD、xlsx"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OLE = b"\xd0\xcf\x11\xe0"
_OTHERS = {
    b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"GIF8": "图片", b"BM": "图片", b"II*\x00": "图片", b"MM\x00*": "图片", b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包", b"\x1f\x8b": "gzip 压缩包", b"{\\rtf": "RTF 文件", b"MZ": "程序", b"\x7fELF": "程序",
}  # fmt: skip
_HTML = re.compile(r"<!doctype html|<html[\s>]|<body[\s>]|<table[\s>]|<div[\s>]|<p[\s>]|<br\s*/?>", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD = 4096
_FEW_CONTROLS = 8


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The original document text and the form it came in."""

    text: str
    form: str


def decode(data: bytes, *, name: str) -> str:
    """Text in UTF-8 or UTF-16 (with their marks), UTF-8 without, or GB18030."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    declared = re.search(rb"charset\s*=\s*[\"']?\s*(gb2312|gbk|gb18030|utf-8|big5)", data[:_HEAD], re.IGNORECASE)
    first = declared[1].decode("ascii").lower() if declared else "utf-8"
    first = "gb18030" if first.startswith("gb") else first
    for encoding in (first, "utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(
        name,
        f"不是可读的文本（第 {_bad_line(data)} 行有无法识别的字节）：需要 UTF-8 或 GB18030 编码，或 {ACCEPTED} 文件",
    )


def _bad_line(data: bytes) -> int:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 1


def _bytes(source: Path | bytes, *, name: str) -> bytes:
    if isinstance(source, Path):
        try:
            size = source.stat().st_size
            _check_size(size, name=name)
            return source.read_bytes()
        except FileNotFoundError as error:
            raise Invalid(name, "没有这个文件") from error
        except OSError as error:
            raise Invalid(name, f"文件读不出来：{error.strerror}") from error
    _check_size(len(source), name=name)
    return source


def _check_size(size: int, *, name: str) -> None:
    if size == 0:
        raise Invalid(name, f"文件是空的：需要 {ACCEPTED}")
    if size > MAX_BYTES:
        raise Invalid(
            name, f"文件有 {size / 1024 / 1024:.0f} MB，超过 {MAX_BYTES // 1024 // 1024} MB：规划文件请去掉图片后再导入"
        )


def _zipped(data: bytes, *, name: str) -> Taken:
    archive = Archive(data, name=name)
    if archive.has("word/document.xml"):
        return Taken(text=read_docx(data, name=name), form="docx")
    if archive.has("OFD.xml"):
        return Taken(text=read_ofd(data, name=name), form="ofd")
    if archive.has("xl/workbook.xml") or archive.has("xl/workbook.bin"):
        return Taken(text=read_xlsx(data, name=name), form="xlsx")
    raise Invalid(name, f"压缩包里不是 docx、OFD 或 xlsx：需要 {ACCEPTED}")


def _refuse_others(data: bytes, *, name: str) -> None:
    if data.startswith(_OLE):
        if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data:
            raise Invalid(name, "文件已加密：请去掉密码后再导入")
        raise Invalid(
            name, "这是旧版 Office 文件（.doc/.xls/.wps）：请用 Word 或 WPS 打开，另存为 docx 或 xlsx 后再导入"
        )
    for magic, what in _OTHERS.items():
        if data.startswith(magic):
            raise Invalid(name, f"这是{what}，不是规划文件：需要 {ACCEPTED}")


def take_in(source: Path | bytes, *, name: str) -> Taken:
    """The text of a plan document; refused with a reason where it cannot or must not be read."""
    data = _bytes(source, name=name)
    _refuse_others(data, name=name)
    if data.startswith(b"PK\x03\x04"):
        taken = _zipped(data, name=name)
    elif b"%PDF-" in data[:1024]:
        taken = Taken(text=read_pdf(data, name=name), form="pdf")
    else:
        taken = _plain(data, name=name)
    if not taken.text.strip():
        raise Invalid(name, f"文件里没有文字：需要 {ACCEPTED}")
    if len(taken.text) > MAX_TEXT:
        raise Invalid(name, f"文字有 {len(taken.text)} 个，超过 {MAX_TEXT} 个：请拆分后导入")
    return taken


def _plain(data: bytes, *, name: str) -> Taken:
    text = decode(data, name=name)
    if len(_CONTROL.findall(text[:_HEAD])) > _FEW_CONTROLS:
        raise Invalid(
            name,
            f"不是文本文件：需要 {ACCEPTED}",
            faults=(Fault(where=f"{name} 第1行", reason="有二进制内容", allowed=ACCEPTED),),
        )
    if _HTML.search(text[:_HEAD]) or (name.lower().endswith((".html", ".htm")) and "<" in text):
        return Taken(text=read_html(text, name=name), form="html")
    return Taken(text=text, form="txt")

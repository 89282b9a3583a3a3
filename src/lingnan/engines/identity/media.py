"""What a file is, told by its content and held against its name."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label

MB = 1024 * 1024
MAX_SIZE = 50 * MB
MAX_UNPACKED = 400 * MB  # a document that unpacks to more is an attack, or nothing we could read
HEAD = 4096
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type of file: its media type, and the bytes, the member of its archive, or the plain text that shows it."""

    media_type: str
    starts: tuple[bytes, ...] = ()
    member: str = ""
    is_text: bool = False


TEXT = {
    suffix: Kind(media_type=media_type, is_text=True)
    for suffix, media_type in {
        ".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv", ".json": "application/json",
        ".geojson": "application/geo+json", ".xml": "application/xml", ".html": "text/html", ".htm": "text/html",
        ".yaml": "application/yaml",
    }.items()
}  # fmt: skip
OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = TEXT | {
    ".pdf": Kind(media_type="application/pdf", starts=(b"%PDF-",)),
    ".docx": Kind(media_type=f"{OFFICE}.wordprocessingml.document", member="word/document.xml"),
    ".xlsx": Kind(media_type=f"{OFFICE}.spreadsheetml.sheet", member="xl/workbook.xml"),
    ".pptx": Kind(media_type=f"{OFFICE}.presentationml.presentation", member="ppt/presentation.xml"),
    ".ofd": Kind(media_type="application/ofd", member="OFD.xml"),  # GB/T 33190-2016
    ".doc": Kind(media_type="application/msword", starts=(OLE,)),
    ".xls": Kind(media_type="application/vnd.ms-excel", starts=(OLE,)),
    ".wps": Kind(media_type="application/vnd.ms-works", starts=(OLE,)),
    ".png": Kind(media_type="image/png", starts=(b"\x89PNG\r\n\x1a\n",)),
    ".jpg": Kind(media_type="image/jpeg", starts=(b"\xff\xd8\xff",)),
    ".jpeg": Kind(media_type="image/jpeg", starts=(b"\xff\xd8\xff",)),
    ".zip": Kind(media_type="application/zip", starts=(b"PK\x03\x04", b"PK\x05\x06")),
    ".gz": Kind(media_type="application/gzip", starts=(b"\x1f\x8b",)),
    ".parquet": Kind(media_type="application/vnd.apache.parquet", starts=(b"PAR1",)),
}


def check_name(name: str) -> Kind:
    """The kind that the name promises; refused where that type is not taken."""
    suffix = Path(name).suffix.lower()
    if suffix not in KINDS:
        allowed = "、".join(sorted(KINDS))
        raise Invalid(
            name,
            Label(
                zh=f"不收“{suffix or '没有扩展名'}”这种文件；可以上传：{allowed}",
                en=f"Files of the kind {suffix or 'without extension'} are not taken; you can upload {allowed}",
            ),
        )
    return KINDS[suffix]


def check_content(name: str, kind: Kind, path: Path) -> None:
    """Refuse a file whose content is not what its name promises."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if kind.is_text:
        check_text(name, path)
    elif kind.member:
        check_archive(name, kind.member, path)
    elif not any(head.startswith(start) for start in kind.starts):
        raise Invalid(
            name,
            Label(
                zh=f"内容不是 {Path(name).suffix.lower().lstrip('.')} 文件，请用原来的程序重新保存后再上传",
                en=f"The content is not a {Path(name).suffix.lower().lstrip('.')} file: save it again, then upload",
            ),
        )


def check_text(name: str, path: Path) -> None:
    """Plain text is UTF-8, UTF-16 with its mark, or GB 18030, without control bytes."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in content:
        raise Invalid(
            name, Label(zh="内容不是文本（含有二进制数据）", en="The content is not text (it holds binary data)")
        )
    else:
        codings = ("utf-8", "gb18030")
    for coding in codings:
        try:
            content.decode(coding)
        except UnicodeDecodeError:
            continue
        return
    raise Invalid(
        name,
        Label(
            zh="文本编码无法识别；请用 UTF-8 或 GB 18030 保存",
            en="The encoding of the text is unknown: save it as UTF-8 or GB 18030",
        ),
    )


def check_archive(name: str, member: str, path: Path | BinaryIO) -> None:
    """An office document is an archive that holds its main part and does not unpack beyond measure."""
    suffix = Path(name).suffix.lower().lstrip(".")
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except zipfile.BadZipFile:
        raise Invalid(
            name,
            Label(
                zh=f"内容不是 {suffix} 文件，或文件已损坏",
                en=f"The content is not a {suffix} file, or the file is damaged",
            ),
        ) from None
    if member not in {info.filename for info in infos}:
        raise Invalid(
            name,
            Label(
                zh=f"内容不是 {suffix} 文件（缺少 {member}）",
                en=f"The content is not a {suffix} file ({member} is missing)",
            ),
        )
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise Invalid(
            name,
            Label(
                zh=f"解压后超过 {MAX_UNPACKED // MB} MB，不接收",
                en=f"Unpacked it is over {MAX_UNPACKED // MB} MB and is not taken",
            ),
        )

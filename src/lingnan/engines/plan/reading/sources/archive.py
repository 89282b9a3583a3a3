"""Opening zip files and their XML without being harmed: bounded sizes, no entities, no external things."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from lingnan.core.errors import Invalid

MAX_ENTRIES = 4000
MAX_ENTRY = 40 * 1024 * 1024
MAX_TOTAL = 200 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 1024 * 1024
_ENCRYPTED = 0x1


class Archive:
    """A zip file whose sizes have been checked before anything is unpacked."""

    def __init__(self, data: bytes, *, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Invalid(name, "文件已损坏，压缩包打不开：请在原程序中重新另存一次") from error
        self._check(entries, len(data))

    def _check(self, entries: list[zipfile.ZipInfo], size: int) -> None:
        if len(entries) > MAX_ENTRIES:
            raise Invalid(self.name, f"压缩包内有 {len(entries)} 个文件，超过 {MAX_ENTRIES} 个，拒绝打开")
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise Invalid(self.name, "文件已加密：请去掉密码后再导入")
        total = sum(entry.file_size for entry in entries)
        swollen = any(e.file_size > _SMALL and e.file_size > MAX_RATIO * max(1, e.compress_size) for e in entries)
        if total > MAX_TOTAL or swollen or any(entry.file_size > MAX_ENTRY for entry in entries):
            raise Invalid(self.name, f"解压后 {total // _SMALL} MB，像是压缩炸弹，拒绝打开（原文件 {size // 1024} KB）")

    def names(self) -> list[str]:
        return self._zip.namelist()

    def has(self, path: str) -> bool:
        return path in self._zip.NameToInfo

    def read(self, path: str) -> bytes:
        """One entry, never more than MAX_ENTRY bytes whatever its header claims."""
        try:
            with self._zip.open(path) as file:
                data = file.read(MAX_ENTRY + 1)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            RuntimeError,
            EOFError,
            NotImplementedError,
            OSError,
        ) as error:
            raise Invalid(self.name, f"文件已损坏，读不出其中的 {path}") from error
        if len(data) > MAX_ENTRY:
            raise Invalid(self.name, f"其中的 {path} 超过 {MAX_ENTRY // _SMALL} MB，拒绝打开")
        return data

    def xml(self, path: str) -> Element:
        """The root of an XML entry; document types, entities and external references are refused."""
        try:
            root: Element = fromstring(self.read(path), forbid_dtd=True)
        except DefusedXmlException as error:
            raise Invalid(self.name, f"{path} 含有文档类型或外部实体声明，拒绝读取") from error
        except (ParseError, ValueError, LookupError) as error:
            raise Invalid(self.name, f"文件已损坏，{path} 不是完好的 XML") from error
        return root

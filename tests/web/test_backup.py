"""A backup restores every row, every file and the audit chain; a damaged one restores nothing."""

import gzip
import io
import json
import tarfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import AuditEntry, CalendarDay, Region, Setting, Unit
from lingnan.web import backup

pytestmark = pytest.mark.django_db(transaction=True)


def quiet(_: str) -> None:
    """Say nothing."""


def a_small_province() -> None:
    Region.objects.create(code="440000", name="广东省", level="province")
    Region.objects.create(code="440100", name="广州市", level="city", parent_id="440000", longitude=113.26)
    Unit.objects.create(key="gd-office", name="工作组办公室", kind="office", region_id="440000")
    CalendarDay.objects.create(day=date(2018, 2, 11), is_working=True, name="春节调休", source="国办")
    Setting.objects.create(key="weights", value={"a": str(Decimal("0.10"))})
    for n in range(3):
        audit.record(by=SYSTEM, verb="identity.test", about=f"x:{n}", summary="写一条", after={"n": n, "字": "中"})
    folder = settings.DATA / "files" / "ab"
    folder.mkdir(parents=True)
    (folder / "abc").write_bytes(b"\x00evidence")


def everything() -> dict[str, list[tuple[object, ...]]]:
    return {m._meta.label: list(m._base_manager.order_by("pk").values_list()) for m in backup.tables()}


def test_what_was_backed_up_comes_back_exactly(tmp_path: Path) -> None:
    a_small_province()
    before = everything()
    backup.write(tmp_path / "b.tar.gz", say=quiet)
    Unit.objects.all().delete()
    Region.objects.filter(code="440100").delete()
    Setting.objects.all().update(value={})
    (settings.DATA / "files" / "ab" / "abc").unlink()
    backup.restore(tmp_path / "b.tar.gz", wipe=True, say=quiet)
    assert everything() == before
    assert (settings.DATA / "files" / "ab" / "abc").read_bytes() == b"\x00evidence"
    assert list(audit.verify()) == []
    audit.record(by=SYSTEM, verb="identity.test", about="x:9", summary="恢复后还能写")
    assert AuditEntry.objects.count() == 4


def test_a_full_installation_is_not_overwritten_unasked(tmp_path: Path) -> None:
    a_small_province()
    backup.write(tmp_path / "b.tar.gz", say=quiet)
    with pytest.raises(Conflict, match="--wipe"):
        backup.restore(tmp_path / "b.tar.gz", say=quiet)


def test_a_backup_with_one_changed_cell_restores_nothing(tmp_path: Path) -> None:
    a_small_province()
    backup.write(tmp_path / "b.tar.gz", say=quiet)
    room = tmp_path / "room"
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        archive.extractall(room)  # our own archive
    table = room / "tables" / "identity.region.jsonl"
    table.write_text(table.read_text().replace("广州市", "广洲市"))
    with tarfile.open(tmp_path / "c.tar.gz", "w:gz") as archive:
        archive.add(room, ".")
    before = everything()
    with pytest.raises(Invalid, match="清单不符"):
        backup.restore(tmp_path / "c.tar.gz", wipe=True, say=quiet)
    assert everything() == before


def test_a_forged_audit_entry_is_refused_even_with_a_matching_manifest(tmp_path: Path) -> None:
    a_small_province()
    AuditEntry.objects.filter(number=2).update(summary="改过")
    backup.write(tmp_path / "b.tar.gz", say=quiet)
    with pytest.raises(Invalid, match="audit 2"):
        backup.restore(tmp_path / "b.tar.gz", wipe=True, say=quiet)


@pytest.mark.parametrize("content", [b"", b"not an archive", gzip.compress(json.dumps({"a": 1}).encode())])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.tar.gz").write_bytes(content)
    with pytest.raises(Invalid, match=r"x\.tar\.gz|manifest"):
        backup.restore(tmp_path / "x.tar.gz", wipe=True, say=quiet)


@pytest.mark.parametrize("name", ["../outside.txt", "files/../../outside.txt", "/outside.txt"])
def test_an_archive_that_reaches_outside_is_refused(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"evil"))
    with pytest.raises(Invalid, match="outside"):
        backup.restore(tmp_path / "x.tar.gz", wipe=True, say=quiet)
    assert not list(settings.DATA.parent.glob("outside.txt"))


def test_an_archive_with_a_link_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("files/link")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    with pytest.raises(Invalid, match="files/link"):
        backup.restore(tmp_path / "x.tar.gz", wipe=True, say=quiet)

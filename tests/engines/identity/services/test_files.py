"""Files are kept by content: checked, bounded, once, and never half."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lingnan.core.errors import Invalid, NotAllowed
from lingnan.engines.identity import attachments
from lingnan.engines.identity.actor import PUBLIC, SYSTEM, Actor, actor_of
from lingnan.engines.identity.models import Account, Attachment, AuditEntry, StoredFile
from lingnan.engines.identity.services.files import faulty_files, path_of, store_file

pytestmark = pytest.mark.django_db
BY = SYSTEM


def archive(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for member in members:
            file.writestr(member, "<x/>")
    return out.getvalue()


def test_the_same_content_is_kept_once_and_attached_twice() -> None:
    first = store_file(by=BY, name="a.txt", content="甲".encode(), about="plan.task:1")
    second = store_file(by=BY, name="b.txt", content=io.BytesIO("甲".encode()), about="plan.task:2")
    assert first.file_id == second.file_id
    # sha-256 of the UTF-8 bytes of 甲, by sha256sum of coreutils
    assert first.file_id == "33e3580c093111e1c4cac922872c40371f7896bb3fa4e23be5840bd1834fc622"
    assert path_of(first.file_id).read_bytes() == "甲".encode()
    assert StoredFile.objects.get().size == 3
    assert AuditEntry.objects.filter(verb="identity.attach", about="plan.task:1").count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7 ..."),
        ("a.PNG", b"\x89PNG\r\n\x1a\n...."),
        ("a.docx", archive("word/document.xml", "[Content_Types].xml")),
        ("a.xlsx", archive("xl/workbook.xml")),
        ("a.csv", "姓名,年\n".encode("gb18030")),
        ("a.txt", "\ufeff文".encode("utf-16")),
        ("../../etc/报告.txt", b"x"),
    ],
)
def test_what_is_what_it_says_is_taken(name: str, content: bytes) -> None:
    stored = store_file(by=BY, name=name, content=content, about="plan.task:1")
    assert "/" not in stored.name


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "不收"),
        ("noname", b"x", "不收"),
        ("a.pdf", b"<html>", "内容不是 pdf"),
        ("a.png", b"GIF89a", "内容不是 png"),
        ("a.docx", b"PK\x03\x04 broken", "已损坏"),
        ("a.docx", archive("xl/workbook.xml"), "内容不是 docx"),
        ("a.csv", b"a\x00b", "二进制"),
        ("a.txt", b"\xff\x81\x00", "二进制"),
        ("a.txt", b"", "空的"),
        ("..", b"x", "文件名"),
    ],
)
def test_what_is_not_is_refused_and_leaves_nothing(name: str, content: bytes, said: str, settings: object) -> None:
    with pytest.raises(Invalid, match=said):
        store_file(by=BY, name=name, content=content, about="plan.task:1")
    assert not StoredFile.objects.exists()
    assert not Attachment.objects.exists()
    root = Path(settings.FILES_ROOT)  # type: ignore[attr-defined]
    assert not [path for path in root.rglob("*") if path.is_file()]


class Endless(io.RawIOBase):
    """A stream of 200 MB that is made as it is read; says how much was taken."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += size
        return b"x" * size if self.taken < 200 * 1024**2 else b""


def test_a_file_of_200_mb_is_refused_before_it_is_read_whole() -> None:
    stream = Endless()
    with pytest.raises(Invalid, match="超过 50 MB"):
        store_file(by=BY, name="big.txt", content=stream, about="plan.task:1")  # type: ignore[arg-type]
    assert stream.taken < 60 * 1024**2


def test_an_archive_that_unpacks_beyond_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("word/document.xml", "w", force_zip64=True) as out,
    ):
        for _ in range(450):
            out.write(b"\0" * 1024**2)
    with path.open("rb") as content, pytest.raises(Invalid, match="解压后超过"):
        store_file(by=BY, name="bomb.docx", content=content, about="plan.task:1")


def test_the_public_attaches_nothing() -> None:
    with pytest.raises(NotAllowed):
        store_file(by=PUBLIC, name="a.txt", content=b"x", about="plan.task:1")


def test_a_changed_or_missing_file_is_found() -> None:
    stored = [
        store_file(by=BY, name="a.txt", content=text, about="x.y:1").file_id for text in (b"one", b"two", b"three")
    ]
    path_of(stored[0]).chmod(0o600)
    path_of(stored[0]).write_bytes(b"One")
    path_of(stored[1]).unlink()
    assert dict(faulty_files()) == {stored[0]: "changed", stored[1]: "missing"}


def test_who_may_open_a_file(person: Callable[..., Account], monkeypatch: pytest.MonkeyPatch) -> None:
    owner, other = actor_of(person("a", "gd-education", "liaison")), actor_of(person("b", "gd-police", "liaison"))
    attachment = store_file(by=owner, name="a.txt", content=b"x", about="plan.task:1")
    assert attachments.may_open(owner, attachment)
    assert attachments.may_open(actor_of(person("c", "gd-education", "leader")), attachment)
    assert not attachments.may_open(other, attachment)
    assert not attachments.may_open(PUBLIC, attachment)
    assert attachments.may_open(Actor(name="审", roles=frozenset({"auditor"})), attachment)
    monkeypatch.setattr(attachments, "CHECKERS", {})
    attachments.register_checker("plan.", lambda by, about: False)
    attachments.register_checker("plan.task:", lambda by, about: by.unit_key == "gd-police")
    assert attachments.may_open(other, attachment)
    assert not attachments.may_open(owner, attachment)


@pytest.mark.usefixtures("town")
class TestServing:
    def test_a_file_comes_as_a_download_that_can_run_nothing(
        self, client: object, person: Callable[..., Account]
    ) -> None:
        account = person("a", "gd-education", "liaison")
        stored = store_file(
            by=actor_of(account), name="网页 1.html", content=b"<script>x</script>", about="plan.task:1"
        )
        client.force_login(account)  # type: ignore[attr-defined]
        response = client.get(f"/files/{stored.pk}")  # type: ignore[attr-defined]
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == b"<script>x</script>"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "script-src" not in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "private, no-store"

    def test_strangers_learn_nothing(self, client: object, person: Callable[..., Account]) -> None:
        stored = store_file(
            by=actor_of(person("a", "gd-education", "liaison")), name="a.txt", content=b"x", about="p.t:1"
        )
        assert client.get(f"/files/{stored.pk}").status_code == 404  # type: ignore[attr-defined]
        client.force_login(person("b", "gd-police", "liaison"))  # type: ignore[attr-defined]
        assert client.get(f"/files/{stored.pk}").status_code == 404  # type: ignore[attr-defined]
        assert client.get("/files/999999").status_code == 404  # type: ignore[attr-defined]

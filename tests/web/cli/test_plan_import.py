"""`lingnan plan parse` and `import` with what people hand in: the message names file and place, nothing is kept."""

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.web.cli.installations import Installation

from lingnan.engines.identity.models import AuditEntry, StoredFile
from lingnan.engines.plan.models import Plan
from lingnan.web.cli import main

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


def an_archive() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("readme.txt", "not a document")
    return body.getvalue()


BAD = {
    "empty.txt": b"",
    "blank.txt": "\ufeff \n\n\t\n".encode(),
    "picture.txt": PNG,
    "picture.png": PNG,
    "program.docx": b"\x7fELF" + bytes(400),
    "archive.docx": an_archive(),
    "broken.pdf": b"%PDF-1.7\n" + bytes(100),
    "table.xlsx": an_archive(),
    "no-tasks.txt": "关于召开2015-2017年工作会议的通知\n\n请各单位派员参加。\n".encode(),
    "letter.txt": "你好，寄上一封信。\n".encode(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["parse", "import"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_by_name_and_nothing_is_kept(name: str, verb: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name])
    done = CliRunner().invoke(main, ["plan", verb, str(path)])
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.stderr.startswith("lingnan: ")
    assert name in done.stderr
    assert not Plan.objects.exists()
    assert not StoredFile.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_file_of_200_megabytes_is_refused_for_its_size(prepared: Installation, tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(200 * 1024 * 1024)  # sparse: takes no room
    before = prepared.rows()
    for verb in ("parse", "import"):
        done = prepared.run("plan", verb, huge)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "huge.txt" in done.stderr
        assert "MB" in done.stderr
    assert prepared.rows() == before


@pytest.mark.parametrize("verb", ["parse", "import"])
def test_a_file_that_is_not_there_is_named(verb: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["plan", verb, str(tmp_path / "nowhere.txt")])
    assert done.exit_code in (1, 2)
    assert isinstance(done.exception, SystemExit), done.exception
    assert "nowhere.txt" in done.stderr

"""`lingnan backup`, everything away, `lingnan restore`: every page is the same, byte for byte."""

import difflib
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.web.cli.installations import Installation

# Every screen of the demonstration as each kind of person gets it. What is made for one request only is left out.
PAGES = r"""
import json, re, django
django.setup()
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in
from django.test import Client
from lingnan.engines.identity.models import Account
from lingnan.web.demo.screens import screens

extra = ["/report/2017.json", "/report/2017.pdf", "/regions", "/manage/calendar"]
extra.append("/place/tiles/region-county/8/208/111.mvt")  # Guangzhou and around, found by the index of boxes
user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")  # looking must change nothing
once = re.compile(
    r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]*"|编号 [0-9a-f]{8}|'
    r'(?<=<span>)\d{4}-\d\d-\d\d \d\d:\d\d(?= ·)'  # the hour at which a page is printed
)
seen = {}
for username in ("", "office", "liaison", "auditor", "admin"):
    client = Client()
    if username:
        account = Account.objects.get(username=username)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    for address in [*screens(), *extra]:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = once.sub("", body.decode(errors="backslashreplace"))
        seen[f"{username or 'anybody'} {address}"] = [answer.status_code, text]
print(json.dumps(seen))
"""


def pages(installation: Installation) -> dict[str, tuple[int, str]]:
    done = installation.python("-c", PAGES)
    assert done.returncode == 0, done.stderr[-3000:]
    return {address: (status, text) for address, (status, text) in json.loads(done.stdout).items()}


def difference(before: tuple[int, str], after: tuple[int, str]) -> str:
    lines = difflib.unified_diff(before[1].splitlines(), after[1].splitlines(), lineterm="", n=0)
    return "\n".join([f"{before[0]} → {after[0]}", *list(lines)[:8]])


@pytest.mark.slow
def test_after_a_fire_every_page_is_the_same(
    demonstration: Installation, copy_of: Callable[[Installation], Installation], tmp_path: Path
) -> None:
    house = copy_of(demonstration)
    before, rows = pages(house), house.rows()
    assert (
        sum(status == 200 for status, _ in before.values()) > 60
    )  # some 25 screens, five kinds of people, some refusals
    assert all(status < 500 for status, _ in before.values())
    kept = tmp_path / "kept.tar.gz"
    assert house.run("backup", kept).returncode == 0
    with tarfile.open(kept) as archive:
        names = archive.getnames()
    assert any(name.startswith("files/") for name in names)

    house.drop()
    house.template = "template0"  # the new house is empty, no copy of the old one
    house.create()
    assert house.folder.exists() is False
    restored = house.run("restore", kept)
    assert restored.returncode == 0, restored.stderr
    assert "audit chain whole" in restored.stdout
    assert house.rows() == rows  # before anybody signs in again, which leaves a line in the access log
    after = pages(house)
    wrong = [f"{address}: {difference(before[address], after[address])}" for address in before]
    assert [text for address, text in zip(before, wrong, strict=True) if before[address] != after[address]] == []
    assert json.loads(house.run("audit", "verify", "--files", "--json").stdout)["whole"]


def test_a_backup_that_is_there_already_is_not_written_over(prepared: Installation, tmp_path: Path) -> None:
    (tmp_path / "kept.tar.gz").write_bytes(b"mine")
    done = prepared.run("backup", tmp_path / "kept.tar.gz")
    assert done.returncode == 1
    assert "kept.tar.gz" in done.stderr
    assert (tmp_path / "kept.tar.gz").read_bytes() == b"mine"

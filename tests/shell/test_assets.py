"""The set-up step for browser files: does nothing twice, and says clearly what failed. No registry is asked here."""

import json
import sys
from pathlib import Path

import pytest

from lingnan.shell import assets


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Everything it would write goes to a folder of this test."""
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(assets, "FONTS", tmp_path / "fonts")
    copies = {name: tmp_path / folder.name for name, folder in assets.COPIES.items()}
    monkeypatch.setattr(assets, "COPIES", copies)
    return tmp_path


def fill(folder: Path) -> None:
    for path in assets.missing_files():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (folder / "vendor" / ".stamp").write_text(assets.stamp_of_inputs())


def test_a_second_run_does_nothing(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(elsewhere)
    monkeypatch.setattr(assets, "fetch", lambda *_: pytest.fail("asked the registry again"))
    assert assets.prepare() is False


def test_a_changed_lock_or_a_lost_file_makes_it_run_again(elsewhere: Path) -> None:
    fill(elsewhere)
    (elsewhere / "vendor" / ".stamp").write_text("older")
    assert not assets.is_ready()
    fill(elsewhere)
    (elsewhere / "vendor" / "maplibre-gl.mjs").unlink()
    assert not assets.is_ready()


def test_a_registry_that_does_not_answer_is_said_with_what_to_do(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = [sys.executable, "-c", "import sys; sys.exit('ENOTFOUND registry')"]
    monkeypatch.setattr(assets, "node_and_npm", lambda: (broken, broken))
    assert assets.main() == 1
    said = capsys.readouterr().err
    assert "ENOTFOUND registry" in said
    assert "maps and charts show their tables" in said.replace("\n", " ")


def test_no_script_of_a_package_is_run_and_the_lock_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[str] = []

    def note(command: list[str], *, folder: Path) -> None:
        seen.extend(command)

    monkeypatch.setattr(assets, "run", note)
    assets.fetch(tmp_path, ["npm"])
    assert seen[:3] == ["npm", "ci", "--ignore-scripts"]
    assert (tmp_path / "package-lock.json").is_file()


def test_pointers_to_source_maps_are_left_out() -> None:
    text = b"code()\n//# sourceMappingURL=x.mjs.map\n"
    assert assets.SOURCE_MAP.sub(b"", text).strip() == b"code()"


def test_the_lock_pins_every_package_by_its_hash_and_names_no_address() -> None:
    text = (assets.ROOT / "package-lock.json").read_text()
    assert "://" not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in facts for name, facts in packages.items() if name)

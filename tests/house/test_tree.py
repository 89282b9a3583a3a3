"""Rules of the house about what is in the tree."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".toml", ".md", ".yaml", ".yml", ".json", ".txt", ".in", ".html", ".css", ".mjs", ".cfg", ".sh", ""}


def tracked() -> list[Path]:
    """Every file that git would commit (in an archive without git: every file outside hidden folders)."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    if done.returncode:
        return [p for p in ROOT.rglob("*") if p.is_file() and not {".venv", "node_modules"} & set(p.parts)]
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    return [(path, path.read_text(errors="replace")) for path in tracked() if path.suffix in TEXT]


def test_no_file_is_over_one_megabyte() -> None:
    assert [str(path) for path in tracked() if path.stat().st_size > 1_000_000] == []


def test_no_third_party_script_or_font_is_tracked() -> None:
    bad = re.compile(r"\.min\.(js|mjs|css)$|\.(ttf|otf|woff2?)$|(^|/)(uv\.lock|pylock\.toml)$")
    assert [str(path) for path in tracked() if bad.search(str(path.relative_to(ROOT)))] == []


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt", "package-lock.json"]
)
def test_lock_files_name_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert '"resolved"' not in text
    assert "://" not in re.sub(r'"url": "[^"]*"', "", text)


def test_every_pin_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
        pins = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
        assert [pin[:40] for pin in pins if pin.strip() and "--hash=sha256:" not in pin] == []


def test_no_path_of_a_machine_is_named() -> None:
    machine = re.compile(r"(?<![\w.])/(?:work|farm|root|home/\w+)/")
    found = [(path, match) for path, text in texts() if path != Path(__file__) for match in machine.finditer(text)]
    assert [f"{path.relative_to(ROOT)}: {match.group()}" for path, match in found] == []


def test_the_readmes_show_both_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text()
        assert "make run" in text
        assert "make test" in text


def test_links_between_documents_lead_somewhere() -> None:
    bad = []
    for path, text in texts():
        if path.suffix == ".md":
            for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
                if not (path.parent / target).exists():
                    bad.append(f"{path.relative_to(ROOT)} → {target}")
    assert bad == []


def test_every_setting_stands_in_the_table() -> None:
    table = (ROOT / "docs/guides/settings.md").read_text()
    names = {m for _, text in texts() for m in re.findall(r"""["']((?:LINGNAN_[A-Z0-9_]+)|DATABASE_URL)["']""", text)}
    assert sorted(name for name in names if f"`{name}`" not in table) == []


def test_the_glossary_is_whole_and_says_each_thing_once() -> None:
    rows = [line for line in (ROOT / "docs/glossary.md").read_text().splitlines() if line.startswith("| ")][2:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert all(len(row) == 3 and all(row) for row in cells)
    for column in (0, 1):
        words = [row[column] for row in cells]
        assert sorted({word for word in words if words.count(word) > 1}) == []

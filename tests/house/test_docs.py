"""The documents are true: every command that they name exists, and so does every file."""

import re
import shlex
from pathlib import Path

import click
import pytest

from lingnan.web.cli import main

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md")])
MAKE = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
TOP = "src|tests|docs|deploy|benchmarks|examples"
WORDS = {"is", "and"}  # of sentences in which `lingnan` is the product, not the command


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code(text: str) -> str:
    """What stands as code: fenced or indented blocks, and `spans`."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4}\S.*$", text, re.MULTILINE)
    spans = re.findall(r"`([^`\n]+)`", text)
    return "\n".join([*fenced, *(line.strip() for line in indented), *spans])


def missing_part(words: list[str]) -> str:
    """The first word that is no verb of `lingnan`, or the first option that its verb does not have."""
    context, command = click.Context(main), main
    seen = ""
    found: click.Command = command
    for word in words:
        if isinstance(found, click.Group) and not word.startswith("-"):
            inner = found.get_command(context, word)
            if inner is None:
                return f"{seen} {word}".strip()
            found, seen = inner, f"{seen} {word}".strip()
        elif word.startswith("--"):
            options = {name for option in found.params for name in (*option.opts, *option.secondary_opts)}
            if word.split("=")[0] not in {*options, "--help", "--version"}:
                return f"{seen} {word}"
    return ""


@pytest.mark.parametrize("path", DOCUMENTS, ids=ids)
def test_every_command_that_is_named_exists(path: Path) -> None:
    bad = []
    for line in code(path.read_text()).splitlines():
        for said in re.findall(r"(?<!from)(?:^|\s|/)lingnan ((?:[a-z-]).*)", line):
            words = shlex.split(re.split(r"\s[#|>→/…]|[…；，。]", said)[0].replace("'", ""), comments=True)
            if words and words[0] not in WORDS and (wrong := missing_part(words)):
                bad.append(f"lingnan {wrong}  (in: {line.strip()})")
    assert bad == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=ids)
def test_every_make_target_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"(?:^|\s)make ([a-z][a-z-]+)", code(path.read_text())))
    assert sorted(named - set(MAKE)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=ids)
def test_every_file_that_is_named_is_there(path: Path) -> None:
    named = set(re.findall(rf"(?<![\w./])((?:{TOP})/[\w./-]*\w)", code(path.read_text())))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_a_command_that_is_not_there_is_noticed() -> None:
    assert missing_part(["plan", "fly"]) == "plan fly"
    assert missing_part(["doctor", "--xml"]) == "doctor --xml"
    assert missing_part(["plan", "parse", "FILE", "--json"]) == ""

"""Reads the corpus: clauses and whole documents with the reading a person gives them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "corpus"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a person reads in a clause."""

    clause: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    when: str | None


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split("+") if name.strip())


def clauses() -> list[Expected]:
    """The clauses of corpus/clauses.txt."""
    found = []
    for block in (FOLDER / "clauses.txt").read_text("utf-8").split("\n\n"):
        lines = [line for line in block.strip().split("\n") if line and not line.startswith("#")]
        if not lines:
            continue
        clause, expected = lines
        lead, others, when = expected.removeprefix(">").split("|")
        found.append(
            Expected(
                clause=clause.replace("\\n", "\n"),
                lead=_names(lead),
                cooperating=_names(others),
                when=when.strip() or None,
            )
        )
    return found


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole document and what a person reads in it."""

    path: Path
    expected: dict[str, Any]  # Any: the values of the YAML file


def documents() -> list[Document]:
    """The documents of corpus/documents, each with a YAML file of the same name."""
    return [
        Document(path=path, expected=yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8")))
        for path in sorted((FOLDER / "documents").glob("*"))
        if path.suffix in {".txt", ".html"}
    ]

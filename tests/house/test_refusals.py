"""A refusal speaks both languages: what an engine's services and selectors raise is a Label, never plain Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINES = Path(__file__).resolve().parents[2] / "src" / "lingnan" / "engines"
CHINESE = re.compile(r"[\u3400-\u9fff]")
REFUSALS = {"Conflict", "Fault", "Invalid", "NotAllowed", "NotFound", "Unavailable"}
SAID = {"allowed", "field", "message", "reason", "where"}  # the other keywords are names and numbers
PAIRS = {"Label", "bi", "say"}  # what stands inside these is in both languages already
EXCEPTED: set[str] = set()  # files whose refusals are still in one language, with the reason beside


def guarded() -> list[Path]:
    """Services and selectors, wherever an engine keeps them."""
    return [
        path
        for path in sorted(ENGINES.rglob("*.py"))
        if {"services", "selectors", "services.py", "selectors.py"} & set(path.relative_to(ENGINES).parts)
    ]


def called(node: ast.AST) -> str:
    """The plain name of what is called."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def has_plain_chinese(node: ast.AST) -> bool:
    """Does a Chinese text stand here outside a pair?"""
    if called(node) in PAIRS:
        return False
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and CHINESE.search(node.value) is not None
    return any(has_plain_chinese(child) for child in ast.iter_child_nodes(node))


def plain_refusals(source: str) -> Iterator[int]:
    """The lines where a refusal is said in Chinese alone."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in REFUSALS:
            said = [*node.args, *(word.value for word in node.keywords if word.arg in SAID)]
            if any(map(has_plain_chinese, said)):
                yield node.lineno


def test_no_service_refuses_in_chinese_alone() -> None:
    found = {
        f"{path.relative_to(ENGINES)}:{line}"
        for path in guarded()
        if str(path.relative_to(ENGINES)) not in EXCEPTED
        for line in plain_refusals(path.read_text())
    }
    assert sorted(found) == []


def test_every_exception_is_still_needed() -> None:
    assert [name for name in sorted(EXCEPTED) if not list(plain_refusals((ENGINES / name).read_text()))] == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('raise NotFound("没有这个单位")', [1]),
        ('raise Invalid("单位", Label(zh="没有", en="none"))', [1]),
        ('raise Conflict(f"{name}已经办结")', [1]),
        ('Fault(where=name, reason="空着")', [1]),
        ('raise NotAllowed(Label(zh="不行", en="No"), who="办公室")', []),
        ('raise Invalid(name, "no such key")', []),
    ],
)
def test_the_walk_sees_what_it_should(source: str, lines: list[int]) -> None:
    # Planted by hand: the rule is worth what it catches.
    assert list(plain_refusals(source)) == lines

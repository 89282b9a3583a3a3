"""What docs/evaluation/index-engine.md shows is what the program gives; so are the examples in the modules."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import lingnan.index

DOC = Path(__file__).resolve().parents[2] / "docs/evaluation/index-engine.md"
MODULES = [f"lingnan.index.{found.name}" for found in pkgutil.iter_modules(lingnan.index.__path__)]


def test_the_page_is_true() -> None:
    failed, tried = doctest.testfile(str(DOC), module_relative=False, encoding="utf-8")
    assert tried > 20
    assert failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_modules_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0

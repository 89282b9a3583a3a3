"""Installations for the tests of the terminal: empty, with base data, and with the whole demonstration."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.web.cli.installations import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh machine."""
    made = Installation(folder=tmp_path / "var").create()
    yield made
    made.drop()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Divisions, units and calendar; not to be changed."""
    made = Installation(folder=tmp_path_factory.mktemp("prepared") / "var").create()
    done = made.run("start", "--prepare-only", "--no-demo")
    assert done.returncode == 0, done.stdout + done.stderr
    yield made
    made.drop()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The whole demonstration, as `make run` makes it; not to be changed."""
    made = Installation(folder=tmp_path_factory.mktemp("demonstration") / "var").create()
    done = made.run("start", "--prepare-only")
    assert done.returncode == 0, done.stdout + done.stderr
    yield made
    made.drop()


@pytest.fixture
def copy_of(tmp_path: Path) -> Iterator[Callable[[Installation], Installation]]:
    """A copy of an installation that a test may change."""
    made: list[Installation] = []

    def copy(original: Installation) -> Installation:
        made.append(original.copy(tmp_path / f"copy{len(made)}"))
        return made[-1]

    yield copy
    for each in made:
        each.drop()

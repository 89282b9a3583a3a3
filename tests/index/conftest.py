"""The ASEM example as tests use it."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lingnan.index.arrays import Dataset
from lingnan.index.settings import Settings, read_settings
from lingnan.index.tables import read_data, read_tree
from lingnan.index.tree import Tree

ROOT = Path(__file__).resolve().parents[2]
ASEM = ROOT / "src/lingnan/data/asem"
CHAIN = ROOT / "examples/index/asem-chain.toml"


@pytest.fixture(scope="session")
def asem() -> tuple[Dataset, Tree, Settings]:
    settings = read_settings(CHAIN)
    tree, kinds = read_tree(ASEM / "asem_iMeta.csv", adding=settings.adding)
    return read_data(ASEM / "asem_iData.csv", tree, kinds), tree, settings


@pytest.fixture(scope="session")
def reference() -> dict[str, Any]:
    """What the reference implementation in R computed; the file says where from."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "asem_reference.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def slow_run() -> Callable[..., dict[str, Any]]:
    """The slow chain of slow_chain.py on the ASEM files."""
    spec = importlib.util.spec_from_file_location("slow_chain", Path(__file__).parent / "slow_chain.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def slowly(**changed: Any) -> dict[str, Any]:
        return dict(module.run(ASEM / "asem_iData.csv", ASEM / "asem_iMeta.csv", group="EurAsia_group", **changed))

    return slowly

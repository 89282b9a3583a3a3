"""What every test may ask for: the shared inputs, where they are present."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def find_shared() -> Path | None:
    """The folder of shared inputs, or None where the project was cloned alone."""
    folder = Path(os.environ.get("LINGNAN_SHARED_DIR", ROOT.parent / "shared"))
    return folder if (folder / "design.md").is_file() else None


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """`../shared`: absent it skips, but with LINGNAN_SHARED=required its absence is a failure."""
    folder = find_shared()
    if folder is None:
        if os.environ.get("LINGNAN_SHARED") == "required":
            pytest.fail("LINGNAN_SHARED=required, but the folder ../shared is not there")
        pytest.skip("the folder ../shared is not beside this clone")
    return folder

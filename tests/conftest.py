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


@pytest.fixture(autouse=True)
def own_files(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test writes into the installation's folder of files or mail."""
    folder = tmp_path_factory.mktemp("data")
    settings.DATA = folder  # type: ignore[attr-defined]
    settings.FILES_ROOT = folder / "files"  # type: ignore[attr-defined]
    settings.EMAIL_FILE_PATH = folder / "mail"  # type: ignore[attr-defined]

"""What every test may ask for: the shared inputs, where they are present."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """A real Chromium: the system's, since no package registry carries Playwright's own. One for the whole run."""
    from playwright.sync_api import sync_playwright

    found = os.environ.get("LINGNAN_BROWSER") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "no Chromium: run `make test`, which installs it or says what to install"
    # Playwright's loop runs in this thread; Django would refuse its database calls beside it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS, timeout=120_000)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]

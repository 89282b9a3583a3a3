"""Reading settings from the environment: what is allowed is said when a value is not."""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path


def flag(name: str) -> bool:
    """`1`, `true`, `yes` and `on` switch on; anything else is off."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def choice(name: str, options: Mapping[str, str], *, default: str) -> str:
    """The option that the variable names; an unknown one ends the start with the list of those allowed."""
    word = os.environ.get(name, default)
    if word not in options:
        sys.exit(f"lingnan: {name}={word!r} is not known; allowed: {', '.join(options)}")
    return options[word]


def data_folder() -> Path:
    """Where the installation keeps its database, files and keys: LINGNAN_DATA, else `var` in the current folder."""
    folder = Path(os.environ.get("LINGNAN_DATA", "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """LINGNAN_SECRET_KEY, else a key made once for this installation and readable by its owner only."""
    if key := os.environ.get("LINGNAN_SECRET_KEY"):
        return key
    kept = folder / "secret.key"
    if not kept.exists():
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return kept.read_text().strip()

"""Keep files under the digest of their content; the row comes only after the bytes are safe on disk."""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.media import MAX_SIZE, MB, check_content, check_name
from lingnan.engines.identity.models import Attachment, StoredFile
from lingnan.engines.identity.rights import require

PIECE = 1 * MB


def path_of(sha256: str) -> Path:
    """Where the content with this digest lies."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:]


def store_file(*, by: Actor, name: str, content: bytes | BinaryIO, about: str, max_size: int = MAX_SIZE) -> Attachment:
    """Check a file by name, size and content, keep it, and attach it to `about` (`plan.task:12`)."""
    require(by, "identity.attach")
    name = plain_name(name)
    kind = check_name(name)
    with received(content, name=name, max_size=max_size) as (path, sha256, size):
        check_content(name, kind, path)
        keep(path, sha256)
    with transaction.atomic():
        stored, _ = StoredFile.objects.get_or_create(
            sha256=sha256, defaults={"size": size, "media_type": kind.media_type, "stored_at": datetime.now(UTC)}
        )
        attachment = Attachment.objects.create(
            file=stored, name=name, about=about, by_account_id=by.account_id, attached_at=datetime.now(UTC)
        )
        facts = {"name": name, "sha256": sha256, "size": size}
        audit.record(by=by, verb="identity.attach", about=about, summary=f"上传附件 {name}", after=facts)
    return attachment


def plain_name(name: str) -> str:
    """The last part of the name, without anything that a path or a header could trip over."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*').strip(". ")
    if not kept:
        raise Invalid(
            Label(zh="文件名", en="File name"), Label(zh=f"“{name}”不能用作文件名", en=f"{name} cannot be a file name")
        )
    path = Path(kept)
    return f"{path.stem[:150]}{path.suffix[:20]}"


@contextmanager
def received(content: bytes | BinaryIO, *, name: str, max_size: int) -> Iterator[tuple[Path, str, int]]:
    """Write the stream into a temporary file beside its later place; its path, digest and size."""
    incoming = Path(settings.FILES_ROOT) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as file:
        path = Path(file.name)
        try:
            while piece := source.read(PIECE):
                size += len(piece)
                if size > max_size:
                    raise Invalid(
                        name,
                        Label(
                            zh=f"超过 {max_size // MB} MB；请压缩或拆分后再上传",
                            en=f"It is over {max_size // MB} MB: compress or split it, then upload again",
                        ),
                    )
                digest.update(piece)
                file.write(piece)
            if not size:
                raise Invalid(name, Label(zh="文件是空的（0 字节）", en="The file is empty (0 bytes)"))
            file.flush()
            os.fsync(file.fileno())
            yield path, digest.hexdigest(), size
        finally:
            path.unlink(missing_ok=True)


def keep(path: Path, sha256: str) -> None:
    """Give the content its name by a rename, and make the rename last."""
    target = path_of(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    target.chmod(0o640)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def faulty_files() -> Iterator[tuple[str, str]]:
    """Every stored file whose content is missing or is no longer what its digest says: (digest, reason)."""
    for sha256 in StoredFile.objects.values_list("sha256", flat=True).iterator():
        path = path_of(sha256)
        if not path.is_file():
            yield sha256, "missing"
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                yield sha256, "changed"

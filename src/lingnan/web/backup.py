"""A backup is one archive: every table as JSON lines, every file of the installation, and a manifest that proves it.

Tables are written by value, not by database, so a backup of SQLite can be restored into PostgreSQL and back.
"""

import base64
import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from lingnan import __version__
from lingnan.core.errors import Conflict, Invalid
from lingnan.engines.identity import audit
from lingnan.engines.identity.models import AuditHead
from lingnan.engines.place.models import Feature
from lingnan.engines.place.store import store

Say = Callable[[str], object]
FOLDERS = ("files", "cold")  # of the data folder: content-addressed files, older observations
BATCH = 2000
EXACT = (datetime, date, time, Decimal)
"""Types that JSON has not; written as text and read back by the field they belong to."""


def tables() -> list[type[models.Model]]:
    """Every table of ours and of the libraries, in an order in which rows come after those that they name."""
    skipped = {"sessions.session", "contenttypes.contenttype", "auth.permission"}
    found = [m for m in apps.get_models(include_auto_created=True) if not m._meta.proxy]
    return [m for m in found if m._meta.label_lower not in skipped]


def encode(value: object) -> object:
    """A column's value as JSON; a geometry as its WKB."""
    value = getattr(value, "wkb", value)
    if isinstance(value, bytes | memoryview):
        return {"b64": base64.b64encode(bytes(value)).decode()}
    return (
        value.isoformat()
        if isinstance(value, datetime | date | time)
        else str(value)
        if isinstance(value, Decimal)
        else value
    )


def decode(field: "models.Field[object, object]", value: object) -> object:
    """A JSON value as the field holds it."""
    if isinstance(value, dict) and set(value) == {"b64"}:
        stored = base64.b64decode(value["b64"])
        return field.from_db_value(stored, None, connection) if hasattr(field, "from_db_value") else stored
    return value if value is None or isinstance(field, models.JSONField) else field.to_python(value)


def columns(model: type[models.Model]) -> list["models.Field[object, object]"]:
    """The fields of a table that have a column."""
    return [field for field in model._meta.concrete_fields if field.column]


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """Each row as one JSON line, in order of its key."""
    names = [field.attname for field in columns(model)]
    for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=BATCH):
        yield (json.dumps([encode(value) for value in row], ensure_ascii=False) + "\n").encode()


def write(target: Path, *, say: Say = print) -> dict[str, int]:
    """Write a backup to `target` (.tar.gz); rows per table. The archive appears under its name only when whole."""
    counts: dict[str, int] = {}
    part = target.with_name(target.name + ".part")
    with (
        tarfile.open(part, "w:gz", compresslevel=5) as archive,
        transaction.atomic(),
        tempfile.TemporaryDirectory() as room,
    ):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        sums = {}
        for model in tables():
            label = model._meta.label_lower
            path = Path(room) / label
            with path.open("wb") as file:
                for counts[label], line in enumerate(lines(model), 1):
                    file.write(line)
            counts.setdefault(label, 0)
            sums[label] = hashlib.sha256(path.read_bytes()).hexdigest()
            archive.add(path, f"tables/{label}.jsonl")
            path.unlink()
        say(f"{len(counts)} tables, {sum(counts.values())} rows")
        head = AuditHead.objects.filter(one=True).first()
        files = 0
        for folder in FOLDERS:
            for path in sorted((settings.DATA / folder).rglob("*")):
                if path.is_file():
                    archive.add(path, str(path.relative_to(settings.DATA)))
                    files += 1
        say(f"{files} files")
        manifest = {
            "product": "lingnan",
            "version": __version__,
            "written_at": datetime.now(UTC).isoformat(),
            "rows": counts,
            "sha256": sums,
            "columns": {m._meta.label_lower: [f.attname for f in columns(m)] for m in tables()},
            "audit": {"number": head.number, "digest": head.digest} if head else None,
            "files": files,
        }
        body = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(body)
        archive.addfile(entry, io.BytesIO(body))
    part.replace(target)
    return counts


def restore(source: Path, *, wipe: bool = False, say: Say = print) -> dict[str, int]:
    """Put a backup into an empty installation (or, with `wipe`, in place of this one), and verify it."""
    try:
        with tarfile.open(source) as archive, tempfile.TemporaryDirectory(dir=settings.DATA) as room:
            unpack(archive, Path(room))
            return put_back(Path(room), wipe=wipe, say=say)
    except (tarfile.TarError, EOFError) as error:
        raise Invalid(source.name, f"不是完整的备份文件：{error}") from error


def unpack(archive: tarfile.TarFile, room: Path) -> None:
    """The archive's plain files under `room`; what leads outside of it, or is no plain file, is refused.

    Debian 12's Python 3.11.2 has no `extractall(filter=…)` yet.
    """
    for member in archive:
        target = (room / member.name).resolve()
        if member.isdir():
            continue
        if not member.isfile() or not target.is_relative_to(room.resolve()):
            raise Invalid(member.name, "不是备份里该有的文件")
        target.parent.mkdir(parents=True, exist_ok=True)
        content = archive.extractfile(member)
        if content is None:
            raise Invalid(member.name, "读不出来，备份已损坏")
        with content, target.open("wb") as file:
            shutil.copyfileobj(content, file)


def put_back(room: Path, *, wipe: bool, say: Say) -> dict[str, int]:
    """The unpacked backup into the database and the data folder, all or nothing."""
    try:
        manifest = json.loads((room / "manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise Invalid("manifest.json", "备份里没有清单，不能恢复") from error
    call_command("migrate", verbosity=0)
    if not wipe and AuditHead.objects.exists():
        raise Conflict("这个数据库里已有数据。要用备份替换它，请加 --wipe")
    with whole_restore():
        for model in reversed(tables()):
            model._base_manager.all()._raw_delete(connection.alias)
        for model in tables():
            load(model, room / "tables" / f"{model._meta.label_lower}.jsonl", manifest)
        index_features()
        verify(manifest)
    for folder in FOLDERS:
        shutil.rmtree(settings.DATA / folder, ignore_errors=True)
        if (room / folder).is_dir():
            shutil.move(room / folder, settings.DATA / folder)
    counts: dict[str, int] = manifest["rows"]
    say(f"{len(counts)} tables, {sum(counts.values())} rows, {manifest['files']} files; audit chain whole")
    return counts


def index_features() -> None:
    """The search tree beside the features is no table of a model: made anew from their boxes."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM place_rtree")
    store().index(Feature.objects.values_list("pk", flat=True))


@contextmanager
def whole_restore() -> Iterator[None]:
    """One transaction in which rows may come before those that they name."""
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            stack.enter_context(connection.constraint_checks_disabled())
        stack.enter_context(transaction.atomic())
        yield
        if connection.vendor == "sqlite":
            connection.check_constraints()
        for sql in connection.ops.sequence_reset_sql(no_style(), tables()):
            with connection.cursor() as cursor:
                cursor.execute(sql)


def load(model: type[models.Model], path: Path, manifest: dict[str, dict[str, object]]) -> None:
    """One table from its lines; a line count or sum that differs from the manifest is refused."""
    label = model._meta.label_lower
    if not path.exists():
        return
    if hashlib.sha256(path.read_bytes()).hexdigest() != manifest["sha256"].get(label):
        raise Invalid(f"tables/{label}.jsonl", "内容与清单不符，备份已损坏")
    by_name = {field.attname: field for field in columns(model)}
    names = manifest["columns"][label]
    fields = [by_name.get(str(name)) for name in names]  # type: ignore[attr-defined]
    with path.open(encoding="utf-8") as file:
        for rows in batches(json.loads(line) for line in file):
            model._base_manager.bulk_create(
                model(**{f.attname: decode(f, value) for f, value in zip(fields, row, strict=True) if f})
                for row in rows
            )


def batches(rows: Iterable[list[object]]) -> Iterator[list[list[object]]]:
    """The rows a few thousand at a time."""
    kept: list[list[object]] = []
    for row in rows:
        kept.append(row)
        if len(kept) == BATCH:
            yield kept
            kept = []
    if kept:
        yield kept


def verify(manifest: dict[str, dict[str, object]]) -> None:
    """Row counts as the manifest says, and the audit chain whole; otherwise nothing is restored."""
    for model in tables():
        wanted, seen = manifest["rows"].get(model._meta.label_lower, 0), model._base_manager.count()
        if wanted != seen:
            raise Invalid(model._meta.label_lower, f"备份里 {wanted} 行，恢复后 {seen} 行")
    if fault := next(audit.verify(), None):
        raise Invalid(f"audit {fault.number}", fault.reason)

"""Installations as an administrator has them: a data folder, a database, and the `lingnan` command in a process."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[3]
SERVER = os.environ.get("DATABASE_URL", "")
SETTINGS_OF_OURS = ("LINGNAN_", "DJANGO_", "DATABASE_URL")


def administer(statement: str) -> None:
    """One statement to the PostgreSQL that the suite brought up."""
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement.encode())


@dataclass(kw_only=True)
class Installation:
    """One installation of its own: on SQLite in its folder, or, where the suite runs on PostgreSQL, in a database."""

    folder: Path
    database: str = field(default_factory=lambda: f"newcomer_{uuid.uuid4().hex[:12]}")
    template: str = "template0"

    def create(self) -> "Installation":
        """The empty folder and database (or copies of the template's)."""
        if SERVER:
            administer(f'CREATE DATABASE "{self.database}" TEMPLATE "{self.template}"')
        return self

    def drop(self) -> None:
        """Everything away, as after a burnt disk."""
        if SERVER:
            administer(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)

    def copy(self, folder: Path) -> "Installation":
        """The same again elsewhere, to be changed by a test."""
        if self.folder.exists():
            shutil.copytree(self.folder, folder)
        return Installation(folder=folder, template=self.database).create()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of this one's settings."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(SETTINGS_OF_OURS)}
        kept |= {"LINGNAN_DATA": str(self.folder), "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
        kept |= {"DJANGO_SETTINGS_MODULE": "lingnan.web.settings"}
        return kept | ({"DATABASE_URL": urlsplit(SERVER)._replace(path=f"/{self.database}").geturl()} if SERVER else {})

    def start(self, *words: str | Path) -> "subprocess.Popen[str]":
        """`lingnan …` in a group of its own, its words to be read as they come."""
        command = [sys.executable, "-m", "lingnan", *map(str, words)]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, env=self.environment, stdout=pipe, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )

    def run(self, *words: str | Path, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """`lingnan …` to its end."""
        return self.python("-m", "lingnan", *words, stdin=stdin)

    def python(self, *words: str | Path, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """A Python program with this installation's settings."""
        command = [sys.executable, *map(str, words)]
        return subprocess.run(
            command, env=self.environment, check=False, capture_output=True, text=True, input=stdin, timeout=600
        )

    def rows(self) -> dict[str, int]:
        """How many rows each table of a backup has."""
        return ask(self, "{model._meta.label: model._base_manager.count() for model in tables()}")

    def sql(self, *statements: str) -> None:
        """What somebody does who has the database's password and no scruples."""
        if SERVER:
            address = self.environment["DATABASE_URL"]
            with psycopg.connect(address) as connection:
                for statement in statements:
                    connection.execute(statement.encode())
            return
        with contextlib.closing(sqlite3.connect(self.folder / "lingnan.sqlite3")) as plain, plain:
            for statement in statements:
                plain.execute(statement)


def ask(installation: Installation, expression: str) -> dict[str, int]:
    """The value of an expression over the tables, computed inside the installation."""
    script = (
        f"import json, django; django.setup()\nfrom lingnan.web.backup import tables\nprint(json.dumps({expression}))"
    )
    done = installation.python("-c", script)
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)
    return found

"""How ktui's own SQLite files are opened: nobody else's business, fit for two processes at once, and by version."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BUSY_SECONDS = 2.0
"""For which another process is waited for; it writes a few rows at a time."""


def opened(path: Path, migrations: Sequence[str]) -> sqlite3.Connection:
    """The file, made if it is not there, as the last of `migrations` leaves it.

    Raises `sqlite3.Error` and `OSError`: it is damaged, of a later version, not to be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite would make it for all to read; what it makes beside the file has the file's own mode.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    os.chmod(path, 0o600)
    db = connected(str(path))
    try:
        # Readers and one writer do not wait for each other, and what was committed outlives a killed process.
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        migrate(db, migrations)
    except BaseException:
        db.close()
        raise
    return db


def connected(place: str) -> sqlite3.Connection:
    """A connection that any thread may use, one after the other; `:memory:` for one without a file."""
    db = sqlite3.connect(place, timeout=BUSY_SECONDS, check_same_thread=False)
    db.row_factory = sqlite3.Row
    return db


def migrate(db: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """Bring the tables from whatever version they are of to that of the last migration.

    `PRAGMA user_version` is how many were done. All of them are done or none. Raises `sqlite3.DatabaseError` for a file
    of a later version.
    """
    with db:
        db.execute("BEGIN IMMEDIATE")  # another process may be about to do the same
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(migrations):
            raise sqlite3.DatabaseError(f"it is of version {version}, and this ktui knows {len(migrations)}")
        for migration in migrations[version:]:
            for statement in migration.split(";"):
                db.execute(statement)
        if version < len(migrations):
            db.execute(f"PRAGMA user_version = {len(migrations)}")


def reason_of(error: Exception) -> str:
    """What was wrong with a file, in the system's words or SQLite's."""
    return getattr(error, "strerror", None) or str(error)

"""The journal: a small SQLite file of what was changed, written before a change is sent and again when it is answered.

Two processes may write it at once. Where the file cannot be used (a full or read-only disk, damage), the changes of
this process are kept in memory, so that they can still be undone here, and `problem` says what was wrong: in the middle
of an incident the change matters more than its record.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from ktui.databases import connected, migrate, opened, reason_of
from ktui.journal.schema import MIGRATIONS, SELECT, entry_of, row_of
from ktui.model.writes import Outcome
from ktui.paths import state_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ktui.model.writes import Change, Entry

FILE = "journal.db"
"""In the state folder."""

MAX_CHANGES = 5_000
"""Changes that are kept, the latest ones: years of them, and a file of some megabytes."""

LONGEST_SECONDS = 300.0
"""After which a change that is still pending is nobody's any more, whatever its sender's pid says: no request takes as
long, and pids are given again."""

T = TypeVar("T")


class Journal:
    """One user's changes in all clusters. Called from any thread; each call is done before the next begins."""

    def __init__(self, path: Path | None = None, *, now: Callable[[], float] = time.time) -> None:
        """The journal in the state folder, or in another file; never raises."""
        self._path = path or state_dir() / FILE
        self._now = now
        self._lock = threading.Lock()
        self.problem = ""
        """Why the file is not used, in a sentence; empty: it is."""
        try:
            self._db = self._opened()
        except (sqlite3.Error, OSError) as error:
            self._db = self._in_memory(error)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock, closing(self._db):
            pass

    # -- what the gateway tells

    def begin(
        self, cluster: str, context: str, changes: Sequence[Change], undoes: int | None = None
    ) -> tuple[int, Sequence[int]]:
        """Keep that these are about to be sent, all or none; their number as one, and each entry's."""
        return self._do(lambda db: self._begin(db, cluster, context, changes, undoes))

    def _begin(
        self, db: sqlite3.Connection, cluster: str, context: str, changes: Sequence[Change], undoes: int | None
    ) -> tuple[int, Sequence[int]]:
        number = db.execute(
            "INSERT INTO changes (at, cluster, context, undoes, is_undo)"
            " VALUES (?, ?, ?, ?, coalesce((SELECT NOT is_undo FROM changes WHERE number = ?), 0))",
            (self._now(), cluster, context, undoes, undoes),
        ).lastrowid
        assert number is not None
        entries = []
        for change in changes:
            row = {
                **row_of(change),
                "number": number,
                "outcome": Outcome.PENDING,
                "message": "",
                "host": socket.gethostname(),
                "pid": os.getpid(),
            }
            entry = db.execute(
                f"INSERT INTO entries ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
            ).lastrowid
            assert entry is not None
            entries.append(entry)
        db.execute("DELETE FROM entries WHERE number <= ?", (number - MAX_CHANGES,))
        db.execute("DELETE FROM changes WHERE number <= ?", (number - MAX_CHANGES,))
        return number, entries

    def finish(self, entry: int, outcome: Outcome, message: str, uid: str = "") -> None:
        """How one of them ended; `uid` is that of an object that was made, else empty."""
        self._do(
            lambda db: db.execute(
                "UPDATE entries SET outcome = ?, message = ?, uid = CASE WHEN uid = '' THEN ? ELSE uid END"
                " WHERE entry = ?",
                (outcome, message, uid, entry),
            )
        )

    # -- what is asked of it

    def entries(self, cluster: str, *, limit: int = 1_000) -> list[Entry]:
        """A cluster's entries, the latest first."""
        return self._select("WHERE changes.cluster = ? ORDER BY entries.entry DESC LIMIT ?", (cluster, limit))

    def change(self, cluster: str, number: int) -> list[Entry]:
        """The entries of one change, in the order in which they were sent; none: there is no such change."""
        return self._select("WHERE changes.cluster = ? AND changes.number = ? ORDER BY entry", (cluster, number))

    def latest(self, cluster: str) -> list[Entry]:
        """The entries of the latest change that changed something, is no undo and is not undone."""
        found = self._do(
            lambda db: db.execute(
                f"SELECT max(number) FROM ({SELECT} WHERE changes.cluster = ?)"
                " WHERE NOT is_undo AND undone_by IS NULL AND outcome IN (?, ?, ?)",
                (cluster, Outcome.APPLIED, Outcome.UNKNOWN, Outcome.PENDING),
            ).fetchone()[0]
        )
        return [] if found is None else self.change(cluster, found)

    def open_ends(self, cluster: str) -> list[Entry]:
        """Entries of which it is not known how they ended, and that nobody is waiting for any more."""
        rows = self._do(
            lambda db: db.execute(
                f"{SELECT} WHERE changes.cluster = ? AND entries.outcome IN (?, ?) ORDER BY entry",
                (cluster, Outcome.PENDING, Outcome.UNKNOWN),
            ).fetchall()
        )
        return [entry_of(row) for row in rows if row["outcome"] == Outcome.UNKNOWN or not self._under_way(row)]

    def _under_way(self, row: sqlite3.Row) -> bool:
        """Whether the process that sends it is still at work on it."""
        if self._now() - row["at"] > LONGEST_SECONDS:
            return False
        if row["host"] != socket.gethostname():
            return True
        try:
            os.kill(row["pid"], 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True

    def _select(self, where: str, values: tuple[object, ...]) -> list[Entry]:
        rows = self._do(lambda db: db.execute(f"{SELECT} {where}", values).fetchall())
        return [entry_of(row) for row in rows]

    # -- the file

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """All of it or nothing of it; where the file fails, in memory from now on."""
        with self._lock:
            try:
                with self._db:
                    return work(self._db)
            except sqlite3.Error as error:
                if self.problem:
                    raise
                self._db.close()
                self._db = self._in_memory(error)
                with self._db:
                    return work(self._db)

    def _opened(self) -> sqlite3.Connection:
        db = opened(self._path, MIGRATIONS)
        try:
            # A damaged file often opens: only reading shows it.
            db.execute(f"{SELECT} LIMIT 1").fetchall()
        except BaseException:
            db.close()
            raise
        return db

    def _in_memory(self, error: Exception) -> sqlite3.Connection:
        self.problem = (
            f"the journal {self._path} cannot be used ({reason_of(error)}): changes are not recorded, and ktui undo"
            " will not know them; free the disk, or move the file away"
        )
        db = connected(":memory:")
        migrate(db, MIGRATIONS)
        return db

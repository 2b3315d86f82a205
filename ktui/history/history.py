"""The history: a bounded SQLite file of what was seen of pods and Jobs, by cluster.

Two processes may write it at once: the same thing seen by both is kept once. Where the file cannot be used (a full or
read-only disk, damage, a later version), `problem` says so and nothing is kept any more: what is on the screen does not
hang on it.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import TYPE_CHECKING, TypeVar

from ktui.databases import opened, reason_of
from ktui.history.schema import MIGRATIONS, RUN_COLUMNS, decoded, digest, encoded, happened, run_of, run_row
from ktui.model.keeping import USUAL
from ktui.paths import state_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ktui.history.schema import Seen
    from ktui.model.evidence import Observation
    from ktui.model.runs import JobRun

FILE = "history.db"
"""In the state folder."""

DAY = 86_400.0
MEGABYTE = 1_000_000

LOOKED_EVERY = 3_600.0
"""Seconds between two looks for what is too old."""

MOST_SINCE = 20_000
"""Observations that are told of all pods together."""

SHARE = 10
"""Where there is too much, one part in so many is dropped at once, the oldest."""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

T = TypeVar("T")


def history_file() -> Path:
    """Where the history is."""
    return state_dir() / FILE


def history_size() -> int | None:
    """Its bytes, with those of SQLite's log; None: there is none."""
    path = history_file()
    try:
        size = path.stat().st_size
        log = path.with_name(f"{path.name}-wal")
        return size + (log.stat().st_size if log.exists() else 0)
    except OSError:
        return None


class History:
    """What one user's ktui has seen in all clusters. Called from any thread; each call is done before the next."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        days: float = USUAL.days,
        megabytes: float = USUAL.megabytes,
        now: Callable[[], float] = time.time,
    ) -> None:
        """The history in the state folder, or in another file; never raises.

        It has at most so many megabytes, and SQLite's log beside it some more.
        """
        self.path = path or history_file()
        self._days = days
        self._most = int(megabytes * MEGABYTE)
        self._now = now
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self.problem = ""
        """Why nothing is kept, in a sentence; empty: it is."""
        self._db: sqlite3.Connection | None = None
        try:
            self._db = opened(self.path, MIGRATIONS)
            # A damaged file often opens: only reading shows it.
            for table in ("pods", "observations", "runs"):
                self._db.execute(f"SELECT * FROM {table} LIMIT 1").fetchall()
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None

    # -- what is kept

    def keep(self, cluster: str, seen: Sequence[Seen], runs: Sequence[JobRun] = ()) -> bool:
        """Keep these, all or none; whether that is done with, or to be tried again as another process is at it."""
        oldest = self._oldest
        rows = []
        for uid, _, _, what in seen:
            at = happened(what)
            if at is None or at >= oldest:
                row = encoded(what)
                rows.append((self._now() if at is None else at, row, digest(row), cluster, uid))
        pods = {(cluster, uid, namespace, name) for uid, namespace, name, _ in seen}
        ended = [run_row(cluster, run) for run in runs if run.ended >= oldest]
        if not rows and not ended:
            return True

        def write(db: sqlite3.Connection) -> bool:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT OR IGNORE INTO pods (cluster, uid, namespace, name) VALUES (?, ?, ?, ?)", pods)
            db.executemany(
                "INSERT OR IGNORE INTO observations (pod, at, seen, digest)"
                " SELECT pod, ?, ?, ? FROM pods WHERE cluster = ? AND uid = ?",
                rows,
            )
            db.executemany(
                f"INSERT OR IGNORE INTO runs (cluster, {', '.join(RUN_COLUMNS)})"
                f" VALUES ({', '.join('?' * (1 + len(RUN_COLUMNS)))})",
                ended,
            )
            self._bound(db)
            return True

        return self._do(write, busy=False, without=True)

    # -- what is asked of it

    def past(self, cluster: str, uid: str) -> list[Observation]:
        """All that was seen of a pod."""
        rows = self._select(
            "SELECT seen FROM observations JOIN pods USING (pod) WHERE cluster = ? AND uid = ?", (cluster, uid)
        )
        return decoded(row["seen"] for row in rows)

    def since(self, cluster: str, at: float) -> dict[str, list[Observation]]:
        """What happened in a cluster since then, by the pod's uid; `MOST_SINCE` at most, the latest."""
        rows = self._select(
            "SELECT uid, seen FROM observations JOIN pods USING (pod) WHERE cluster = ? AND at >= ?"
            " ORDER BY at DESC LIMIT ?",
            (cluster, at, MOST_SINCE),
        )
        found: dict[str, list[bytes]] = {}
        for row in rows:
            found.setdefault(row["uid"], []).append(row["seen"])
        return {uid: decoded(some) for uid, some in found.items()}

    def runs(self, cluster: str, namespace: str, cronjob: str) -> list[JobRun]:
        """The finished runs of a CronJob, also of an earlier one of the same name, the latest first."""
        rows = self._select(
            "SELECT * FROM runs WHERE cluster = ? AND namespace = ? AND cronjob = ? ORDER BY ended DESC",
            (cluster, namespace, cronjob),
        )
        return [run_of(row) for row in rows]

    def clear(self) -> int:
        """Forget everything, of every cluster; how many observations and runs that were.

        Where another process is at it for long, that is a `problem`.
        """

        def delete(db: sqlite3.Connection) -> int:
            db.execute("BEGIN IMMEDIATE")
            removed = db.execute("DELETE FROM observations").rowcount + db.execute("DELETE FROM runs").rowcount
            db.execute("DELETE FROM pods")
            return removed

        removed = self._do(delete, busy=-1, without=0)
        if removed < 0:
            self.problem = f"the history {self.path} is being written by another process: try again"
            return 0
        self._shrink()
        return removed

    def _select(self, query: str, values: Sequence[object]) -> list[sqlite3.Row]:
        none: list[sqlite3.Row] = []
        return self._do(lambda db: db.execute(query, values).fetchall(), busy=none, without=none)

    # -- bounds

    @property
    def _oldest(self) -> float:
        return self._now() - self._days * DAY

    def _bound(self, db: sqlite3.Connection) -> None:
        """Drop what is too old, now and then, and the oldest where there is too much."""
        now = self._now()
        if now - self._looked >= LOOKED_EVERY:
            self._looked = now
            db.execute("DELETE FROM observations WHERE at < ?", (self._oldest,))
            db.execute("DELETE FROM runs WHERE ended < ?", (self._oldest,))
            _drop_empty(db)
        while _used(db) > self._most:
            dropped = 0
            for table, key, at in (("observations", "observation", "at"), ("runs", "run", "ended")):
                count = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                dropped += db.execute(
                    f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} ORDER BY {at} LIMIT ?)",
                    (-(-count // SHARE),),
                ).rowcount
            _drop_empty(db)
            if not dropped:
                break

    def _shrink(self) -> None:
        """Give the room back, and leave nothing of what was there in the file; another process may prevent it."""
        with self._lock:
            if self._db is not None:
                try:
                    self._db.execute("VACUUM")
                    self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                except sqlite3.Error:
                    return

    # -- the file

    def _do(self, work: Callable[[sqlite3.Connection], T], *, busy: T, without: T) -> T:
        """All of it or nothing of it; `busy` where another process is at it, `without` where there is no file."""
        with self._lock:
            if self._db is None:
                return without
            try:
                with self._db:
                    return work(self._db)
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY:
                    return busy
                self._give_up(error)
                return without

    def _give_up(self, error: Exception) -> None:
        self.problem = (
            f"the history {self.path} cannot be used ({reason_of(error)}): what is seen now is forgotten when ktui"
            " ends; free the disk, or move the file away"
        )
        if self._db is not None:
            self._db.close()
            self._db = None


def _used(db: sqlite3.Connection) -> int:
    """Bytes of the file that hold something."""
    pages, free, size = (
        db.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _drop_empty(db: sqlite3.Connection) -> None:
    """Pods of which nothing is left."""
    db.execute("DELETE FROM pods WHERE pod NOT IN (SELECT pod FROM observations)")

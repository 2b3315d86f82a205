"""A history that cannot be used: one sentence, and ktui goes on without it."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ktui.history import history as module
from ktui.history.history import History
from ktui.history.schema import MIGRATIONS
from tests.fakes.clock import FakeClock
from tests.history.things import CLUSTER, run, seen, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "ktui"
    folder.mkdir(mode=0o700)
    return folder / "history.db"


def told(history: History) -> str:
    """Its problem; nothing else comes of using it."""
    assert history.keep(CLUSTER, seen(write()), [run()])
    assert history.past(CLUSTER, "u-1") == []
    assert history.since(CLUSTER, 0.0) == {}
    assert history.runs(CLUSTER, "default", "backup") == []
    assert history.clear() == 0
    history.close()
    assert history.problem.startswith(f"the history {history.path} cannot be used (")
    assert history.problem.count("\n") == 0
    return history.problem


def test_a_file_that_is_none_of_ours_is_left_as_it_is(path: Path) -> None:
    path.write_bytes(b"my notes, all of them " * 200)
    before = path.read_bytes()
    assert "file is not a database" in told(History(path))
    assert path.read_bytes() == before


def test_a_file_that_is_damaged_in_the_middle(path: Path) -> None:
    history = History(path, now=FakeClock().time)
    for number in range(40):
        history.keep(CLUSTER, seen(*(write(f"e{number}", count, message="x" * 300) for count in range(20))))
    history.close()
    whole = bytearray(path.read_bytes())
    whole[4096 : len(whole) - 4096] = os.urandom(len(whole) - 2 * 4096)
    path.write_bytes(whole)
    history = History(path, now=FakeClock().time)
    for _ in range(3):
        history.keep(CLUSTER, seen(write("new")))
        history.past(CLUSTER, "u-1")
    assert "cannot be used" in history.problem
    told(history)


def test_a_file_of_a_later_version_is_left_as_it_is(path: Path) -> None:
    History(path).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    assert f"it is of version {len(MIGRATIONS) + 1}, and this ktui knows {len(MIGRATIONS)}" in told(History(path))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "Not a directory" in told(History(tmp_path / "file" / "ktui" / "history.db"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        assert "Permission denied" in told(History(path))
    finally:
        path.parent.chmod(0o700)


def test_a_disk_that_is_read_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("ktui.databases.os.open", refuse)
    assert "Read-only file system" in told(History(path))


def test_a_disk_that_gets_full(path: Path) -> None:
    history = History(path, now=FakeClock().time)
    assert history.keep(CLUSTER, seen(write()))
    assert history._db is not None
    pages = history._db.execute("PRAGMA page_count").fetchone()[0]
    history._db.execute(f"PRAGMA max_page_count = {pages + 1}")
    more = [write(f"e{number}", message="x" * 900) for number in range(100)]
    assert history.keep(CLUSTER, seen(*more))
    assert "database or disk is full" in told(history)
    kept = History(path, now=FakeClock().time)
    assert kept.past(CLUSTER, "u-1") == [write()]
    kept.close()


def test_while_another_process_writes_it_is_tried_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ktui.databases.BUSY_SECONDS", 0.01)
    clock = FakeClock()
    history = History(path, now=clock.time)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("BEGIN IMMEDIATE")
        assert not history.keep(CLUSTER, seen(write()))
        assert history.past(CLUSTER, "u-1") == []
        assert history.clear() == 0
        assert "by another process" in history.problem
    assert history.keep(CLUSTER, seen(write()))
    assert history.past(CLUSTER, "u-1") == [write()]
    history.close()


# Versions


def test_a_file_of_the_first_version_is_brought_up_and_keeps_what_it_has(path: Path) -> None:
    clock = FakeClock()
    first = History(path, now=clock.time)
    first.keep(CLUSTER, seen(write()))
    first.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TABLE runs")
        db.execute("PRAGMA user_version = 1")
    history = History(path, now=clock.time)
    assert history.problem == ""
    assert history.past(CLUSTER, "u-1") == [write()]
    history.keep(CLUSTER, [], [run()])
    assert history.runs(CLUSTER, "default", "backup") == [run()]
    history.close()


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_every_version_comes_to_the_same_tables(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for migration in MIGRATIONS[:version]:
            db.executescript(migration)
        db.execute(f"PRAGMA user_version = {version}")
    History(path).close()
    other = path.with_name("fresh.db")
    History(other).close()

    def tables(file: Path) -> list[object]:
        with closing(sqlite3.connect(file)) as db:
            assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
            return db.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()

    assert tables(path) == tables(other)


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    history = History(path, now=clock.time)
    history.keep(CLUSTER, seen(write()))
    history.close()
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE more (a); CREATE TABLE pods (b)"))
    assert "already exists" in told(History(path, now=clock.time))
    monkeypatch.undo()
    history = History(path, now=clock.time)
    assert history.problem == ""
    assert history.past(CLUSTER, "u-1") == [write()]
    history.close()


# Processes

WRITER = """
import sys
from pathlib import Path
from ktui.history.history import History
from tests.history.things import CLUSTER, seen, write
from tests.fakes.clock import FakeClock
path, first = Path(sys.argv[1]), int(sys.argv[2])
history = History(path, now=FakeClock().time)
print("up", flush=True)
sys.stdin.readline()
for number in range(first, first + 200):
    while not history.keep(CLUSTER, seen(write(f"e-{number}"))):
        pass
    if number == first + 20:
        print("begun", flush=True)
assert history.problem == "", history.problem
print("done", flush=True)
"""


def writer(path: Path, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(first)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_two_processes_write_at_once_and_one_that_is_killed_breaks_nothing(path: Path) -> None:
    one, other, killed = (writer(path, first) for first in (0, 100, 1_000))
    for process in (one, other, killed):
        begin(process)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "begun\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    for process in (one, other):
        out, _ = process.communicate(timeout=60)
        assert out.splitlines()[-1] == "done"
    history = History(path, now=FakeClock().time)
    names = {each.name for each in history.past(CLUSTER, "u-1") if hasattr(each, "name")}
    assert {f"e-{number}" for number in range(300)} <= names
    assert {f"e-{number}" for number in range(1_000, 1_020)} <= names
    assert len(history.past(CLUSTER, "u-1")) == len(names)
    history.close()

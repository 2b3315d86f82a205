"""The journal: what was changed is kept before it is sent, whatever becomes of the process, the disk and the file."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ktui.insight.writes.labels import label, parse_labels
from ktui.journal.journal import LONGEST_SECONDS, MAX_CHANGES, Journal
from ktui.model.writes import Change, Outcome
from tests.fakes.clock import START, FakeClock
from tests.insight.writes.changing import node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def change(name: str = "n1") -> Change:
    made = node(disk="hdd")
    made["metadata"]["name"] = name
    write = label(made, parse_labels(["disk=ssd", "tier="]))
    assert write is not None
    return write.change


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ktui" / "journal.db"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def journal(path: Path, clock: FakeClock) -> Iterator[Journal]:
    made = Journal(path, now=clock.time)
    yield made
    made.close()


def keep(journal: Journal, *names: str, undoes: int | None = None, outcome: Outcome = Outcome.APPLIED) -> int:
    """A change of these nodes that has ended."""
    number, entries = journal.begin("c", "lab", [change(name) for name in names], undoes)
    for entry in entries:
        journal.finish(entry, outcome, "")
    return number


def test_what_is_kept_is_what_was_told(journal: Journal) -> None:
    number, entries = journal.begin("c", "lab", [change("n1"), change("n2")])
    assert [entry.outcome for entry in journal.change("c", number)] == [Outcome.PENDING] * 2
    journal.finish(entries[0], Outcome.APPLIED, "done")
    journal.finish(entries[1], Outcome.REFUSED, "no")
    second, first = journal.entries("c")
    assert (first.change, second.change) == (change("n1"), change("n2"))
    assert (first.number, first.at, first.context) == (number, START, "lab")
    assert (first.outcome, first.message, first.undoes, first.undone_by) == (Outcome.APPLIED, "done", None, None)
    assert (second.outcome, second.message) == (Outcome.REFUSED, "no")


def test_each_cluster_has_its_own(journal: Journal) -> None:
    number = keep(journal, "n1")
    assert journal.entries("other") == []
    assert journal.change("other", number) == []
    assert journal.latest("other") == []


def test_the_file_is_nobodys_business(journal: Journal, path: Path) -> None:
    keep(journal, "n1")
    for each in path.parent.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600, each
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_was_made_gets_its_uid_and_what_was_there_keeps_its_own(journal: Journal) -> None:
    number, (entry,) = journal.begin("c", "lab", [change()])
    journal.finish(entry, Outcome.APPLIED, "", "u-9")
    assert journal.change("c", number)[0].change.ref.uid == "u-1"


# Which change is undone


def test_the_latest_is_the_last_that_changed_something(journal: Journal) -> None:
    first = keep(journal, "n1")
    keep(journal, "n2", outcome=Outcome.REFUSED)
    assert [entry.number for entry in journal.latest("c")] == [first]


def test_undone_twice_goes_further_back_and_an_undo_can_be_undone_itself(journal: Journal) -> None:
    first, second = keep(journal, "n1"), keep(journal, "n2")
    undo = keep(journal, "n2", undoes=second)
    assert journal.change("c", second)[0].undone_by == undo
    assert [entry.number for entry in journal.latest("c")] == [first]
    redo = keep(journal, "n2", undoes=undo)
    assert journal.change("c", undo)[0].undone_by == redo
    assert [entry.number for entry in journal.latest("c")] == [redo]


def test_what_of_a_change_was_not_undone_is_still_to_be_undone(journal: Journal) -> None:
    number = keep(journal, "n1", "n2")
    undo = keep(journal, "n1", undoes=number)
    keep(journal, "n2", undoes=number, outcome=Outcome.REFUSED)
    assert [entry.undone_by for entry in journal.latest("c")] == [undo, None]


# Open ends


def test_what_this_process_is_sending_is_no_open_end(journal: Journal) -> None:
    journal.begin("c", "lab", [change()])
    assert journal.open_ends("c") == []


def test_what_takes_too_long_is_nobodys_any_more(journal: Journal, clock: FakeClock) -> None:
    journal.begin("c", "lab", [change()])
    clock.jump(LONGEST_SECONDS + 1)
    assert len(journal.open_ends("c")) == 1


def test_what_another_machine_is_sending_is_its_own_matter(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getpid", lambda: 2**22 + 1)  # no machine has such a process
    journal.begin("c", "lab", [change()])
    assert len(journal.open_ends("c")) == 1
    monkeypatch.setattr("socket.gethostname", lambda: "another")
    assert journal.open_ends("c") == []


def test_what_is_not_known_is_an_open_end(journal: Journal) -> None:
    keep(journal, "n1", outcome=Outcome.UNKNOWN)
    assert len(journal.open_ends("c")) == 1


def test_a_process_that_was_killed_while_sending_leaves_an_open_end(path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from tests.journal.test_journal import Journal, change
journal = Journal(Path({str(path)!r}))
journal.begin("c", "lab", [change()])
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    with closing(Journal(path)) as journal:
        (entry,) = journal.open_ends("c")
        assert (entry.change, entry.outcome) == (change(), Outcome.PENDING)


# Trouble


def test_two_processes_write_at_once(path: Path, journal: Journal) -> None:
    code = f"""
from pathlib import Path
from tests.journal.test_journal import Journal, keep
journal = Journal(Path({str(path)!r}))
for turn in range(30): keep(journal, "n1")
assert not journal.problem, journal.problem
journal.close()
"""
    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    for _ in range(30):
        keep(journal, "n2")
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert not journal.problem
    assert len(journal.entries("c")) == 90


def works_in_memory(journal: Journal, said: str) -> None:
    number = keep(journal, "n1")
    assert [entry.number for entry in journal.latest("c")] == [number]
    assert said in journal.problem
    assert "\n" not in journal.problem
    journal.close()


def test_a_damaged_file_is_said_and_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 100)
    before = path.read_bytes()
    works_in_memory(Journal(path), "file is not a database")
    assert path.read_bytes() == before


def test_a_file_of_a_later_version_is_said_and_left_alone(path: Path, journal: Journal) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 9")
    works_in_memory(Journal(path), "it is of version 9")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    works_in_memory(Journal(tmp_path / "file" / "journal.db"), "File exists")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    works_in_memory(Journal(tmp_path / "journal.db"), "Permission denied")


def test_a_disk_that_fills_up_later_is_said(path: Path) -> None:
    journal = Journal(path)
    keep(journal, "n1")
    pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
    journal._db.execute(f"PRAGMA max_page_count = {pages}")
    for _ in range(100):
        number = keep(journal, "n2", "n3", "n4")
    assert "disk is full" in journal.problem
    assert [entry.number for entry in journal.latest("c")] == [number] * 3
    journal.close()


def test_it_does_not_grow_for_ever(journal: Journal) -> None:
    first = keep(journal, "n1")
    journal._db.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'changes'", (first + MAX_CHANGES - 1,))
    journal._db.commit()
    keep(journal, "n2")
    assert [entry.change.ref.name for entry in journal.entries("c")] == ["n2"]

"""What a real ktui has seen is there for the next one, unless it is told to keep nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ktui.demo.server.store import timestamp
from tests.fakes.objects import event
from tests.terminal.test_configured import configure

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terminal.conftest import Cluster, Ktui


def file_of(ktui: Ktui) -> Path:
    return ktui.folder / "state" / "ktui" / "history.db"


def failing(cluster: Cluster) -> None:
    """A pod that fails now."""
    (pod,) = [pod for pod in cluster.call(lambda server: server.objects("pods")) if pod["metadata"]["name"] == "beta"]
    now = cluster.call(lambda server: timestamp(server.store.now()))
    failed = event("failed", "web", about="beta") | {"firstTimestamp": now, "lastTimestamp": now}
    failed["involvedObject"]["uid"] = pod["metadata"]["uid"]
    cluster.put("events", failed)


def kept(ktui: Ktui) -> int:
    with closing(sqlite3.connect(file_of(ktui))) as db:
        if db.execute("PRAGMA user_version").fetchone() == (0,):
            return 0  # it is being made
        (count,) = db.execute(
            "SELECT count(*) FROM observations WHERE CAST(seen AS TEXT) LIKE '%Unhealthy%'"
        ).fetchone()
    return int(count)


def test_what_was_seen_is_kept_in_the_end_and_nobody_else_may_read_it(ktui: Ktui, cluster: Cluster) -> None:
    failing(cluster)
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.wait(lambda: file_of(ktui).exists() and kept(ktui) == 1)
        terminal.keys("q")
        assert terminal.exit_code() == 0
        assert terminal.left_behind() == ""
    assert sorted(each.name for each in file_of(ktui).parent.iterdir() if "history" in each.name) == ["history.db"]
    assert file_of(ktui).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("text", "flags"), [("", ["--no-history"]), ("history: false", [])])
def test_nothing_is_kept_where_that_is_not_wanted(ktui: Ktui, cluster: Cluster, text: str, flags: list[str]) -> None:
    configure(ktui, text)
    failing(cluster)
    with ktui.screen(*flags) as terminal:
        terminal.wait("alpha.*Running")
        terminal.wait(lambda: cluster.call(lambda server: len(server.watches("events"))) == 2)
        terminal.idle(0.5)
        terminal.keys("q")
        assert terminal.exit_code() == 0
    assert not file_of(ktui).exists()

"""What the log takes for news, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.columns import table_of
from ktui.insight.table import Table
from ktui.model.kinds import EVENTS, KINDS, PODS
from ktui.model.reference import Reference
from ktui.model.version import NEWEST
from ktui.session import feed_log
from ktui.session.feed import Feed
from ktui.session.feed_log import FeedEntry, FeedLog
from tests.fakes import objects
from tests.ui.fake_session import decoded


class Logged:
    """A feed of pods whose flushes go into a log, as a session has it."""

    def __init__(self, longest: int = 100) -> None:
        self.log = FeedLog(longest)
        self.feed = Feed(PODS, lambda _obj, _now: None, lambda _feed, _frame: None)
        self.now = 100.0

    def flush(self) -> None:
        changes = self.feed.take()
        known = self.log.known(self.feed, changes)
        delta = self.feed.store.apply(changes, self.now)
        self.log.note(self.feed, delta, known, self.now, NEWEST)

    def listed(self, *pods: Any) -> None:
        self.feed.list_began()
        self.feed.page(pods, None)
        self.feed.list_ended()
        self.flush()

    def put(self, *pods: Any) -> None:
        for obj in pods:
            self.feed.put(obj)
        self.flush()

    @property
    def words(self) -> list[tuple[str, str]]:
        return [(entry.name, said(entry)) for entry in self.log.entries]


def said(entry: FeedEntry) -> str:
    return "".join(text for text, _ in entry.words)


def pod(name: str, version: int = 1, *, uid: str = "", phase: str = "Running", **labels: str) -> Any:
    raw = objects.pod(name, phase=phase, labels=labels)
    raw["metadata"] |= {"resourceVersion": str(version), "uid": uid or f"{name}-uid"}
    return decoded(PODS, [raw])[0]


def test_the_first_list_is_no_news() -> None:
    logged = Logged()
    logged.feed.list_began()
    logged.feed.page([pod("a")], 1)
    logged.flush()
    logged.feed.page([pod("b")], 0)
    logged.flush()
    logged.feed.list_ended()
    logged.flush()
    assert logged.words == []


def test_what_comes_changes_and_goes_is_news() -> None:
    logged = Logged()
    logged.listed(pod("a"))
    logged.put(pod("b", phase="Pending"))
    logged.now = 101.5
    logged.put(pod("a", 2, phase="Failed"))
    logged.feed.remove(pod("b"))
    logged.flush()
    assert [(name, words.split("  ")[0]) for name, words in logged.words] == [
        ("b", "added"),
        ("a", "STATUS Running → Failed"),
        ("b", "deleted"),
    ]
    last = logged.log.entries[-1]
    assert (last.at, last.kind, last.namespace, last.number) == (101.5, "pod", "default", 2)


def test_a_list_after_an_outage_tells_only_what_differs() -> None:
    logged = Logged()
    logged.listed(pod("a"), pod("b"), pod("c"))
    logged.listed(pod("a"), pod("b", 2, phase="Failed"), pod("d"))
    assert sorted(name for name, _ in logged.words) == ["b", "c", "d"]


def test_another_object_of_the_same_name_is_told_as_such() -> None:
    logged = Logged()
    logged.listed(pod("a"))
    logged.put(pod("a", 2, uid="another"))
    assert logged.words[0][1].startswith("replaced by another of its name")


def test_an_entry_says_which_object_it_is_about_and_an_event_of_which_group() -> None:
    logged = Logged()
    logged.listed()
    logged.put(pod("a"))
    event = decoded(EVENTS, [objects.event("e", kind="Job", about="sync")])[0]
    logged.log.note_event(event, 101.0)
    assert [entry.about for entry in logged.log.entries] == [
        Reference("pod", "default", "a"),
        Reference("job", "default", "sync", "batch/v1"),
    ]


def test_the_log_forgets_the_oldest() -> None:
    logged = Logged(longest=3)
    logged.listed()
    logged.put(*(pod(f"p-{number}") for number in range(5)))
    assert [entry.number for entry in logged.log.entries] == [2, 3, 4]


def test_who_listens_is_told_once_a_flush_and_only_of_news() -> None:
    logged = Logged()
    told = 0

    def hear() -> None:
        nonlocal told
        told += 1

    logged.log.told = hear
    logged.listed(pod("a"))
    logged.put(pod("a", 2))
    assert told == 0
    logged.put(pod("b"), pod("c"), pod("d"))
    assert told == 1


@pytest.mark.parametrize(("patched", "cells"), [("labels", 0), ("phase", 2)])
def test_a_patch_costs_cells_only_where_a_row_may_differ(
    monkeypatch: pytest.MonkeyPatch, patched: str, cells: int
) -> None:
    made = 0

    def counting(*which: Any) -> Table:
        table = table_of(*which)

        def count(obj: Any, now: float) -> tuple[str, ...]:
            nonlocal made
            made += 1
            return table.cells(obj, now)

        return Table(table.columns, count, table.tone, table.state_column)

    monkeypatch.setattr(feed_log, "table_of", counting)
    logged = Logged()
    logged.listed(*(pod(f"p-{number}") for number in range(300)))
    made = 0
    for number in range(300):
        logged.put(pod(f"p-{number}", 2, phase="Failed" if patched == "phase" else "Running"))
    assert made == 300 * cells
    assert bool(logged.log.entries) is (patched == "phase")


def test_every_kind_can_be_told_of() -> None:
    made = {
        "pods": objects.pod("a"),
        "daemonsets": objects.daemonset("a"),
        "jobs": objects.job("a"),
        "cronjobs": objects.cronjob("a"),
        "nodes": objects.node("a"),
    }
    for kind in KINDS:
        log = FeedLog()
        feed = Feed(kind, lambda _obj, _now: None, lambda _feed, _frame: None)
        feed.loaded = True
        log.note(feed, feed.store.apply({}, 0.0), {}, 0.0, NEWEST)
        obj = decoded(kind, [made[kind.name]])[0]
        log.note(feed, feed.store.apply({obj.key: obj}, 0.0), {}, 0.0, NEWEST)
        assert [(entry.kind, entry.name) for entry in log.entries] == [(kind.singular, "a")]

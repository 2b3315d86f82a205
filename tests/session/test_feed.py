"""What a reflector tells, as a feed keeps it until the flush."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.model.kinds import PODS
from ktui.model.link import Link, LinkState
from ktui.session.feed import AT_ONCE, FRAME, LOADING_FRAME, Feed
from ktui.store.view import Arrangement
from tests.store.storing import pod

if TYPE_CHECKING:
    from ktui.store.store import Delta


def key(name: str) -> tuple[str, str]:
    return ("web", name)


class Filled:
    """A feed whose flush is in the test's hands."""

    def __init__(self) -> None:
        self.frames: list[float] = []
        self.feed = Feed(PODS, lambda _obj, _now: None, self._due)

    def _due(self, feed: Feed, frame: float) -> None:
        assert feed is self.feed
        self.frames.append(frame)

    def flush(self) -> Delta:
        changes = self.feed.take()
        delta = self.feed.store.apply(changes, 0.0)
        self.feed.view.update(delta)
        self.feed.relinked = False
        return delta

    def listed(self, *names: str) -> Delta:
        """One whole list of one page."""
        self.feed.list_began()
        self.feed.page([pod(name) for name in names], 0)
        self.feed.list_ended()
        return self.flush()

    @property
    def names(self) -> list[str]:
        return [name for _, name in self.feed.store.objects]


@pytest.fixture
def filled() -> Filled:
    return Filled()


# Loading


def test_nothing_is_known_before_the_first_list_has_ended(filled: Filled) -> None:
    assert not filled.feed.loaded
    filled.feed.list_began()
    filled.feed.page([pod("a")], 10)
    filled.flush()
    assert filled.names == ["a"]
    assert not filled.feed.loaded
    filled.feed.list_ended()
    assert not filled.feed.loaded, "its last rows are not told yet"
    filled.flush()
    assert filled.feed.loaded


def test_how_many_there_will_be_is_told_while_the_first_list_arrives(filled: Filled) -> None:
    feed = filled.feed
    assert feed.expected is None
    feed.list_began()
    feed.page([pod("a"), pod("b")], 3)
    assert feed.expected == 5
    filled.flush()
    feed.page([pod("c"), pod("d")], 1)
    assert feed.expected == 5
    feed.page([pod("e")], 0)
    assert feed.expected == 5
    feed.list_ended()
    assert feed.expected is None


def test_what_was_listed_before_the_list_broke_off_is_not_counted_twice(filled: Filled) -> None:
    filled.feed.list_began()
    filled.feed.page([pod("a"), pod("b")], 3)
    filled.flush()
    filled.feed.list_began()
    filled.feed.page([pod("a"), pod("b")], 3)
    assert filled.feed.expected == 5


def test_a_server_that_does_not_tell_how_many_is_believed(filled: Filled) -> None:
    filled.feed.list_began()
    filled.feed.page([pod("a")], None)
    assert filled.feed.expected is None


def test_loading_progress_is_told(filled: Filled) -> None:
    filled.feed.list_began()
    filled.feed.page([pod("a")], 3)
    assert filled.feed.relinked
    filled.flush()
    filled.feed.list_ended()
    assert filled.feed.relinked


def test_the_first_rows_are_shown_at_once_and_those_beneath_them_when_there_is_time(filled: Filled) -> None:
    filled.feed.list_began()
    filled.feed.page([pod("a")], 3)
    assert filled.frames[-1] == FRAME
    filled.flush()
    filled.feed.page([pod("b")], 2)
    assert filled.frames[-1] == LOADING_FRAME
    filled.feed.list_ended()
    assert filled.frames[-1] == FRAME


# Lists


def test_where_rows_take_long_to_place_a_page_is_told_in_parts_and_the_list_is_whole_after_the_last(
    filled: Filled,
) -> None:
    feed = filled.feed
    feed.view.arrange(Arrangement(value=lambda obj: obj.meta.name))
    feed.view.finish()
    names = [f"p{number:04}" for number in range(2 * AT_ONCE + 1)]
    feed.list_began()
    feed.page([pod(name) for name in names], 0)
    feed.list_ended()
    filled.frames.clear()
    told = []
    while feed.pending:
        assert not feed.loaded
        told.append(len(filled.flush().added))
    assert told == [AT_ONCE, AT_ONCE, 1]
    assert filled.frames == [0.0, 0.0], "the rest is asked for, in the next turn of the loop"
    assert feed.loaded
    assert filled.names == names
    assert [feed.view.key_at(index)[1] for index in range(len(feed.view))] == names


def test_by_namespace_and_name_a_page_is_told_at_once(filled: Filled) -> None:
    assert len(filled.listed(*(f"p{number:04}" for number in range(2 * AT_ONCE))).added) == 2 * AT_ONCE


def test_a_list_brings_all_that_is_in_it(filled: Filled) -> None:
    delta = filled.listed("a", "b")
    assert (delta.added, delta.changed, delta.removed) == ([key("a"), key("b")], [], [])


def test_a_second_list_removes_what_vanished_and_leaves_the_rest_alone(filled: Filled) -> None:
    filled.listed("a", "b", "c")
    delta = filled.listed("a", "c", "d")
    assert (delta.added, delta.changed, delta.removed) == ([key("d")], [], [key("b")])


def test_a_list_of_nothing_removes_all(filled: Filled) -> None:
    filled.listed("a", "b")
    assert filled.listed().removed == [key("a"), key("b")]


def test_what_is_known_stays_until_the_list_has_ended(filled: Filled) -> None:
    filled.listed("a", "b", "c")
    filled.feed.list_began()
    filled.feed.page([pod("a")], 2)
    assert not filled.flush()
    assert filled.names == ["a", "b", "c"]


def test_a_list_that_broke_off_removes_nothing_and_the_next_one_decides(filled: Filled) -> None:
    filled.listed("a", "b")
    filled.feed.list_began()
    filled.feed.page([pod("new")], 1)
    assert filled.flush().added == [key("new")]
    assert filled.listed("a", "b").removed == [key("new")]


def test_what_waits_for_the_flush_and_is_not_in_the_list_is_gone_too(filled: Filled) -> None:
    filled.listed("a")
    filled.feed.put(pod("late"))
    assert filled.listed("a").added == []
    assert filled.names == ["a"]


def test_a_removal_that_waits_is_undone_by_a_list_that_has_the_object(filled: Filled) -> None:
    filled.listed("a")
    filled.feed.remove(pod("a"))
    filled.feed.list_began()
    filled.feed.page([pod("a", "7", uid="another")], 0)
    filled.feed.list_ended()
    assert filled.flush().changed == [key("a")]


# Changes


def test_the_last_change_wins(filled: Filled) -> None:
    filled.listed("a")
    for version in "234":
        filled.feed.put(pod("a", version))
    assert filled.flush().changed == [key("a")]
    assert filled.feed.store.objects[key("a")].meta.resource_version == "4"


def test_what_came_and_went_between_two_flushes_was_never_there(filled: Filled) -> None:
    filled.listed("a")
    filled.feed.put(pod("b"))
    filled.feed.remove(pod("b"))
    assert not filled.flush()


def test_what_went_and_came_again_is_a_change(filled: Filled) -> None:
    filled.listed("a")
    filled.feed.remove(pod("a"))
    filled.feed.put(pod("a", "9", uid="another"))
    assert filled.flush().changed == [key("a")]


def test_a_removal_removes(filled: Filled) -> None:
    filled.listed("a", "b")
    filled.feed.remove(pod("a", "9"))
    assert filled.flush().removed == [key("a")]


def test_the_removal_of_a_predecessor_is_ignored(filled: Filled) -> None:
    """A DaemonSet's pod of the same name may come before the word that the old one is gone."""
    filled.listed("a")
    filled.feed.put(pod("a", "5", uid="new"))
    filled.feed.remove(pod("a", "6"))
    filled.flush()
    assert filled.feed.store.objects[key("a")].meta.uid == "new"
    filled.feed.remove(pod("a", "7"))
    assert not filled.flush()
    filled.feed.remove(pod("a", "8", uid="new"))
    assert filled.flush().removed == [key("a")]


def test_the_removal_of_what_is_not_known_means_nothing(filled: Filled) -> None:
    filled.listed("a")
    filled.feed.remove(pod("b"))
    assert not filled.flush()


# The link


def test_a_link_is_kept_and_told(filled: Filled) -> None:
    link = Link(LinkState.STALE, 7.0, "gone")
    filled.feed.linked(link)
    assert filled.feed.link is link
    assert filled.feed.relinked
    assert len(filled.frames) == 1

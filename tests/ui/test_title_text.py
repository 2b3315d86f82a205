from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.model.kinds import KINDS
from ktui.model.link import Link, LinkState
from ktui.model.row_choice import RowChoice
from ktui.ui.banner_text import brief_freshness
from ktui.ui.spans import width
from ktui.ui.title_text import COUNT_ROOM, NAME_ROOM, Title, counts, empty_words, title_line, worst_lines
from ktui.ui.widgets.line import TONES

if TYPE_CHECKING:
    from ktui.insight.page import Spans

NOW = 1_700_000_000.0
LIVE = Link(LinkState.LIVE, NOW)
WORST = (("http-500", "0/1 CrashLoopBackOff"), ("oom", "0/1 OOMKilled"), ("two", "0/2 Running"))
CLOSED = Title(number=1, name="Pods", count=9, loaded=True, troubled=3, worst=WORST, link=LIVE, now=NOW, open=False)
OPEN = replace(CLOSED, open=True, worst=(), cursor=3)
LOADING = replace(CLOSED, loaded=False, troubled=0, worst=(), link=Link(LinkState.LOADING, NOW))


def text_of(spans: Spans) -> str:
    return "".join(text for text, _ in spans)


# Counts


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (CLOSED, "9 · 3 in trouble"),
        (replace(CLOSED, troubled=0), "9"),
        (replace(CLOSED, count=0, troubled=0), "0"),
        (replace(CLOSED, count=10_001, troubled=1_234), "10,001 · 1,234 in trouble"),
        (replace(LOADING, count=4_000), "4,000 so far"),
        (replace(LOADING, count=0), ""),
    ],
)
def test_how_many_there_are(title: Title, words: str) -> None:
    assert text_of(counts(title)) == words


# What was chosen

WEB = replace(OPEN, count=9_001, shown=23, choice=RowChoice(filter="web"))


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (WEB, "23 of 9,001 · /web · 3 in trouble"),
        (replace(WEB, choice=RowChoice("web", True), shown=2), "2 of 9,001 · /web · in trouble only"),
        (replace(WEB, choice=RowChoice(troubled=True), shown=3), "3 of 9,001 · in trouble only"),
        (replace(OPEN, choice=RowChoice(column="RESTARTS", reverse=True)), "9 · by RESTARTS ↓ · 3 in trouble"),
        (replace(OPEN, choice=RowChoice(column="AGE"), troubled=0), "9 · by AGE ↑"),
        (replace(WEB, loaded=False), "23 of 9,001 so far · /web"),
        (replace(LOADING, count=0, shown=0, choice=RowChoice("web", column="AGE")), "/web · by AGE ↑"),
        (replace(WEB, choice=RowChoice("x" * 99)), f"23 of 9,001 · /{'x' * 28}… · 3 in trouble"),
    ],
)
def test_what_is_left_out_is_told_with_both_counts(title: Title, words: str) -> None:
    assert text_of(counts(title)) == words


@pytest.mark.parametrize("room", [60, 80, 120])
def test_a_filter_goes_before_other_words_where_there_is_little_room(room: int) -> None:
    title = replace(WEB, choice=RowChoice("web-frontend", column="RESTARTS", reverse=True))
    line = text_of(title_line(title, room))
    assert "23 of 9,001 · /web-frontend" in line
    assert line.endswith(" 4 of 23 ")
    assert ("in trouble" in line) == (room > 80)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (RowChoice("foo "), "No pods match /foo/: esc clears it."),
        (RowChoice("foo", True), "No pods in trouble match /foo/: esc clears it."),
        (RowChoice(troubled=True), "No pods in web are in trouble: ctrl+t shows all 9."),
    ],
)
def test_no_rows_of_those_there_are_is_not_none(choice: RowChoice, words: str) -> None:
    none = replace(OPEN, shown=0, cursor=None, choice=choice)
    assert empty_words(none, "web") == words
    assert empty_words(replace(none, count=0), "web") == "No pods in web."


# The line


def test_an_open_pane_tells_its_count_and_where_the_cursor_is() -> None:
    line = text_of(title_line(OPEN, 80))
    assert line.startswith(" 1 Pods       9 · 3 in trouble ")
    assert line.endswith(" 4 of 9 ")


def test_a_closed_pane_tells_its_most_troubled_one() -> None:
    line = text_of(title_line(CLOSED, 100))
    assert line.rstrip().endswith("http-500  0/1 CrashLoopBackOff")
    assert " of " not in line


def test_the_counts_of_the_panes_stand_under_each_other() -> None:
    lines = [
        text_of(title_line(replace(CLOSED, number=number, name=kind.title, count=7), 100))
        for number, kind in enumerate(KINDS, 1)
    ]
    assert {line.index("7") for line in lines} == {NAME_ROOM}
    assert {line.index("http-500") for line in lines} == {NAME_ROOM + COUNT_ROOM}


def test_long_counts_push_the_troubled_one_on_and_leave_a_gap() -> None:
    line = text_of(title_line(replace(CLOSED, count=1_000_000, troubled=999_999), 120))
    assert "999,999 in trouble  http-500" in line


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (Link(LinkState.STALE, NOW - 12, "gone", NOW + 3), "○ stale 12s, retry in 3s"),
        (Link(LinkState.DENIED, NOW, "list pods"), "✗ denied: list pods"),
        (Link(LinkState.LOADING, NOW), "◔ loading"),
        (Link(LinkState.CONNECTING, NOW), "◌ connecting"),
        (Link(LinkState.ABSENT, NOW), "- not served here"),
    ],
)
def test_a_pane_that_is_not_live_says_so_open_or_closed(link: Link, words: str) -> None:
    for room in (80, 120, 200):
        assert text_of(title_line(replace(OPEN, link=link), room)).endswith(f"{words} ")
        assert f" {brief_freshness(link, NOW)}" in text_of(title_line(replace(CLOSED, link=link), room))


def test_a_live_pane_does_not_say_so() -> None:
    assert "live" not in text_of(title_line(CLOSED, 120))


def test_an_open_pane_without_rows_has_no_cursor() -> None:
    assert " of " not in text_of(title_line(replace(OPEN, count=0, troubled=0, cursor=None), 80))


# Beneath it


def test_the_next_troubled_ones_stand_under_the_first() -> None:
    lines = [text_of(line) for line in worst_lines(CLOSED, 100, 5)]
    assert [line.split() for line in lines] == [["oom", "0/1", "OOMKilled"], ["two", "0/2", "Running"]]
    assert {len(line) - len(line.lstrip()) for line in lines} == {NAME_ROOM + COUNT_ROOM}
    assert worst_lines(CLOSED, 100, 1) == worst_lines(CLOSED, 100, 5)[:1]
    assert worst_lines(CLOSED, 100, 0) == []
    assert worst_lines(replace(CLOSED, worst=()), 100, 3) == []


# Nothing to show


def test_there_are_none_only_once_the_first_list_has_ended() -> None:
    none = replace(OPEN, count=0, troubled=0, cursor=None)
    assert empty_words(none, "web") == "No pods in web."
    assert empty_words(replace(none, name="CronJobs"), "all namespaces") == "No CronJobs in all namespaces."
    for state in (LinkState.CONNECTING, LinkState.LOADING):
        assert not empty_words(replace(none, loaded=False, link=Link(state, NOW)), "web").startswith("No ")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (Link(LinkState.CONNECTING, 0.0), "Connecting…"),
        (Link(LinkState.CONNECTING, 0.0, "cannot connect: refused"), "Connecting: cannot connect: refused"),
        (Link(LinkState.LOADING, NOW), "Loading pods…"),
    ],
)
def test_what_is_under_way_is_said(link: Link, words: str) -> None:
    assert empty_words(replace(LOADING, count=0, link=link), "web") == words


def test_a_missing_right_is_named() -> None:
    denied = replace(LOADING, count=0, link=Link(LinkState.DENIED, NOW, "list pods"))
    assert empty_words(denied, "web").startswith("You may not list pods ")


def test_a_kind_that_is_not_served_is_said() -> None:
    absent = replace(LOADING, name="CronJobs", count=0, link=Link(LinkState.ABSENT, NOW))
    assert empty_words(absent, "web") == "This server has no CronJobs."


def test_a_list_that_went_stale_empty_is_still_empty() -> None:
    stale = replace(OPEN, count=0, troubled=0, link=Link(LinkState.STALE, NOW - 5, "gone"))
    assert empty_words(stale, "web") == "No pods in web."


# Whatever it holds

TEXTS = st.sampled_from(
    ["", "a", "web-7f9c", "你好世界", "e\u0301clair", "\x1b[31mred", "two\nlines", "\u202eback", "[bold]", "👩\u200d🚀"]
)
LINKS = st.builds(
    lambda state, since, reason, retry_at: Link(
        state, since, "list pods" if state is LinkState.DENIED else reason, retry_at
    ),
    st.sampled_from(LinkState),
    st.floats(NOW - 1e6, NOW + 10),
    TEXTS,
    st.none() | st.floats(NOW - 10, NOW + 100),
)
TITLES = st.builds(
    Title,
    number=st.integers(1, 5),
    name=st.sampled_from([kind.title for kind in KINDS]),
    count=st.integers(0, 10**7),
    loaded=st.booleans(),
    troubled=st.integers(0, 10**7),
    worst=st.lists(st.tuples(TEXTS, TEXTS), max_size=4),
    link=LINKS,
    now=st.just(NOW),
    open=st.booleans(),
    cursor=st.none() | st.integers(0, 10**7),
    choice=st.builds(RowChoice, TEXTS, st.booleans(), TEXTS, st.booleans()),
    shown=st.none() | st.integers(0, 10**7),
)


@given(TITLES, st.integers(0, 250))
def test_every_line_fills_its_room_exactly_and_steers_no_terminal(title: Title, room: int) -> None:
    for line in (title_line(title, room), *worst_lines(title, room, 4)):
        assert width(line) == room
        assert text_of(line).isprintable()
        assert {tone for _, tone in line} <= {"", *TONES}
    assert empty_words(title, "web\x1b").isprintable()

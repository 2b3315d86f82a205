"""The live feed's words: lines, title, and what it is narrowed to."""

from __future__ import annotations

import time

import pytest

from ktui.model.link import Link, LinkState
from ktui.session.feed_log import FeedEntry
from ktui.ui.feed_text import FeedTitle, Narrowing, Wanted, feed_line, nothing_yet, title_line
from ktui.ui.spans import width

POD = Wanted("pod", "web", "a")


def entry(kind: str = "pod", namespace: str = "web", name: str = "a", number: int = 0) -> FeedEntry:
    return FeedEntry(number, 1_700_000_000.0, kind, namespace, name, (("READY 0/1 → ", "muted"), ("1/1", "")))


def title(
    link: Link, room: int = 80, *, wanted: Wanted = POD, below: int = 0, following: bool = True, scope: str = "web"
) -> str:
    line = title_line(FeedTitle(scope, wanted, link, below, following, 100.0), room)
    assert width(line) == room
    return "".join(text for text, _ in line)


LIVE = Link(LinkState.LIVE, 0.0)


def test_a_line_says_when_what_and_how() -> None:
    clock = time.strftime("%H:%M:%S", time.localtime(1_700_000_000))
    line = feed_line(entry(), namespaces=True)
    assert line.text == f"{clock}  pod       {'web/a':<22}  READY 0/1 → 1/1"
    assert line.hang == 10
    assert feed_line(entry(), namespaces=False).text.split()[2] == "a"
    assert feed_line(entry("node", "", "n-1"), namespaces=True).text.split()[2] == "n-1"


def test_long_names_push_their_own_words_on_alone() -> None:
    line = feed_line(entry("horizontalpodautoscaler", name="x" * 60), namespaces=True)
    assert f"horizontalpodautoscaler web/{'x' * 60}  READY" in line.text


def test_nothing_of_the_cluster_reaches_the_terminal_as_it_is() -> None:
    text = feed_line(entry("\x1b]0;", "\u202e", "\x07"), namespaces=True).text
    assert not {"\x1b", "\u202e", "\x07"} & set(text)


def test_one_key_narrows_to_the_object_then_its_namespace_then_nothing() -> None:
    wanted, seen = POD, []
    for _ in range(4):
        seen.append((wanted.narrowing, wanted.words))
        wanted = wanted.narrowed()
    assert seen == [
        (Narrowing.ALL, ""),
        (Narrowing.OBJECT, "only pod/a"),
        (Narrowing.NAMESPACE, "only namespace web"),
        (Narrowing.ALL, ""),
    ]


def test_a_node_has_no_namespace_and_nothing_selected_narrows_nothing() -> None:
    node = Wanted("node", "", "n-1").narrowed()
    assert node.narrowing is Narrowing.OBJECT
    assert node.narrowed().narrowing is Narrowing.ALL
    assert Wanted().narrowed() == Wanted()


@pytest.mark.parametrize(
    ("narrowing", "taken"),
    [
        (Narrowing.ALL, ["web/a", "web/b", "prod/a", "/n"]),
        (Narrowing.OBJECT, ["web/a"]),
        (Narrowing.NAMESPACE, ["web/a", "web/b"]),
    ],
)
def test_what_is_taken(narrowing: Narrowing, taken: list[str]) -> None:
    wanted = Wanted("pod", "web", "a", narrowing)
    entries = [entry(), entry(name="b"), entry(namespace="prod"), entry("node", "", "n")]
    assert [f"{told.namespace}/{told.name}" for told in entries if wanted.takes(told)] == taken


def test_the_title_says_what_is_shown_and_whether_it_follows() -> None:
    assert title(LIVE).split("  ")[0:2] == [" Live feed", "everything in web"]
    assert title(LIVE).endswith("events ● live   following ")
    assert title(LIVE, following=False, below=1234).endswith("paused, 1,234 more below ")
    assert "only pod/a" in title(LIVE, wanted=POD.narrowed())


@pytest.mark.parametrize("room", [20, 40, 60, 80, 200])
def test_what_is_wrong_with_the_events_stays_longest(room: int) -> None:
    denied = title(Link(LinkState.DENIED, 0.0, "list events"), room, scope="a-namespace-with-a-long-name")
    if room >= 40:
        assert "events ✗ denied" in denied
    stale = title(Link(LinkState.STALE, 88.0, "gone", 105.0), room)
    if room >= 60:
        assert "stale 12s" in stale


def test_an_empty_feed_says_of_what() -> None:
    assert nothing_yet(Wanted()).startswith("Nothing has changed so far.")
    assert nothing_yet(POD.narrowed()) == "Nothing has changed of pod/a so far."

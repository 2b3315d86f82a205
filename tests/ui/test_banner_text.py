from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.model.kinds import KINDS
from ktui.model.link import Link, LinkState
from ktui.ui.banner_text import MARKS, Banner, banner_line, freshness, wanting
from ktui.ui.spans import width
from ktui.ui.widgets.line import TONES

if TYPE_CHECKING:
    from ktui.insight.page import Spans

NOW = 1_700_000_000.0
LIVE = Link(LinkState.LIVE, NOW)
STALE = Link(LinkState.STALE, NOW - 12, "gone", NOW + 3)

ALL_LIVE = Banner(
    context="lab",
    scope="probes",
    server="v1.35.4",
    links=[(kind.name, LIVE) for kind in KINDS],
    now=NOW,
)


def text_of(spans: Spans) -> str:
    return "".join(text for text, _ in spans)


def with_links(**links: Link) -> Banner:
    return ALL_LIVE._replace(links=[(kind.name, links.get(kind.name, LIVE)) for kind in KINDS])


# Freshness in words


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (LIVE, "live"),
        (Link(LinkState.LIVE, NOW, unreadable=2), "live, 2 unreadable"),
        (Link(LinkState.LOADING, NOW), "loading"),
        (Link(LinkState.CONNECTING, NOW), "connecting"),
        (Link(LinkState.CONNECTING, NOW, "refused", NOW + 5), "no connection, retry in 5s"),
        (Link(LinkState.CONNECTING, NOW, "refused"), "no connection, retrying"),
        (STALE, "stale 12s, retry in 3s"),
        (Link(LinkState.STALE, NOW - 300, "gone"), "stale 5m, retrying"),
        (Link(LinkState.STALE, NOW - 1, "gone", NOW - 1), "stale 1s, retrying"),
        (Link(LinkState.STALE, NOW + 50, "gone", NOW + 1), "stale 0s, retry in 1s"),
        (Link(LinkState.DENIED, NOW, "list pods", NOW + 60), "denied: list pods"),
        (Link(LinkState.ABSENT, NOW, "the server has no cronjobs", NOW + 60), "not served here"),
    ],
)
def test_how_fresh_in_words(link: Link, words: str) -> None:
    assert freshness(link, NOW) == words


def test_a_wait_is_never_said_to_be_over_before_it_is() -> None:
    assert freshness(STALE._replace(retry_at=NOW + 0.4), NOW).endswith("retry in 0s")
    assert freshness(STALE._replace(retry_at=NOW + 0.6), NOW).endswith("retry in 1s")


def test_every_state_has_a_glyph_and_a_tone_there_is() -> None:
    assert set(MARKS) == set(LinkState)
    assert len({glyph for glyph, _ in MARKS.values()}) == len(MARKS)
    assert {tone for _, tone in MARKS.values()} <= set(TONES)


# The line


def test_it_tells_where_what_and_how_fresh() -> None:
    line = text_of(banner_line(ALL_LIVE, 120))
    assert line.startswith(" ktui   lab / probes   v1.35.4 ")
    assert line.endswith("pods ds jobs cj nodes ● live ")


def test_kinds_that_are_equally_fresh_stand_together() -> None:
    line = text_of(banner_line(with_links(pods=STALE, nodes=STALE), 120))
    assert line.endswith("pods nodes ○ stale 12s, retry in 3s   ds jobs cj ● live ")


def test_a_refused_kind_says_which_right_is_missing() -> None:
    line = text_of(banner_line(with_links(nodes=Link(LinkState.DENIED, NOW, "list nodes")), 120))
    assert "nodes ✗ denied: list nodes" in line
    assert "pods ds jobs cj ● live" in line


def test_with_less_room_the_version_goes_first_then_the_names_of_kinds() -> None:
    lines = {room: text_of(banner_line(ALL_LIVE, room)) for room in (80, 52, 40, 30)}
    assert "v1.35.4" in lines[80]
    assert "pods ds jobs cj nodes ● live" in lines[80]
    assert "v1.35.4" not in lines[52]
    assert "pods ds jobs cj nodes ● live" in lines[52]
    assert "pods" not in lines[40]
    assert lines[40].rstrip().endswith("● live")
    assert "● live" in lines[30]


@pytest.mark.parametrize("room", [20, 30, 40, 60, 80, 120, 200])
def test_the_freshness_never_goes(room: int) -> None:
    assert "live" in text_of(banner_line(ALL_LIVE, room))
    everything_stale = with_links(**{kind.name: STALE for kind in KINDS})
    assert "stale" in text_of(banner_line(everything_stale, room))


@pytest.mark.parametrize("room", [60, 80, 120])
def test_trouble_with_one_kind_is_seen_at_every_usual_width(room: int) -> None:
    line = text_of(banner_line(with_links(pods=STALE), room))
    assert "stale" in line
    assert "live" in line


def test_a_long_context_gives_way_to_the_freshness() -> None:
    long = ALL_LIVE._replace(context="arn:aws:eks:eu-central-1:123456789012:cluster/production-blue-green")
    line = text_of(banner_line(long, 80))
    assert line.rstrip().endswith("live")
    assert "arn:aws:eks" in line


def test_a_wrong_clock_is_said() -> None:
    assert "cluster's clock 1m30s ahead" not in text_of(banner_line(ALL_LIVE, 120))
    assert "cluster's clock 90s ahead" in text_of(banner_line(ALL_LIVE._replace(skew=90.0), 120))
    assert "cluster's clock 2h behind" in text_of(banner_line(ALL_LIVE._replace(skew=-7200.0), 120)).replace(
        "120m", "2h"
    )


def test_what_a_kubeconfig_calls_its_context_cannot_steer_the_terminal() -> None:
    line = text_of(banner_line(ALL_LIVE._replace(context="\x1b[31mred", scope="a\nb", server="\x9b2J"), 120))
    assert line.isprintable()


LINKS = st.builds(
    Link,
    st.sampled_from(LinkState),
    st.floats(NOW - 1e6, NOW + 10),
    st.sampled_from(["", "list pods", "cannot connect to https://10.0.0.1:6443: Connection refused"]),
    st.none() | st.floats(NOW - 10, NOW + 100),
    st.integers(0, 3),
)


@given(
    links=st.lists(LINKS, min_size=5, max_size=5),
    context=st.sampled_from(
        ["", "lab", "\x1b[31mred", "你好世界", "arn:aws:eks:eu-central-1:123456789012:cluster/production"]
    ),
    server=st.sampled_from(["", "v1.35.4"]),
    skew=st.sampled_from([0.0, 5.0, -1e6]),
    room=st.integers(0, 250),
)
def test_the_line_fills_its_room_exactly(links: list[Link], context: str, server: str, skew: float, room: int) -> None:
    pairs = list(zip([kind.name for kind in KINDS], links, strict=True))
    line = banner_line(Banner(context, "all namespaces", server, pairs, NOW, skew), room)
    assert width(line) == room
    assert {tone for _, tone in line} <= {"", *TONES}


@pytest.mark.parametrize("room", [60, 80, 120, 200])
def test_a_recording_that_is_made_is_always_said(room: int) -> None:
    line = text_of(banner_line(ALL_LIVE._replace(recording="1.2 MB 3m", context="a-long-context" * 4), room))
    assert "rec 1.2 MB 3m" in line
    assert "rec " not in text_of(banner_line(ALL_LIVE, room))


# What the events are worth a word for


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (LIVE, False),
        (Link(LinkState.CONNECTING, NOW), False),
        (Link(LinkState.LOADING, NOW), False),
        (Link(LinkState.CONNECTING, NOW, "refused", NOW + 5), True),
        (Link(LinkState.STALE, NOW - 1, "listing anew what the server no longer remembers"), False),
        (STALE, True),
        (Link(LinkState.DENIED, NOW, "list events", NOW + 60), True),
        (Link(LinkState.LIVE, NOW, lacks="list events in shop"), True),
        (Link(LinkState.UNRECORDED, NOW), True),
    ],
)
def test_events_are_told_of_where_they_are_not_to_be_had(link: Link, said: bool) -> None:
    assert wanting(link, NOW) is said

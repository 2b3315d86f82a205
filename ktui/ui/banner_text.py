"""The top line: which cluster, which scope, which server, and how fresh each kind is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.durations import human_duration
from ktui.insight.text import visible
from ktui.model.link import Link, LinkState
from ktui.ui.spans import first_fitting, justified, width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.page import Span, Spans

MARKS: dict[LinkState, tuple[str, str]] = {
    LinkState.CONNECTING: ("◌", "muted"),
    LinkState.LOADING: ("◔", "busy"),
    LinkState.LIVE: ("●", "good"),
    LinkState.STALE: ("○", "bad"),
    LinkState.DENIED: ("✗", "bad"),
    LinkState.ABSENT: ("-", "muted"),
    LinkState.UNRECORDED: ("∅", "muted"),
}
"""A glyph for each state, and its tone; the word always stands beside it."""

LOST = ("○", "bad")
"""Recorded, but not at this moment."""

RECORDED = "recorded"
"""What is said of a link in a replay in the place of live."""

IN_PART = ("◐", "bad")
"""Live, but for a namespace that may not be looked into."""

SHORT = {"pods": "pods", "daemonsets": "ds", "jobs": "jobs", "cronjobs": "cj", "nodes": "nodes"}
"""What the kinds are called where space is short; kubectl's own short names."""

A_MOMENT = 3.0
"""Seconds for which events may be stale without a word in the top line."""


class Banner(NamedTuple):
    """What the top line tells."""

    context: str
    scope: str
    """The namespace, several, or `all namespaces`."""
    server: str
    """The server's version; empty while unknown."""
    links: Sequence[tuple[str, Link]]
    """Kind name and link, in the order of the panes."""
    now: float
    """Unix seconds by this machine's clock, as the links' are."""
    skew: float = 0.0
    """Seconds the cluster's clock is ahead; 0 where it is not worth saying."""
    read_only: bool = False
    """Whether nothing may change the cluster."""
    recording: str = ""
    """How far the recording is that is made: `1.2 MB 3m`; empty: none is."""
    opening: str = ""
    """The context that is being opened while this one stays; empty: none is."""
    replay: bool = False
    """Whether it is a recording, and the context its name."""


def wanting(link: Link, now: float) -> bool:
    """Whether a link says that something is not to be had: it is neither live nor on the way there.

    What is listed anew, because the server had forgotten where a quiet watch was, is stale for a moment only.
    """
    if link.state in (LinkState.CONNECTING, LinkState.LOADING):
        return bool(link.reason)
    if link.state is LinkState.STALE:
        return now - link.since >= A_MOMENT
    return link.state is not LinkState.LIVE or bool(link.lacks)


def freshness(link: Link, now: float) -> str:
    """A link in words: `live`, `stale 12s, retry in 3s`, `denied: list pods`."""
    if link.state is LinkState.STALE:
        return f"stale {_age(link, now)}, {_retry(link, now)}"
    if link.state is LinkState.DENIED:
        return f"denied: {link.reason}"
    if link.state is LinkState.ABSENT:
        return "not served here"
    if link.state is LinkState.UNRECORDED:
        return f"{link.state.value} {visible(link.reason)}".rstrip()
    if link.state is LinkState.CONNECTING and link.reason:
        return f"no connection, {_retry(link, now)}"
    words = f"{link.state.value}, {link.unreadable} unreadable" if link.unreadable else link.state.value
    return f"{words}, denied: {visible(link.lacks)}" if link.lacks else words


def brief_freshness(link: Link, now: float) -> str:
    """A link in a word, and the age of what is stale: `live`, `stale 12s`, `denied`."""
    if link.state is LinkState.STALE:
        return f"stale {_age(link, now)}"
    if link.state is LinkState.CONNECTING and link.reason:
        return "no connection"
    return "not served" if link.state is LinkState.ABSENT else _state(link, now)


def _age(link: Link, now: float) -> str:
    return human_duration(max(now - link.since, 0.0))


def _retry(link: Link, now: float) -> str:
    """When the next try is due, in words; past due means that it waits for the server to answer at all."""
    if link.retry_at is None or link.retry_at <= now:
        return "retrying"
    return f"retry in {human_duration(link.retry_at - now + 0.5)}"


def banner_line(banner: Banner, room: int) -> Spans:
    """The line in exactly `room` cells.

    First the version goes, then the details of the freshness, then the names of kinds that all are equally fresh;
    never the freshness.
    """
    where: list[Span] = [(" ktui ", "brand"), ("  ", "")]
    if banner.replay:
        where += [("replay", "busy"), ("  ", "")]
    elif banner.read_only:  # before what may be cut
        where += [("read-only", "busy"), ("  ", "")]
    if banner.recording:
        where += [(f"rec {banner.recording}", "bad"), ("  ", "")]
    where += [(visible(banner.context), "strong"), (" / ", "muted"), (visible(banner.scope), "strong")]
    if banner.opening:
        where += [("   ", ""), (f"opening {visible(banner.opening)}", "busy"), (", esc stays here", "muted")]
    server: Spans = (("   ", ""), (visible(banner.server), "muted")) if banner.server else ()
    skew: Spans = (("   ", ""), (_skew(banner.skew), "bad")) if banner.skew else ()
    marks = [
        _marks(banner, names=names, words=words)
        for names, words in (
            (True, freshness),
            (True, brief_freshness),
            (False, freshness),
            (False, brief_freshness),
            (False, _state),
        )
    ]
    for right in marks:
        for left in ((*where, *server, *skew), (*where, *skew)):
            if width(left) + width(right) + 1 <= room:
                return justified(left, right, room)
    return justified(where, first_fitting(marks[1:], room * 2 // 3), room)


def _skew(seconds: float) -> str:
    side = "ahead" if seconds > 0 else "behind"
    return f"cluster's clock {human_duration(abs(seconds))} {side}"


def _state(link: Link, _now: float) -> str:
    return f"{link.state.value} in part" if link.lacks else link.state.value


def mark(link: Link) -> tuple[str, str]:
    """The glyph of a link and its tone."""
    if link.state is LinkState.UNRECORDED and link.reason:
        return LOST
    return IN_PART if link.state is LinkState.LIVE and link.lacks else MARKS[link.state]


def as_recorded(words: str) -> str:
    """How fresh something is, as it is said in a replay: nothing there is live."""
    live = LinkState.LIVE.value
    return RECORDED + words.removeprefix(live) if words.startswith(live) else words


def _marks(banner: Banner, *, names: bool, words: Callable[[Link, float], str]) -> Spans:
    """Kinds that are equally fresh stand together; `words` says how fresh."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for name, link in banner.links:
        glyph, tone = mark(link)
        told = as_recorded(words(link, banner.now)) if banner.replay else words(link, banner.now)
        groups.setdefault((glyph, told, tone), []).append(SHORT.get(name, name))
    spans: list[Span] = []
    for (glyph, told, tone), kinds in groups.items():
        if spans:
            spans.append(("   ", ""))
        if names or len(groups) > 1:
            spans.append((" ".join(kinds) + " ", "muted"))
        spans.append((f"{glyph} {told}", tone))
    spans.append((" ", ""))
    return tuple(spans)

"""The lines above a log: whose it is, what its streams do, how it is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.insight.log_state import LogState
from ktui.insight.text import visible
from ktui.model.kinds import PODS
from ktui.model.link import LinkState
from ktui.ui.spans import cut, justified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.log_state import StreamState
    from ktui.insight.page import Span, Spans
    from ktui.session.feed import Feed
    from ktui.session.logs import LogFeed

SINCE: tuple[tuple[int | None, str], ...] = (
    (None, ""),
    (300, "last 5m"),
    (3600, "last 1h"),
    (86400, "last 24h"),
    (0, "all of it"),
)
"""How far back a log may be read: seconds (None: a number of lines, which differs; 0: all that memory may hold), and
what the title says."""

_TONES = {
    LogState.CONNECTING: "busy",
    LogState.WAITING: "busy",
    LogState.FOLLOWING: "good",
    LogState.FAILED: "bad",
    LogState.BROKEN: "bad",
    LogState.ENDED: "strong",
    LogState.GONE: "busy",
    LogState.DENIED: "bad",
    LogState.NONE: "busy",
}


@dataclass(frozen=True, slots=True)
class SearchTitle:
    """What is told of a search."""

    words: str
    matches: int
    unknown: int
    """Lines that took too long to look into."""
    filtered: bool
    """Whether only matches are shown."""
    too_slow: bool
    """Whether it was given up."""
    unmarked: bool
    """Whether matches are not marked, as that takes too long."""


@dataclass(frozen=True, slots=True)
class LogTitle:
    """What the two lines are made of."""

    name: str
    container: str
    """Which containers, in words that are safe to show; "" while none is known."""
    states: Sequence[StreamState]
    absent: str
    """Why there is no stream at all."""
    lines: int
    dropped: int
    paused: bool
    unseen: int
    """Lines that came while paused."""
    since: str
    left_out: int
    """Containers that are not read because there are too many."""
    search: SearchTitle | None
    previous: bool
    said: str
    """The answer to the last key, where it has one."""
    now: float
    """Unix seconds by this machine's clock."""


def state_words(state: StreamState, now: float) -> str:
    """One stream's state, in words."""
    words = visible(state.words)
    if state.retry_at is not None and state.state in (LogState.FAILED, LogState.BROKEN, LogState.WAITING):
        again = f"next try in {max(0, round(state.retry_at - now))} s"
        words = f"{words}, {again}" if words else again
    if state.state in (LogState.NONE, LogState.GONE):
        return words
    return f"{state.state.value}: {words}" if words else state.state.value


def absent_words(log: LogFeed, pods: Feed) -> str:
    """Why there is no stream; `pods` is the session's feed of them."""
    if pods.link.state is LinkState.DENIED:
        return f"denied: {pods.link.reason}"
    if not pods.loaded:
        return "waiting for the list of pods"
    if log.members:
        containers = log.members.containers
        if log.chosen and not any(name in containers for name in log.chosen):
            return f"no container is called {visible(', '.join(log.chosen))} now"
        return "connecting"
    return "the pod is gone" if log.target.kind == PODS.name else "no pods of it are there now"


def since_words(log: LogFeed) -> str:
    """How far back it is read."""
    several = " of each" if len(log.sources) > 1 else ""
    return dict(SINCE)[log.choice.since] or f"last {log.tail:,} lines{several}"


def notice_words(title: LogTitle) -> str:
    """What stands where lines would be."""
    search = title.search
    if search is not None and search.filtered and title.lines:
        return f"No line {'is known to have' if search.unknown else 'has'} {search.words}"
    if not title.states:
        return title.absent
    first = title.states[0]
    return "No lines yet" if first.state is LogState.FOLLOWING else state_words(first, title.now)


def states_span(states: Sequence[StreamState], absent: str, now: float) -> Span:
    """All streams' states: one's in full, of several how many are how."""
    if not states:
        return (absent, "busy")
    if len(states) == 1:
        return (state_words(states[0], now), _TONES[states[0].state])
    counted = Counter(state.state for state in states)
    bad = next((state for state in (LogState.DENIED, LogState.FAILED, LogState.BROKEN) if counted[state]), None)
    words = ", ".join(f"{counted[state]} {state.value}" for state in LogState if counted[state])
    return (words, _TONES[bad] if bad else "good" if counted[LogState.FOLLOWING] else "strong")


def search_span(search: SearchTitle) -> Span:
    """What is searched for, what was found, and what took too long."""
    words = f"{'only' if search.filtered else 'search'} {visible(search.words)}"
    if search.too_slow:
        return (f"{words}: too slow, simplify it", "bad")
    told = [f"{search.matches:,} match{'' if search.matches == 1 else 'es'}"]
    if search.unknown:
        told.append(f"{search.unknown:,} line{'' if search.unknown == 1 else 's'} took too long")
    if search.unmarked:
        told.append("too slow to mark")
    return (f"{words}: {', '.join(told)}", "key")


def log_title(title: LogTitle, room: int) -> list[Spans]:
    """The two lines, for so many cells."""
    left: list[Span] = [(" Logs ", "title-open"), (visible(title.name), "strong")]
    if title.container:
        left.append((f"  {title.container}", ""))
    if title.previous:
        left.append(("  the run before this one", "busy"))
    counts = f"{title.lines:,} line{'' if title.lines == 1 else 's'}"
    if title.dropped:
        counts += f", {title.dropped:,} older dropped"
    first = justified(left, [(f"{counts} ", "muted")], room)

    parts: list[Span] = []
    if title.said:
        parts.append((title.said, "busy"))
    if title.paused:
        parts.append((f"paused, {title.unseen:,} new: end follows" if title.unseen else "paused", "busy"))
    told = [states_span(title.states, title.absent, title.now)]
    if title.paused and all(state.state is LogState.FOLLOWING for state in title.states):
        told = []
    if title.left_out:
        told.append((f"{title.left_out} more are not read: too many", "bad"))
    search = [search_span(title.search)] if title.search is not None else []
    # What is wrong with the log goes first, else what the user looks for: the end may be cut off.
    parts += [*told, *search] if any(tone == "bad" for _, tone in told) else [*search, *told]
    parts.append((title.since, "muted"))
    second: list[Span] = [(" ", "")]
    for index, part in enumerate(parts):
        second += [("  ", ""), part] if index else [part]
    return [first, cut(second, room)]

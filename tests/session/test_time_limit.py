"""An expression that would never end."""

from __future__ import annotations

import gc
import re
import signal
import weakref

import pytest

from ktui.session.time_limit import Limited

ENDLESS = "a" * 60 + "!"


def test_a_match_that_takes_too_long_is_given_up() -> None:
    asked: list[str] = []
    pattern = re.compile("(a+)+$")

    def matches(text: str) -> bool:
        asked.append(text)
        return pattern.search(text) is not None

    limited = Limited(matches)
    assert limited("aaa")
    assert not limited("b")
    assert not limited.given_up
    assert limited(ENDLESS)
    assert limited.given_up
    assert limited("b"), "what is not known hides nothing"
    assert asked == ["aaa", "b", ENDLESS, ENDLESS]


def test_what_is_slow_once_is_tried_again() -> None:
    """Another thread's time may fall into any match."""
    asked: list[str] = []

    def matches(text: str) -> bool:
        asked.append(text)
        return len(asked) > 1 or re.search("(a+)+$", text) is not None

    limited = Limited(matches)
    assert limited(ENDLESS)
    assert asked == [ENDLESS, ENDLESS]
    assert not limited.given_up


def test_no_garbage_is_collected_meanwhile() -> None:
    """An alarm in what an object's end calls would be lost, and Python would write about it to the terminal."""

    class Knot:
        def __init__(self) -> None:
            self.itself = self

    ends: list[str] = []
    where = "before"
    gc.collect()
    knot = Knot()
    weakref.finalize(knot, lambda: ends.append(where))
    del knot

    def matches(_obj: str) -> bool:
        nonlocal where
        where = "in the midst"
        kept = [[index] for index in range(10 * sum(gc.get_threshold()))]
        where = "after"
        return bool(kept)

    assert gc.isenabled()
    assert Limited(matches, limit=5)("a")
    assert gc.isenabled()
    gc.collect()
    assert ends == ["after"]
    gc.disable()
    try:
        assert Limited(matches, limit=5)("a")
        assert not gc.isenabled(), "who had turned it off wants it off"
    finally:
        gc.enable()


def test_no_alarm_is_left_behind() -> None:
    limited = Limited(lambda text: len(text) > 2)
    assert limited("aaa")
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    signal.raise_signal(signal.SIGVTALRM)


def test_what_fails_inside_fails_outside() -> None:
    def fails(_obj: str) -> bool:
        raise KeyError

    limited = Limited(fails)
    with pytest.raises(KeyError):
        limited("a")
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert not limited.given_up

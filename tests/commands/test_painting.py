"""Colours go to a terminal alone, and not to one that does not want them."""

from __future__ import annotations

import sys

import pytest

from ktui.commands.painting import coloured, painted
from ktui.insight.page import line

PAGE = [line(("bad news ", "bad"), ("plainly", ""), ("  ", "odd")), line()]


def test_a_tone_is_a_colour_of_the_terminals_own() -> None:
    assert painted(PAGE, colour=True) == "\x1b[31mbad news \x1b[0mplainly  \n\n"
    assert painted(PAGE, colour=False) == "bad news plainly\n\n"


@pytest.mark.parametrize(
    ("terminal", "environ", "expected"),
    [
        (True, {"TERM": "xterm-256color"}, True),
        (True, {"TERM": "xterm", "NO_COLOR": ""}, True),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {}, False),
        (False, {"TERM": "xterm-256color"}, False),
    ],
)
def test_who_gets_colours(
    monkeypatch: pytest.MonkeyPatch, *, terminal: bool, environ: dict[str, str], expected: bool
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    assert coloured(environ) is expected

"""What stands on a terminal is what ktui takes to stand there, and where somebody else has written it is drawn anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.terminal.conftest import Cluster, Ktui

AFTER_ALL = 0.3
"""Seconds in which a frame that is under way comes to its end."""


def test_ctrl_l_draws_over_what_somebody_else_wrote(ktui: Ktui) -> None:
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.idle(AFTER_ALL)
        terminal.screen.cursor_position(1, 1)
        terminal.screen.draw("Broadcast message from root")
        assert "Broadcast" in terminal.text
        terminal.keys("\x0c")
        terminal.wait(lambda: "Broadcast" not in terminal.text, what="the line drawn anew")
        assert terminal.text.startswith(" ktui   lab / web")


def test_the_screen_after_many_frames_is_the_screen_drawn_anew(ktui: Ktui, cluster: Cluster) -> None:
    with ktui.screen(rows=40, cols=120) as terminal:
        terminal.wait("alpha.*Running")
        for keys in ("jjjk", "\r", "yGgd", "\x1b", "z", "5", "z", "1", "o", "\x1b", "?", "\x1b", "/al", "\r"):
            terminal.keys(keys)
            terminal.idle(AFTER_ALL)
        terminal.wait("/al")
        terminal.idle(AFTER_ALL)
        before = ageless(terminal.text)
        terminal.screen.erase_in_display(2)
        terminal.keys("\x0c")
        terminal.wait("alpha.*Running")
        terminal.idle(AFTER_ALL)
        assert ageless(terminal.text) == before


def ageless(text: str) -> str:
    """The text without what ticks."""
    return re.sub(r"\d+s\b ?", "", text)

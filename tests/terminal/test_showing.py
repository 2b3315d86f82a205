"""What reaches the terminal: at every size, with few colours, and nothing that the cluster could steer it with."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from tests.fakes.objects import pod

if TYPE_CHECKING:
    from tests.terminal.conftest import Cluster, Ktui
    from tests.terminal.tty import Terminal

STORM = 60
"""Changes of the size."""

EVIL = {
    "clipboard": "\x1b]52;c;aGVsbG8=\x07",
    "title": "\x1b]0;owned\x07",
    "red": "\x1b[31mred",
    "c1": "\x9b31mred",
    "markup": "[red]name[/red]",
    "bell": "be\x07ll",
    "back": "back\x08\x08space",
    "line": "two\r\nlines",
    "turned": "\u202eturned",
    "link": "[link=http://example]x[/link]",
    "action": "[@click=app.quit]x[/]",
    "delete": "\x7f",
}
"""What names and states may hold, where somebody means harm or a server is broken."""


def cursor_row(terminal: Terminal) -> int:
    """The screen's line of the cursor's row."""
    return next(number for number, line in enumerate(terminal.screen.display) if line.startswith("▌"))


def test_a_storm_of_sizes_ends_in_a_whole_screen(ktui: Ktui) -> None:
    rand = random.Random(7)
    with ktui.screen(rows=24, cols=80) as terminal:
        terminal.wait("alpha.*Running")
        for _ in range(STORM):
            terminal.resize(rand.randint(10, 90), rand.randint(40, 300))
            terminal.idle(rand.choice([0.0, 0.01, 0.05]))
        terminal.resize(10, 40)
        terminal.idle(0.5)
        for rows, cols in ((10, 40), (90, 300), (5, 20), (1, 1), (50, 160)):
            terminal.resize(rows, cols)
            terminal.idle(0.3)
        terminal.wait(lambda: terminal.text.startswith(" ktui   lab / web"), what="the top line, drawn anew")
        terminal.idle(0.5)
        assert re.search("^▌ +alpha +1/1 +Running", terminal.text, re.M), terminal.text
        lines = terminal.text.splitlines()
        assert lines[0].startswith(" ktui   lab / web")
        assert lines[0].endswith("● live")
        assert lines[-1].startswith(" 1-5 tab pane")
        assert len([line for line in lines if re.match(r" [1-5] \w+ +\d", line)]) == 5
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()
        assert "Traceback" not in ktui.log


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_from_the_cluster_steers_the_terminal(ktui: Ktui, cluster: Cluster, evil: str) -> None:
    text = EVIL[evil]
    harmful = pod(f"a{text}", "web")
    harmful["status"]["reason"] = text
    harmful["status"]["phase"] = text
    harmful["spec"]["nodeName"] = text
    cluster.put("pods", harmful)
    with ktui.screen(cols=200) as terminal:
        terminal.wait("alpha.*Running")
        terminal.wait("^▌ +a")
        terminal.keys("3")
        terminal.wait("No Jobs")
        shown = terminal.bytes.decode(errors="surrogateescape")
        if text.startswith("["):
            assert text in re.sub(r"\x1b\[[0-9;]*m", "", shown), "markup is text like any other"
        else:
            assert text not in shown
        if "\x1b" in text or "\x9b" in text:
            assert "]52;" not in shown.replace("^[]52;", "").replace("␛]52;", "").replace("\\x1b]52;", "")
            assert "\x1b]0;" not in shown
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_from_the_cluster_steers_a_pipe_either(ktui: Ktui, cluster: Cluster, evil: str) -> None:
    text = EVIL[evil]
    cluster.put("pods", pod(f"a{text}", "web"))
    with ktui.screen("get", "pods", cols=200) as terminal:
        assert terminal.exit_code() == 0
        assert re.sub(rb"\r\n", b"", bytes(terminal.bytes)).decode().isprintable()


def colours(terminal: Terminal, row: int) -> set[tuple[str, str, bool]]:
    """(foreground, background, reverse) of every cell of a line that shows a character."""
    cells = terminal.screen.buffer[row]
    return {
        (cells[x].fg, cells[x].bg, cells[x].reverse) for x in range(terminal.screen.columns) if cells[x].data.strip()
    }


PLAIN = {"NO_COLOR": {"NO_COLOR": "1"}, "sixteen": {"TERM": "xterm", "COLORTERM": ""}}


@pytest.mark.parametrize("plain", PLAIN)
def test_with_few_colours_the_cursor_is_a_full_row_in_reverse(ktui: Ktui, plain: str) -> None:
    ktui.env |= PLAIN[plain]
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.idle(0.5)
        row = cursor_row(terminal)
        cells = terminal.screen.buffer[row]
        marked = [x for x in range(terminal.screen.columns) if cells[x].reverse or cells[x].bg != "default"]
        assert len(marked) >= terminal.screen.columns - 2, "the row of the cursor does not stand out"
        below = terminal.screen.buffer[row + 1]
        assert not any(below[x].reverse for x in range(2, 40))
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()


@pytest.mark.parametrize("plain", PLAIN)
def test_with_few_colours_every_letter_differs_from_its_ground(ktui: Ktui, cluster: Cluster, plain: str) -> None:
    broken = pod("broken", "web", ready=False)
    cluster.put("pods", broken)
    ktui.env |= PLAIN[plain]
    with ktui.screen() as terminal:
        terminal.wait("broken")
        terminal.idle(0.5)
        for row in range(terminal.screen.lines):
            for fg, bg, _ in colours(terminal, row):
                assert fg != bg or fg == "default", f"line {row} shows {fg} on {bg}:\n{terminal.text}"
        shown = terminal.bytes
        assert b"38;2;" not in shown
        assert b"48;2;" not in shown
        if plain == "NO_COLOR":
            assert not re.search(rb"\x1b\[[0-9;]*\b(3[1-7]|4[1-7]|9[1-7]|10[1-7])m", shown), "a colour is set"
        terminal.keys("q")
        assert terminal.exit_code() == 0

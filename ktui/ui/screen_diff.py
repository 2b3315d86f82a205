"""What goes to the terminal, in fewer bytes: only the cells that differ from what it shows already.

Textual writes whole lines, and every piece of text between a full description of its style and a reset. Over a slow
link that is nearly all of the bytes: an age that ticks is two characters, its line with all colours a thousand.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len

from ktui.ui.pen import PLAIN, Pen, change, pen_after

_SEQUENCES = re.compile(
    r"(\x1b\[[0-?]*[ -/]*[@-~]"  # control sequences
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # operating system commands
    r"|\x1b[ -/]*[0-~])"  # other escapes
)
_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
_MOVE = re.compile(r"\x1b\[([0-9]+);([0-9]+)H")
_HARMLESS = re.compile(r"\x1b\].*|\x1b\[\?25[hl]", re.S)
"""Sequences that change nothing of what stands on the screen: clipboard, title, pointer; whether a cursor is shown."""

_FRAME_BEGINS, _FRAME_ENDS = "\x1b[?2026h", "\x1b[?2026l"

_SOMEWHERE = (-9, -9)
"""A place next to no other."""

_BRIDGE = 4
"""Cells that are written once more, rather than moved over, between two that differ: a move costs more bytes."""


class ScreenDiff:
    """What a terminal is told, so that it shows what it would show if it were told everything.

    It knows what stands in each cell that has been written since `forget`. What it cannot be sure of (characters whose
    width terminals disagree about, sequences that may change the screen) goes through as it is, and is unknown then.
    """

    def __init__(self) -> None:
        self._wanted = PLAIN
        self._at = (0, 0)
        """How and where (line, cell) what comes next is to be written."""
        self._lines: list[tuple[list[str], list[int]]] = []
        """The characters that stand on each line, and the numbers of the pens they were written with."""
        self._numbers: dict[Pen, int] = {}
        self._begun = False
        """Whether a frame has begun of which nothing is sent yet."""
        self._out: list[str] = []
        self.forget()

    def forget(self) -> None:
        """Somebody else has written to the terminal, or it has another size."""
        self._pen: Pen | None = None
        self._cursor: tuple[int, int] | None = None
        """How and where the terminal writes; None: nobody knows, nor whether it is ktui's to move."""
        self._lines.clear()

    def shorten(self, data: str) -> str:
        """What to send in place of `data`, which holds no part of a sequence."""
        out = self._out = []
        for index, piece in enumerate(_SEQUENCES.split(data)):
            if not piece:
                continue
            if not index % 2:
                for number, text in enumerate(piece.split("\n")):
                    if number:
                        self._at = (self._at[0] + 1, 0)
                    if text:
                        self._write(text.rstrip("\r"))
            elif style := _STYLE.fullmatch(piece):
                self._style(piece, style[1])
            elif move := _MOVE.fullmatch(piece):
                self._at = (int(move[1]) - 1, int(move[2]) - 1)
                self._cursor = self._cursor or _SOMEWHERE
            elif piece == _FRAME_BEGINS:
                self._begun = True
            elif piece == _FRAME_ENDS:
                if not self._begun:
                    out.append(piece)
                self._begun = False
            else:
                self._say(piece, known=_HARMLESS.fullmatch(piece) is not None)
        if self._cursor is not None:
            self._go(self._at)
        return "".join(out)

    def _style(self, piece: str, codes: str) -> None:
        pen = pen_after(self._wanted, codes)
        if pen is not None:
            self._wanted = pen
        else:
            self._say(piece, known=False)

    def _say(self, sequence: str, *, known: bool) -> None:
        """Send a sequence as it is, in the place and the style it was meant for."""
        if self._cursor is not None:
            self._go(self._at)
        self._dip(self._wanted)
        self._send(sequence)
        if not known:
            self.forget()

    def _write(self, text: str) -> None:
        """Have `text` stand where it is to be written."""
        line, start = self._at
        if not _is_plain(text):
            self._write_unknown(text)
            return
        width = len(text)
        chars, pens = self._line(line, start + width)
        pen = self._numbers.setdefault(self._wanted, len(self._numbers))
        end = start + width
        self._at = (line, end)
        new = list(text)
        old = chars[start:end]
        styles = pens[start:end]
        if styles.count(pen) == width:
            if old == new:
                return
            differing = [index for index in range(width) if old[index] != new[index]]
        else:
            differing = [index for index in range(width) if styles[index] != pen or old[index] != new[index]]
            pens[start:end] = [pen] * width
        chars[start:end] = new
        first = last = differing[0]
        for index in differing[1:]:
            if index - last > _BRIDGE + 1:
                self._put(line, start + first, text[first : last + 1])
                first = index
            last = index
        self._put(line, start + first, text[first : last + 1])

    def _write_unknown(self, text: str) -> None:
        line, start = self._at
        width = cell_len(text)
        chars, pens = self._line(line, start + width)
        chars[start : start + width] = [""] * width
        pens[start : start + width] = [-1] * width
        self._put(line, start, text)
        self._at = (line, start + width)
        self._cursor = _SOMEWHERE  # the terminal's own opinion of its width counts

    def _line(self, line: int, width: int) -> tuple[list[str], list[int]]:
        lines = self._lines
        while len(lines) <= line:
            lines.append(([], []))
        chars, pens = lines[line]
        if (missing := width - len(chars)) > 0:
            chars += [""] * missing
            pens += [-1] * missing
        return chars, pens

    def _put(self, line: int, cell: int, text: str) -> None:
        self._go((line, cell))
        self._dip(self._wanted)
        self._send(text)
        self._cursor = (line, cell + len(text))

    def _go(self, place: tuple[int, int]) -> None:
        if self._cursor == place:
            return
        line, cell = place
        ways = [f"\x1b[{line + 1};{cell + 1}H"]
        if self._cursor is not None:
            if self._cursor[0] + 1 == line and not cell:
                ways.append("\r\n")
            if self._is_inside(self._cursor):
                ways.append(_steps(line - self._cursor[0], cell - self._cursor[1]))
        self._send(min(ways, key=len))
        self._cursor = place

    def _is_inside(self, place: tuple[int, int]) -> bool:
        """Whether it is surely a cell of the screen: behind the last one terminals disagree about where that is."""
        line, cell = place
        return 0 <= line < len(self._lines) and 0 <= cell < len(self._lines[line][0])

    def _dip(self, pen: Pen) -> None:
        if self._pen != pen:
            self._send(change(self._pen, pen))
            self._pen = pen

    def _send(self, text: str) -> None:
        if self._begun:
            self._out.append(_FRAME_BEGINS)
            self._begun = False
        self._out.append(text)


def _steps(down: int, right: int) -> str:
    """Moves by lines and cells: ages that stand beneath each other are the most of what is ever written."""
    vertical = _by(down, "B") if down > 0 else _by(-down, "A")
    back = min("\b" * -right, _by(-right, "D"), key=len) if right < 0 else _by(right, "C")
    return vertical + back


def _by(count: int, direction: str) -> str:
    if not count:
        return ""
    return f"\x1b[{direction}" if count == 1 else f"\x1b[{count}{direction}"


@lru_cache(maxsize=4096)
def _is_plain(text: str) -> bool:
    """Whether each character of a text takes one cell, whoever draws it."""
    return text.isprintable() and (text.isascii() or all(cell_len(char) == 1 for char in text))

"""What goes to the terminal, in fewer bytes: each colour is said when it changes, not around every piece of text.

Textual writes every piece of text between a full description of its style and a reset. Over a slow link that is most of
the bytes: an age that ticks is three characters, and the colours around it fifty. What a terminal shows is the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

_CODES = re.compile(r"\x1b\[([0-9;]*)m")
_PIECES = re.compile(
    r"(\x1b\[[0-9;]*m"
    r"|\r\n(?=\x1b\[[0-9]+;[0-9]+H)"
    r"|\x1b\[(?:[0-9]+;[0-9]+H|\?2026[hl])"
    r"|\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~]))"
)
"""What is told apart: styles; a new line right before a move, which makes no difference; moves and the marks of a
frame, which leave the style alone; every other sequence (control, operating system command, escape), all of it."""

_SILENT = re.compile(r"\x1b\[(?:[0-9]+;[0-9]+H|\?2026[hl])")
"""Sequences that leave the style alone."""

_OFF = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 21: 24, 51: 54, 52: 54, 53: 55}
"""The code that ends each attribute (ECMA-48, 8.3.117); one code may end two."""

_FOREGROUND, _BACKGROUND = 38, 48
_INDEXED, _DIRECT = "5", "2"


@dataclass(frozen=True, slots=True)
class Pen:
    """How a terminal writes: attributes that are on, and colours by their codes; empty: the terminal's own."""

    attributes: frozenset[int] = frozenset()
    foreground: str = ""
    background: str = ""


PLAIN = Pen()


@lru_cache(maxsize=4096)
def pen_after(pen: Pen, codes: str) -> Pen | None:
    """The pen after a sequence with these codes (`1;38;5;4`); None where one of them is not known here."""
    rest = codes.split(";")
    while rest:
        text = rest.pop(0)
        code = int(text or 0)
        if code == 0:
            pen = PLAIN
        elif code in (_FOREGROUND, _BACKGROUND):
            size = {_INDEXED: 2, _DIRECT: 4}.get(rest[0] if rest else "", 0)
            if not size or len(rest) < size:
                return None
            pen = _coloured(pen, code == _FOREGROUND, ";".join((text, *rest[:size])))
            del rest[:size]
        elif code in _OFF:
            pen = replace(pen, attributes=pen.attributes | {code})
        elif code in _OFF.values():
            pen = replace(pen, attributes=frozenset(each for each in pen.attributes if _OFF[each] != code))
        elif code in (39, 49):
            pen = _coloured(pen, code == 39, "")
        elif 30 <= code <= 37 or 90 <= code <= 97:
            pen = _coloured(pen, True, text)
        elif 40 <= code <= 47 or 100 <= code <= 107:
            pen = _coloured(pen, False, text)
        else:
            return None
    return pen


def _coloured(pen: Pen, foreground: bool, code: str) -> Pen:
    return replace(pen, foreground=code) if foreground else replace(pen, background=code)


@lru_cache(maxsize=4096)
def change(old: Pen | None, new: Pen) -> str:
    """The shortest sequence from one pen to the other; the old one is None where nobody knows it."""
    whole = [*map(str, sorted(new.attributes)), *filter(None, (new.foreground, new.background))]
    from_plain = f"\x1b[{';'.join(('0', *whole) if whole else whole)}m"
    if old is None:
        return from_plain
    if old == new:
        return ""
    off = sorted({_OFF[each] for each in old.attributes - new.attributes})
    # What ends one attribute may end another that is to stay.
    on = sorted(each for each in new.attributes if each not in old.attributes or _OFF[each] in off)
    codes = [*map(str, off), *map(str, on)]
    if old.foreground != new.foreground:
        codes.append(new.foreground or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    return min(f"\x1b[{';'.join(codes)}m", from_plain, key=len)


class Terse:
    """A stream on its way to one terminal.

    The style stands when a frame ends, for the next begins with the same one more often than not. Whatever else is
    said to the terminal (its modes, a clipboard, good-bye) is said in the style that was asked for, which is its own
    plain one; it may change the style, so none is known after it. A sequence must not be divided between two calls.
    """

    def __init__(self) -> None:
        self._actual: Pen | None = None
        """How the terminal writes now."""
        self._wanted = PLAIN
        """How what comes next is to be written."""

    def forget(self) -> None:
        """Somebody else may have written to the terminal."""
        self._actual = None

    def shorten(self, data: str) -> str:
        """What to send in place of `data`."""
        out: list[str] = []
        for index, piece in enumerate(_PIECES.split(data)):
            if not piece:
                continue
            codes = _CODES.fullmatch(piece)
            pen = pen_after(self._wanted, codes[1]) if codes else None
            if pen is not None:
                self._wanted = pen
            elif index % 2 and _SILENT.fullmatch(piece):
                out.append(piece)
            elif piece != "\r\n" or not index % 2:
                out += (change(self._actual, self._wanted), piece)
                self._actual = None if index % 2 else self._wanted
        return "".join(out)

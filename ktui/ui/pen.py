"""How a terminal writes, and the shortest way to have it write otherwise (SGR sequences)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_OFF = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 21: 24, 51: 54, 52: 54, 53: 55}
"""The code that ends each attribute (ECMA-48, 8.3.117); one code may end two."""

_FOREGROUND, _BACKGROUND = 38, 48
_INDEXED, _DIRECT = "5", "2"


class Pen(NamedTuple):
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
            pen = pen._replace(attributes=pen.attributes | {code})
        elif code in _OFF.values():
            pen = pen._replace(attributes=frozenset(each for each in pen.attributes if _OFF[each] != code))
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
    return pen._replace(foreground=code) if foreground else pen._replace(background=code)


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

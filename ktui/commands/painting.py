"""Toned lines as text: with colours on a terminal that may have them, plain everywhere else."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ktui.insight.page import PageLine

_TONES = {"strong": "1", "muted": "2", "good": "32", "busy": "33", "bad": "31", "key": "36"}
"""SGR codes: the terminal's own colours, so that they fit whatever its background is."""


def coloured(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether stdout takes colours: a terminal does, unless NO_COLOR or its TERM says otherwise."""
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and not environ.get("NO_COLOR")
        and environ.get("TERM", "") not in ("", "dumb")
    )


def painted(lines: Iterable[PageLine], *, colour: bool) -> str:
    """The lines with their ends; spaces at the end of one are left out."""
    return "".join(f"{_line(line, colour=colour)}\n" for line in lines)


def _line(line: PageLine, *, colour: bool) -> str:
    if not colour:
        return line.text.rstrip()
    return "".join(f"\x1b[{_TONES[tone]}m{text}\x1b[0m" if tone in _TONES else text for text, tone in line.spans)

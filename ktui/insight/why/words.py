"""Words that verdicts have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.durations import DAY, HOUR, MINUTE, human_duration
from ktui.insight.text import fit, visible, width_of

if TYPE_CHECKING:
    from ktui.model.evidence import ProbeType

SHORT = 32
"""Cells of a verdict's shortest form, at most."""

PROBE_NAMES = {"startup": "start-up", "liveness": "liveness", "readiness": "readiness"}
"""What a probe is called in a sentence."""


def span(seconds: float) -> str:
    """How long: `3 s`, `5m33s`, `2d4h`."""
    whole = max(round(seconds), 0)
    return f"{whole} s" if whole < 2 * MINUTE else human_duration(whole)


def brief(seconds: float) -> str:
    """How long, in the fewest cells: `41s`, `3m`, `15m`, `2h`, `3d`."""
    whole = max(int(seconds), 0)
    for unit, sign, enough in ((DAY, "d", 2), (HOUR, "h", 2), (MINUTE, "m", 2)):
        if whole >= enough * unit:
            return f"{whole // unit}{sign}"
    return f"{whole}s"


def probe_name(probe: ProbeType) -> str:
    """`start-up`, `liveness`."""
    return PROBE_NAMES[probe.value]


def counted(name: str, answered: str, of: str) -> str:
    """`liveness: HTTP 500, 3 of 3`; without the figures where the answer needs their room."""
    whole = f"{name}: {answered}, {of}" if of else f"{name}: {answered}"
    return whole if width_of(visible(whole)) <= SHORT else shortened(f"{name}: {answered}")


def times(count: int) -> str:
    """`once`, `3 times`."""
    return "once" if count == 1 else f"{count} times"


def some(count: int, what: str) -> str:
    """`1 end`, `3 ends`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def shortened(text: str, width: int = SHORT) -> str:
    """`text` on one line, fit to be shown, in no more than `width` cells."""
    shown = visible(text)
    return shown if width_of(shown) <= width else fit(shown, width).rstrip()


def sentence(text: str) -> str:
    """With a capital letter, and a full stop unless it has an end."""
    text = text.strip()
    if not text:
        return text
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def said(text: str, length: int = 200) -> str:
    """What somebody else said, as the end of a sentence: one line of it, in no more than `length` characters."""
    words = " ".join(text.split())
    return words if len(words) <= length else words[: length - 1] + "…"

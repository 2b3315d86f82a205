"""A page of text as a value: lines of toned pieces, as descriptions, events and YAML are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.model.reference import Reference

Span = tuple[str, str]
"""(visible text, tone); the tone is "", strong, muted, good, busy, bad or key and only repeats what the words say."""

Spans = tuple[Span, ...]


class PageLine(NamedTuple):
    """One line of a page, of any length: whoever shows it wraps it."""

    spans: Spans = ()
    hang: int = 0
    """Cells by which what does not fit the first screen line is indented on the next."""
    about: Reference | None = None
    """The object that the line leads to; None: to none."""

    @property
    def text(self) -> str:
        """The line without tones, for searching and copying."""
        return "".join(text for text, _ in self.spans)


def merged(spans: Iterable[Span]) -> Spans:
    """Neighbours of one tone as one span."""
    merged: list[Span] = []
    for text, tone in spans:
        if merged and merged[-1][1] == tone:
            merged[-1] = (merged[-1][0] + text, tone)
        else:
            merged.append((text, tone))
    return tuple(merged)


def line(*spans: Span | str, hang: int = 0, about: Reference | None = None) -> PageLine:
    """A line of spans, which leads to an object where there is one; a bare string has no tone."""
    return PageLine(tuple((span, "") if isinstance(span, str) else span for span in spans), hang, about)

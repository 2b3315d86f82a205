"""Writing a description: fields with their labels in one column, headings, and every character to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.durations import human_duration
from ktui.insight.page import PageLine
from ktui.insight.text import visible, width_of

if TYPE_CHECKING:
    from datetime import datetime

    from ktui.insight.page import Span, Spans
    from ktui.model.reference import Reference

VALUES = 15
"""The column, in cells, at which values begin: behind `Node selector`, with room for a probe's line at 76 columns."""

INNER = 4
"""Cells by which the fields of a container are indented."""


class Writer:
    """Gathers the lines of a page; text from the cluster is made safe here and nowhere else."""

    def __init__(self, now: float) -> None:
        self.now = now
        """Unix seconds by the cluster's clock."""
        self.lines: list[PageLine] = []

    def line(
        self, *spans: Span | str, indent: int = 0, hang: int | None = None, about: Reference | None = None
    ) -> None:
        """A line of spans, indented, which leads to an object; it hangs two cells deeper unless told."""
        shown = [(" " * indent, "")] if indent else []
        for span in spans:
            text, tone = (span, "") if isinstance(span, str) else span
            if text:
                shown.append((visible(text), tone))
        self.lines.append(PageLine(tuple(shown), indent + 2 if hang is None else hang, about))

    def blank(self) -> None:
        """An empty line, unless there is one or nothing yet."""
        if self.lines and self.lines[-1].spans:
            self.lines.append(PageLine())

    def heading(self, title: str) -> None:
        """The title of what follows."""
        self.blank()
        self.line((title, "strong"))

    def field(self, label: str, *spans: Span | str, indent: int = 0, about: Reference | None = None) -> None:
        """A label and its value, which leads to an object; nothing where there is no value."""
        if not any(span if isinstance(span, str) else span[0] for span in spans):
            return
        room = VALUES - indent
        gap = " " * max(room - width_of(visible(label)), 1) if label else " " * room
        self.line((label, "key"), gap, *spans, indent=indent, hang=VALUES, about=about)

    def fields(self, label: str, texts: list[str], *, indent: int = 0) -> None:
        """A label and several values, each on a line of its own."""
        for index, text in enumerate(texts):
            self.field("" if index else label, text, indent=indent)

    def since(self, moment: datetime | None) -> str:
        """`for 5m33s`; "" for a time that is not there."""
        return "" if moment is None else f"for {self.span_of(moment)}"

    def span_of(self, moment: datetime) -> str:
        """How long ago, as kubectl writes it."""
        return human_duration(self.now - moment.timestamp())

    def when(self, moment: datetime | None) -> Spans:
        """`5m33s ago (2026-01-02 03:04:05 UTC)`; nothing for a time that is not there."""
        if moment is None:
            return ()
        return ((f"{self.span_of(moment)} ago", ""), (f" ({moment:%Y-%m-%d %H:%M:%S} {moment:%Z})", "muted"))


def joined(*parts: str, by: str = ", ") -> str:
    """The parts that are there, `by` between them."""
    return by.join([part for part in parts if part])

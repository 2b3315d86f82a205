"""One or a few lines of spans, repainted only when they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ktui.ui.spans import changed_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.page import Spans

TONES = ("brand", "strong", "muted", "good", "busy", "bad", "title", "title-open", "key")
"""The tones a span may have; each is a component class in the styles."""


class Line(Widget):
    """Shows lines of spans, each as wide as the widget; the caller makes them anew when the width changes."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{tone}" for tone in TONES}

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id, classes=classes)
        self._lines: list[Spans] = []
        self._strips: dict[int, Strip] = {}

    def show(self, lines: Sequence[Spans]) -> None:
        """Show these; only what differs is repainted."""
        shown, self._lines = self._lines, list(lines)
        for y in range(max(len(shown), len(self._lines))):
            before = shown[y] if y < len(shown) else ()
            after = self._lines[y] if y < len(self._lines) else ()
            changed = changed_cells(before, after)
            if changed is not None:
                self._strips.pop(y, None)
                self.refresh(Region(changed[0], y, changed[1] - changed[0], 1))

    def on_resize(self) -> None:
        """What was made in the old width, perhaps of lines for the new one, is cut off or too short."""
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Colours changed."""
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Textual's line protocol."""
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(y)
        return strip

    def _strip(self, y: int) -> Strip:
        base = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(self.size.width, base)
        segments = [
            Segment(text, self.get_component_rich_style(f"line--{tone}") if tone else base)
            for text, tone in self._lines[y]
            if text
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)

"""Lines of a page as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.page import PageLine


def text_of(lines: Iterable[PageLine]) -> list[str]:
    """What one reads, without blanks at the end."""
    return [line.text.rstrip() for line in lines]

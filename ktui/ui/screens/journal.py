"""The journal of this cluster: a list, of which one change may be picked to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.ui.screens.picker import Offer, PickerScreen

if TYPE_CHECKING:
    from ktui.ui.screens.picker import Choices


class JournalScreen(PickerScreen):
    """A list to choose from, as wide as changes need."""

    def __init__(self, changes: Choices) -> None:
        super().__init__("Journal: enter shows what would take a change back", lambda typed: Offer(changes, typed))

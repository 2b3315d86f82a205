"""A change that is taken back: the dialog of a change, which says besides what it takes back and when that was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.writes.journal_lines import undone_line
from ktui.ui.screens.change import ChangeScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.page import PageLine
    from ktui.model.writes import Entry, Plan
    from ktui.session.session import Session


class UndoScreen(ChangeScreen):
    """Takes back the cluster's latest change, or one that is told."""

    def __init__(self, session: Session, number: int | None = None, *, wall: Callable[[], float]) -> None:
        """`number` as the journal has it; None: the latest. `wall`: this machine's clock in Unix seconds."""
        what = f"change {number}" if number is not None else "the last change"
        super().__init__(session, self._make_plan, title=f"Undo {what}", waiting=f"reading {what}")
        self._number = number
        self._wall = wall
        self._undone: Sequence[Entry] = ()

    async def _make_plan(self) -> Plan:
        plan = await self.writing.undo_plan(self._number)
        assert plan.undoes is not None
        self._undone = await self.writing.change(plan.undoes)
        return plan

    def more(self, plan: Plan) -> Sequence[PageLine]:
        """What it takes back."""
        return [undone_line(self._undone, self._wall())] if self._undone else ()

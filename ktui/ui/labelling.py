"""From a key to the labels of nodes, to what is taken back, and to the journal; and word of labels that do not stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.errors import KtuiError
from ktui.insight.text import visible
from ktui.model.kinds import NODES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.fuzzy import Choice
    from ktui.insight.writes.reverted import AppliedLabels
    from ktui.session.feed import Feed
    from ktui.session.session import Session
    from ktui.ui.changes import Changes
    from ktui.ui.screens.change import Changed, ChangeScreen
    from ktui.ui.screens.main import MainScreen

READ = 10.0
"""Seconds for which it is told that a label did not stay: nobody expects it."""
MOST = 50
"""Lines that are remembered."""


class Labelling:
    """Labels of nodes, undo and the journal, over the panes."""

    def __init__(self, screen: MainScreen, changes: Changes, *, wall: Callable[[], float]) -> None:
        """`changes` says whom a key is about, and what came of it; `wall`: this machine's clock in Unix seconds."""
        self._screen = screen
        self._changes = changes
        self._wall = wall
        self._earlier: list[str] = []
        """Lines that were applied, oldest first."""
        self._applied: AppliedLabels | None = None

    def label(self, id: str, line: str = "") -> None:  # noqa: A002  as the key calls it
        """Show the labels of the nodes that the key `id` is about, with this line begun."""
        session = self._screen.session
        chosen = self._changes.whom(self._changes.key(id))
        if session is None or not chosen:
            return
        from ktui.ui.screens.labels import LabelsScreen  # noqa: PLC0415  a modal is not needed for the first frame

        nodes = session.feeds[NODES.name].store.objects
        dialog = LabelsScreen(session, chosen, nodes, line=line, earlier=self._earlier, used=self._remember)
        self._open(session, dialog)

    def undo(self, number: int | None = None) -> None:
        """Show what would take a change back, the latest unless told."""
        session = self._screen.session
        if session is None or self._changes.refused("write.undo"):
            return
        from ktui.ui.screens.undo import UndoScreen  # noqa: PLC0415  as above

        self._open(session, UndoScreen(session, number, wall=self._wall))

    def journal(self) -> None:
        """List what was changed in this cluster; what is picked may be taken back."""
        session = self._screen.session
        if session is None or self._changes.refused("write.journal"):
            return
        from ktui.ui.screens.journal import JournalScreen  # noqa: PLC0415  as above
        from ktui.ui.screens.picker import Choices  # noqa: PLC0415

        async def load() -> Sequence[Choice]:
            from ktui.insight.fuzzy import Choice  # noqa: PLC0415
            from ktui.insight.writes.journal_lines import by_number, change_note, change_words  # noqa: PLC0415

            changes = by_number(await session.writing.entries())
            if not changes:
                raise KtuiError("ktui has changed nothing in this cluster")
            now = self._wall()
            return [
                Choice(str(number), change_words(entries), change_note(entries, now))
                for number, entries in changes.items()
            ]

        def picked(numbers: tuple[str, ...] | None) -> None:
            if numbers and self._screen.session is session:
                self.undo(int(numbers[0]))

        self._screen.app.push_screen(JournalScreen(Choices("changes", load=load)), picked)

    def _open(self, session: Session, dialog: ChangeScreen) -> None:
        self._screen.app.push_screen(dialog, lambda changed: self._over(session, changed))

    def _over(self, session: Session, changed: Changed | None) -> None:
        self._changes.over(session, changed)
        if changed is None:
            return
        from ktui.insight.writes.reverted import AppliedLabels  # noqa: PLC0415  as above

        self._applied = self._applied or AppliedLabels()
        self._applied.add(changed.done.results, session.clock.monotonic())
        self._look(session)

    def _remember(self, line: str) -> None:
        if line in self._earlier:
            self._earlier.remove(line)
        self._earlier.append(line)
        del self._earlier[:-MOST]

    # -- labels that do not stay

    def heard(self, feed: Feed) -> None:
        """Rows of a feed changed."""
        session = self._screen.session
        if feed.kind is NODES and self._applied and session is not None and not self._changing:
            self._look(session)

    @property
    def _changing(self) -> bool:
        """Whether something is being applied: what the watch tells of that is not known to be one's own yet."""
        from ktui.ui.screens.change import ChangeScreen  # noqa: PLC0415  as above

        top = self._screen.app.screen
        return isinstance(top, ChangeScreen) and top.standing.under_way

    def _look(self, session: Session) -> None:
        from ktui.insight.writes.reverted import reverted_words  # noqa: PLC0415  as above

        if self._applied is not None:
            reverted = self._applied.look(session.feeds[NODES.name].store.objects, session.clock.monotonic())
            for sentence in reverted_words(reverted):
                self._screen.app.notify(visible(sentence), severity="warning", timeout=READ, markup=False)

"""From object to object over the panes, and back: what the keys of jumps and the lines that lead somewhere do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.text import visible
from ktui.model.keys import INSPECTOR
from ktui.ui.trail import Jump, Trail

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.model.kinds import Kind
    from ktui.model.reference import Reference
    from ktui.model.row_choice import RowChoice
    from ktui.session.session import Session
    from ktui.store.store import Key
    from ktui.ui.jumping import Destination
    from ktui.ui.screens.main import MainScreen
    from ktui.ui.widgets.pane import Pane

NOWHERE = ("", "")
"""Where a jump began whose pane had no rows."""


class Navigator:
    """Jumps, keeps the trail, and says in a sentence why there is nowhere to go."""

    def __init__(self, screen: MainScreen, *, changed: Callable[[], None]) -> None:
        """`changed` is called when the trail is another one."""
        self._screen = screen
        self._changed = changed
        self.trail = Trail()
        """The way from where one last chose a pane by hand."""

    def to_related(self, where: str) -> None:
        """To the `owner`, the `node` or the `pods` of the object under the cursor."""
        kind, key = self._here
        if key is not None:
            # The filter's grammar is not needed for the first frame.
            from ktui.ui.jumping import destination  # noqa: PLC0415

            self._go(lambda session: destination(where, kind, key, session))

    def to_object(self, about: Reference | None) -> None:
        """To the object that a line of the live feed or of the inspector is about; None: to none."""
        if about is not None:
            from ktui.ui.jumping import destination_of  # noqa: PLC0415  as above

            self._go(lambda session: destination_of(about, session))

    def back(self) -> None:
        """Back to where the last jump came from, as it was."""
        if not self.trail:
            return
        screen, jump = self._screen, self.trail.last
        to = screen.panes[jump.to]
        if jump.aside is not None:
            to.choose(jump.aside.ordered_as(to.wanted))
        screen.show_pane(jump.pane)
        screen.pane.go_to(jump.key, jump.choice.ordered_as(screen.pane.wanted))
        self._set_trail(self.trail.without_last())
        if jump.page is not None and screen.pane.knows(jump.key):
            tab, line = jump.page
            screen.action_inspect(tab)
            screen.inspector.resume(jump.key, line)

    def end(self) -> None:
        """The way back is given up: each pane shows again what the user had chosen for it."""
        for name, pane in self._screen.panes.items():
            own = self.trail.own(name, pane.wanted)
            if own != pane.wanted:
                pane.choose(own)
        self._set_trail(Trail())

    @property
    def _here(self) -> tuple[Kind, Key | None]:
        """The open pane's kind, and the object under its cursor."""
        pane = self._screen.pane
        return pane.kind, pane.table.cursor_key

    def _go(self, find: Callable[[Session], Destination]) -> None:
        """Where `find` says it is, unless that is nowhere or here."""
        session = self._screen.session
        if session is None:
            return
        from ktui.insight.relations import NowhereError, kind_word  # noqa: PLC0415  as above

        try:
            there = find(session)
        except NowhereError as error:
            self._screen.notify(str(error), severity="warning", markup=False)
            return
        if there.key is not None and (there.kind, there.key) == self._here:
            sentence = f"{kind_word(there.kind)} {visible(there.key[1])} is the one under the cursor"
            self._screen.notify(sentence, markup=False)
        else:
            self._jump(there)

    def _jump(self, there: Destination) -> None:
        """Show what is there, and remember where it began."""
        screen = self._screen
        pane, to = screen.pane, screen.panes[there.kind.name]
        before, led = to.wanted, _led(to, there)
        jump = Jump(
            pane=pane.kind.name,
            title=pane.kind.title,
            key=pane.table.cursor_key or NOWHERE,
            choice=pane.wanted,
            to=to.kind.name,
            to_title=to.kind.title,
            aside=before if led != before else None,
            name=there.key[1] if there.key is not None else "",
            filter=there.filter,
            page=screen.inspector.reading_at if screen.place == INSPECTOR else None,
        )
        screen.show_pane(to.kind.name)
        if there.key is None:
            to.choose(led)
        else:
            to.go_to(there.key, led)
        self._set_trail(self.trail.with_jump(jump))

    def _set_trail(self, trail: Trail) -> None:
        if trail != self.trail:
            self.trail = trail
            self._changed()


def _led(to: Pane, there: Destination) -> RowChoice:
    """The rows a pane shows of a destination: a filter's, or those it has unless they hide the object."""
    now = to.wanted
    if there.key is None:
        return now._replace(filter=there.filter, troubled=False)
    hidden = now.narrows and not (to.shown == now and to.shows(there.key))
    return now._replace(filter="", troubled=False) if hidden else now

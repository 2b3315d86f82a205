"""Screens over the panes that show something of one session, and what becomes of them when another takes over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen, ScreenResultType

if TYPE_CHECKING:
    from textual.app import App

    from ktui.session.session import Session


class OverSession(Screen[ScreenResultType]):
    """One of them. The session that it shows ends when another takes over."""

    shows = ""
    """What it shows, in words: `the log of web`."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        """The one it shows."""

    def follow(self, session: Session) -> bool:
        """Show another session from now on; False: there is no sense in that, and the screen is to close."""
        return False


def hand_over_screens(app: App[Any], session: Session) -> str:
    """`session` has taken over: screens that show another one follow, or close, and what is above them too.

    What became of the lowest one, in a sentence; empty: there was none.
    """
    for screen in app.screen_stack:
        if isinstance(screen, OverSession) and screen.session is not session:
            if screen.follow(session):
                return f"{session.context} is shown now: {screen.shows} follows it"
            while screen in app.screen_stack:
                app.screen.dismiss(None)
            return f"{session.context} is shown now: {screen.shows} was closed"
    return ""

"""The live feed: what changes, as it does, and what the cluster tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ktui.insight.scope import scope_words, shows_namespaces
from ktui.model.keys import FEED
from ktui.model.reference import Reference
from ktui.ui.bindings import bindings
from ktui.ui.feed_text import FeedTitle, Wanted, feed_line, nothing_yet, title_line
from ktui.ui.playback_text import playhead
from ktui.ui.screens.over_session import OverSession
from ktui.ui.throttle import Throttle
from ktui.ui.widgets.feed_view import FeedView
from ktui.ui.widgets.key_bar import KeyBar
from ktui.ui.widgets.line import Line
from ktui.ui.workers import unbegun

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ktui.insight.page import PageLine
    from ktui.session.feed_log import FeedEntry
    from ktui.session.session import Session
    from ktui.ui.playback_text import Playhead
    from ktui.ui.widgets.playback_bar import PlaybackBar

PAINTED = 0.1
"""Seconds between two paintings while entries keep coming: each scrolls the whole screen, and nobody reads faster."""
TICK = 1.0
"""Seconds between two looks at how fresh the events are."""


class LiveFeedScreen(OverSession[Reference | None]):
    """Over the panes, which stay live beneath it. The cluster's events are watched while it is open, and no longer.

    Its result is the object one goes to; None: to none.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(FEED)]
    place = FEED
    shows = "the live feed"

    def __init__(self, session: Session, *, selected: Wanted, wall: Callable[[], float]) -> None:
        """`selected`: the object under the cursor; `wall`: this machine's clock in Unix seconds."""
        super().__init__(session)
        self._wanted = selected
        self._wall = wall
        self._events = session.scope_events(self._retitle)
        self._title = Line(id="feed-title")
        self._view = FeedView(self._line, id="feed")
        self._bar: PlaybackBar | None = None
        self._next = 0
        """The number of the first entry that was not taken in yet."""
        self._painting = Throttle(self._take_in, PAINTED, self.set_timer)

    def compose(self) -> ComposeResult:
        """Title, lines, keys."""
        yield self._title
        yield self._view
        if self.session.playback is not None:
            from ktui.ui.widgets.playback_bar import PlaybackBar  # noqa: PLC0415  only where there is a recording

            self._bar = PlaybackBar(playhead(self.session.playback))
            yield self._bar
        yield KeyBar(FEED, id="keys")

    def on_mount(self) -> None:
        """Show what is known, and listen."""
        self._view.focus()
        self._listen()
        self.set_interval(TICK, self._retitle)

    def on_unmount(self) -> None:
        """Nobody listens any more; the watch ends with the screen's workers."""
        self._deafen()

    def follow(self, session: Session) -> bool:
        """Another cluster, or other namespaces: the object that was selected means nothing there."""
        self._deafen()
        self.session = session
        self._wanted = Wanted()
        self._events = session.scope_events(self._retitle)
        if self.is_mounted:
            self._listen()
        return True

    def _listen(self) -> None:
        self._start_over()
        self.session.log.told = self._painting.ask
        self.run_worker(unbegun(self._events.run), group="feed", exclusive=True, exit_on_error=False)

    def _deafen(self) -> None:
        self.session.log.told = lambda: None

    def played(self, head: Playhead) -> None:
        """Time has gone by in the recording."""
        if self._bar is not None:
            self._bar.tell(head)

    def on_resize(self) -> None:
        """Every line is made for its width."""
        self._retitle()

    # The log's word

    def _start_over(self) -> None:
        entries = self.session.log.entries
        self._next = entries[-1].number + 1 if entries else 0
        self._view.start_over(filter(self._wanted.takes, entries), nothing_yet(self._wanted))
        self._retitle()

    def _take_in(self) -> None:
        entries = self.session.log.entries
        if not entries:
            return  # what was due was of a session that was left
        new = []
        for entry in reversed(entries):
            if entry.number < self._next:
                break
            if self._wanted.takes(entry):
                new.append(entry)
        self._next = entries[-1].number + 1
        self._view.extend(reversed(new), entries[0].number)
        self._retitle()

    def _line(self, entry: FeedEntry) -> PageLine:
        # A replay's times are UTC's throughout.
        utc = self.session.playback is not None
        return feed_line(entry, namespaces=shows_namespaces(self.session.namespaces), utc=utc)

    def _retitle(self) -> None:
        title = FeedTitle(
            scope=scope_words(self.session.namespaces),
            wanted=self._wanted,
            events=self._events.link,
            below=self._view.below,
            following=self._view.following,
            now=self._wall(),
            replay=self.session.playback is not None,
        )
        self._title.show([title_line(title, self.size.width)])

    # The user's word

    def action_move(self, where: str) -> None:
        """Scroll: up, down, page_up, page_down, home, end."""
        self._view.move(where)

    def on_feed_view_scrolled(self) -> None:
        """The title says whether it follows."""
        self._retitle()

    def action_narrow(self) -> None:
        """Only the selected object, only its namespace, everything again."""
        self._wanted = self._wanted.narrowed()
        self._start_over()

    def action_go(self) -> None:
        """To the object of the entry that is meant."""
        entry = self._view.current
        if entry is not None and entry.name:  # what the reader of a recording did is about nothing
            self.dismiss(entry.about)

    def action_leave(self) -> None:
        """Back to the panes."""
        self.dismiss(None)

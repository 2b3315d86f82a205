"""The screen one lives in: a banner, five panes, a line of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.screen import Screen

from ktui.model.keys import PANES
from ktui.model.kinds import KINDS
from ktui.model.link import Link, LinkState
from ktui.ui.banner_text import Banner, banner_line
from ktui.ui.bindings import bindings
from ktui.ui.widgets.key_bar import KeyBar
from ktui.ui.widgets.line import Line
from ktui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.session.session import Session
    from ktui.store.store import Delta
    from ktui.ui.widgets.row_table import RowTable

AGES = 2
"""Ticks between two looks at the ages in view: a young pod's age is then two seconds old at most, and an idle screen
costs half the bytes."""
TALL = 32
"""Rows of the terminal from which closed panes show troubled rows beneath their titles, one per `PER_LINE` more."""
PER_LINE = 8
"""Rows of the terminal for one more line under each closed title: the open pane keeps over half of the height."""


class MainScreen(Screen[None]):
    """Five panes over one session; the application tells it what the session says."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PANES)]
    place = PANES

    def __init__(self, *, context: str, scope: str | None, wall: Callable[[], float]) -> None:
        """`scope`: a namespace, "" for all, None while unknown; `wall`: this machine's clock in Unix seconds."""
        super().__init__()
        self._wall = wall
        self._cluster = context
        self._scope = _scope_words(scope)
        self._session: Session | None = None
        self._version = ""
        self._links: dict[str, Link] = {kind.name: Link(LinkState.CONNECTING, 0.0) for kind in KINDS}
        self.panes = {kind.name: Pane(kind, number, namespaces=scope == "") for number, kind in enumerate(KINDS, 1)}
        self._banner = Line(id="banner")
        self._open = KINDS[0].name
        self._ticks = 0

    def compose(self) -> ComposeResult:
        """Banner, panes, keys."""
        yield self._banner
        with Vertical(id="panes"):
            yield from self.panes.values()
        yield KeyBar(PANES, id="keys")

    def on_mount(self) -> None:
        """Open the first pane."""
        self.action_show_pane(self._open)
        self._show_banner()

    # -- the session's word

    def attach(self, session: Session) -> None:
        """Show this session from now on."""
        self._session = session
        self._cluster = session.context
        self._scope = _scope_words(session.namespace or "")
        for name, pane in self.panes.items():
            pane.attach(session.feeds[name], scope=self._scope, now=session.now, wall=self._wall)
        self._show_banner()

    def changed(self, feed: Feed, delta: Delta) -> None:
        """Rows of a feed changed."""
        self.panes[feed.kind.name].changed(delta)

    def linked(self, feed: Feed) -> None:
        """A feed's link changed."""
        self._links[feed.kind.name] = feed.link
        self.panes[feed.kind.name].retitle()
        self._show_banner()

    def identified(self, version: ServerVersion) -> None:
        """The server told its version."""
        self._version = version.text
        for pane in self.panes.values():
            pane.identified(version)
        self._show_banner()

    def tick(self) -> None:
        """A second has passed."""
        self._ticks += 1
        for pane in self.panes.values():
            pane.tick(ages=self._ticks % AGES == 0)
        if any(link.state is not LinkState.LIVE for link in self._links.values()):
            self._show_banner()

    def _show_banner(self) -> None:
        banner = Banner(
            context=self._cluster,
            scope=self._scope,
            server=self._version,
            links=list(self._links.items()),
            now=self._wall(),
            skew=self._session.skew if self._session else 0.0,
        )
        self._banner.show([banner_line(banner, self.app.size.width)])

    # -- the user's word

    def on_resize(self, event: events.Resize) -> None:
        """Every line is made for its width, which Textual's own handler, the next to run, takes over from the event."""
        self.call_next(self._fit, event.size.height)

    def _fit(self, height: int) -> None:
        worst = max(0, (height - TALL) // PER_LINE)
        for pane in self.panes.values():
            pane.give_height(worst)
        self._show_banner()

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """The title says where the cursor is."""
        self.pane.retitle()

    @property
    def pane(self) -> Pane:
        """The pane that has the room."""
        return self.panes[self._open]

    def action_show_pane(self, name: str) -> None:
        """Give a pane the room."""
        self._open = name
        for pane in self.panes.values():
            pane.set_open(pane.kind.name == name)
        self.pane.table.focus()

    def action_next_pane(self) -> None:
        """The next one, around."""
        self._step(1)

    def action_previous_pane(self) -> None:
        """The one before, around."""
        self._step(-1)

    def _step(self, by: int) -> None:
        names = list(self.panes)
        self.action_show_pane(names[(names.index(self._open) + by) % len(names)])

    def action_zoom(self) -> None:
        """The open pane alone, and back."""
        self.query_one("#panes").toggle_class("-zoom")

    def action_back(self) -> None:
        """One step back: end the zoom."""
        self.query_one("#panes").remove_class("-zoom")

    def action_cursor(self, where: str) -> None:
        """Move the cursor: up, down, page_up, page_down, home, end."""
        table = self.pane.table
        {
            "up": table.action_cursor_up,
            "down": table.action_cursor_down,
            "page_up": table.action_page_up,
            "page_down": table.action_page_down,
            "home": table.action_home,
            "end": table.action_end,
        }[where]()


def _scope_words(namespace: str | None) -> str:
    """The scope as the banner says it; nothing while it is not known."""
    return "all namespaces" if namespace == "" else namespace or "…"

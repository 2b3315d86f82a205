"""The application: one screen of five panes over one cluster."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console
from textual.app import App
from textual.containers import Vertical

from ktui.errors import KtuiError
from ktui.model.kinds import KINDS
from ktui.model.link import Link, LinkState
from ktui.paths import log_file, styles_dir
from ktui.ui.banner_text import Banner, banner_line
from ktui.ui.keys import bindings
from ktui.ui.widgets.key_bar import KeyBar
from ktui.ui.widgets.line import Line
from ktui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rich.console import RenderableType
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.driver import Driver
    from textual.screen import Screen

    from ktui.model.version import ServerVersion
    from ktui.session import Feed, Listener, Session
    from ktui.store.store import Delta
    from ktui.ui.widgets.row_table import RowTable

    Connect = Callable[[Listener], Awaitable[Session]]
    """Opens the session that tells this listener; raises `KtuiError`. Loads what the first frame must not wait for."""

TICK = 1.0
"""Seconds between two looks at countdowns and at troubles whose time is over."""
AGES = 2
"""Ticks between two looks at the ages in view: a young pod's age is then two seconds old at most, and an idle screen
costs half the bytes."""
TALL = 32
"""Rows of the terminal from which closed panes show troubled rows beneath their titles, one per `PER_LINE` more."""
PER_LINE = 8
"""Rows of the terminal for one more line under each closed title: the open pane keeps over half of the height."""
SETTLED = 20.0
"""Seconds after which garbage is collected although a first list has not ended: until then collections would walk
what is being built again and again, for a quarter of the time."""
INTERRUPTED = 130
"""The exit code of what ctrl+c ends."""


class KtuiApp(App[int]):
    """ktui's screen."""

    CSS_PATH = [styles_dir() / "app.tcss", styles_dir() / "table.tcss"]  # noqa: RUF012  as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    ENABLE_COMMAND_PALETTE = False
    TITLE = "ktui"
    ALLOW_SELECT = False

    def __init__(
        self,
        *,
        connect: Connect,
        context: str | None = None,
        scope: str | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`context` and `scope` as far as the command line tells them; a scope of "" is all namespaces.

        `wall` is this machine's clock in Unix seconds, by which the links' ages and retries are told.
        """
        plain = _few_colours()
        super().__init__(ansi_color=plain)
        if plain:
            self.theme = "ansi-dark"
        self._connect = connect
        self._wall = wall
        self._cluster = context or ""
        self._scope = _scope_words(scope)
        self.failure: KtuiError | None = None
        """Why the application ended, where it could not begin."""
        self._session: Session | None = None
        self._version = ""
        self._links: dict[str, Link] = {kind.name: Link(LinkState.CONNECTING, 0.0) for kind in KINDS}
        self._panes = {kind.name: Pane(kind, number, namespaces=scope == "") for number, kind in enumerate(KINDS, 1)}
        self._banner = Line(id="banner")
        self._open = KINDS[0].name
        self._ticks = 0

    # -- life

    def compose(self) -> ComposeResult:
        """Banner, panes, keys."""
        yield self._banner
        with Vertical(id="panes"):
            yield from self._panes.values()
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Open the first pane; the rest waits until this is on the glass."""
        self.action_show_pane(self._open)
        self._show_banner()

    def on_load(self) -> None:
        """Before the terminal is taken: whatever ends the process from now on gives it back first."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.exit, 128 + number)

    def on_ready(self) -> None:
        """The first frame is there: connect."""
        self.run_worker(self._live(), name="session", exit_on_error=False)
        self.set_interval(TICK, self._tick)
        self._settling = self.set_timer(SETTLED, self._settle)

    def _settle(self) -> None:
        """Start-up is over: what it made lives as long as the process, so no collection need look at it again."""
        self._settling.stop()
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    async def _live(self) -> None:
        try:
            self._session = session = await self._connect(self)
            self._cluster = session.context
            self._scope = _scope_words(session.namespace or "")
            for name, pane in self._panes.items():
                pane.attach(session.feeds[name], scope=self._scope, now=session.now, wall=self._wall)
            self._show_banner()
            await session.run()
        except KtuiError as error:
            self.failure = error
            self.exit(error.exit_code)
        except Exception as error:
            self._failed(error)
            self.exit(1)

    def _failed(self, error: BaseException) -> None:
        """A bug: the terminal is left clean, with one sentence; the log has the rest."""
        logging.getLogger(__name__).error("ktui failed", exc_info=error)
        if self.failure is None:
            self.failure = KtuiError(f"ktui failed inside ({error!r}): {log_file()} says more; please report it")

    def _fatal_error(self) -> None:
        """Textual's end after a bug. Its own prints every local variable, and what an object holds is not for all."""
        self._failed(sys.exc_info()[1] or RuntimeError("unknown"))
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """Textual's end where it cannot go on: the terminal is gone, or the styles are wrong."""
        self._failed(sys.exc_info()[1] or RuntimeError("the terminal or the styles cannot be used"))
        self._close_messages_no_wait()

    def get_driver_class(self) -> type[Driver]:
        """What speaks to the terminal."""
        from ktui.ui.terminal_driver import TerminalDriver  # noqa: PLC0415  nothing is driven in tests

        return TerminalDriver

    # -- the session's word

    def changed(self, feed: Feed, delta: Delta) -> None:
        """Rows of a feed changed."""
        self._panes[feed.kind.name].changed(delta)

    def linked(self, feed: Feed) -> None:
        """A feed's link changed."""
        self._links[feed.kind.name] = feed.link
        if self._session is not None and all(other.loaded for other in self._session.feeds.values()):
            self._settle()
        self._panes[feed.kind.name].retitle()
        self._show_banner()

    def identified(self, version: ServerVersion) -> None:
        """The server told its version."""
        self._version = version.text
        for pane in self._panes.values():
            pane.identified(version)
        self._show_banner()

    def _tick(self) -> None:
        if self._session is not None:
            self._session.expire()
        self._ticks += 1
        for pane in self._panes.values():
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
        self._banner.show([banner_line(banner, self.size.width)])

    # -- the user's word

    def on_resize(self, event: events.Resize) -> None:
        """Every line is made for its width, which Textual's own handler, the next to run, takes over from the event."""
        self.call_next(self._fit, event.size.height)

    def _fit(self, height: int) -> None:
        worst = max(0, (height - TALL) // PER_LINE)
        for pane in self._panes.values():
            pane.give_height(worst)
        self._show_banner()

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """The title says where the cursor is."""
        self._panes[self._open].retitle()

    @property
    def _table(self) -> RowTable:
        return self._panes[self._open].table

    def action_show_pane(self, name: str) -> None:
        """Give a pane the room."""
        self._open = name
        for pane in self._panes.values():
            pane.set_open(pane.kind.name == name)
        self._table.focus()

    def action_next_pane(self) -> None:
        """The next one, around."""
        self._step(1)

    def action_previous_pane(self) -> None:
        """The one before, around."""
        self._step(-1)

    def _step(self, by: int) -> None:
        names = list(self._panes)
        self.action_show_pane(names[(names.index(self._open) + by) % len(names)])

    def action_zoom(self) -> None:
        """The open pane alone, and back."""
        self.query_one("#panes").toggle_class("-zoom")

    def action_end_zoom(self) -> None:
        """End the zoom."""
        self.query_one("#panes").remove_class("-zoom")

    def action_cursor(self, where: str) -> None:
        """Move the cursor: up, down, page_up, page_down, home, end."""
        table = self._table
        {
            "up": table.action_cursor_up,
            "down": table.action_cursor_down,
            "page_up": table.action_page_up,
            "page_down": table.action_page_down,
            "home": table.action_home,
            "end": table.action_end,
        }[where]()

    async def action_help(self) -> None:
        """Show every key."""
        from ktui.ui.screens.help import HelpScreen  # noqa: PLC0415  a modal is not needed for the first frame

        await self.push_screen(HelpScreen())

    def action_interrupt(self) -> None:
        """Leave as an interrupted command does."""
        self.exit(INTERRUPTED)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Under a dialog only leaving and suspending are the application's; the rest is the dialog's."""
        top: Screen[object] = self.screen
        if top.is_modal:
            return action in ("interrupt", "suspend_process", "dismiss")
        return super().check_action(action, parameters)


def _few_colours() -> bool:
    """Whether the terminal's own sixteen colours serve better: there are no more, or the user wants none."""
    return "NO_COLOR" in os.environ or Console(file=sys.__stderr__).color_system in (None, "standard")


def _scope_words(namespace: str | None) -> str:
    """The scope as the banner says it; nothing while it is not known."""
    return "all namespaces" if namespace == "" else namespace or "…"

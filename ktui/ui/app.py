"""The application: one screen of five panes over one cluster."""

from __future__ import annotations

import gc
import logging
import sys
import time
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.events import Key
from textual.widget import Widget

from ktui.config import Config
from ktui.errors import KtuiError
from ktui.insight.text import visible
from ktui.model.keys import EVERYWHERE, PANES, REPLAY, keys_of, keys_while
from ktui.model.rebound import keymap
from ktui.model.themes import DARK, SIXTEEN
from ktui.paths import log_file, styles_dir
from ktui.state import ScreenState
from ktui.ui.bindings import bindings
from ktui.ui.recording import ScreenRecording
from ktui.ui.screens.main import MainScreen
from ktui.ui.screens.over_session import hand_over_screens
from ktui.ui.sessions import Sessions
from ktui.ui.signals import mind_signals
from ktui.ui.themes import ANSI, THEMES, theme_for
from ktui.ui.type_ahead import TypeAhead

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from typing import Any

    from rich.console import RenderableType
    from textual import events
    from textual.binding import BindingType
    from textual.driver import Driver
    from textual.screen import Screen
    from textual.worker import Worker

    from ktui.insight.scope import Namespaces
    from ktui.model.guide import Guide, Step
    from ktui.model.keys import Key as TableKey
    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.session.session import Session
    from ktui.store.store import Delta
    from ktui.ui.playing import Playing
    from ktui.ui.sessions import Connect
    from ktui.ui.widgets.playback_bar import PlaybackBar

TICK = 1.0
"""Seconds between two looks at countdowns and at troubles whose time is over."""
SETTLED = 20.0
"""Seconds after which garbage is collected although a first list has not ended: until then collections would walk
what is being built again and again, for a quarter of the time."""
SAID = 10.0
"""Seconds for which a sentence on what went wrong stays over the screen: long enough to be read twice."""
READ = 25.0
"""Seconds for which a step of the guide stays over the screen: one does what it says meanwhile."""
INTERRUPTED = 130
"""The exit code of what ctrl+c ends."""


class KtuiApp(App[int]):
    """ktui's screen."""

    CSS_PATH = [styles_dir() / "app.tcss", styles_dir() / "table.tcss", styles_dir() / "logs.tcss"]  # noqa: RUF012  as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EVERYWHERE)]
    ENABLE_COMMAND_PALETTE = False
    TITLE = "ktui"

    def __init__(
        self,
        *,
        connect: Connect,
        contexts: Callable[[], Awaitable[Sequence[str]]] | None = None,
        context: str | None = None,
        namespaces: Namespaces | None = None,
        wall: Callable[[], float] = time.time,
        config: Config | None = None,
        problems: Sequence[str] = (),
        state: ScreenState | None = None,
        theme: str | None = None,
        read_only: bool = False,
        guide: Guide | None = None,
        guide_opens: bool = False,
        guide_closed: Callable[[], None] = lambda: None,
        replay: str = "",
    ) -> None:
        """`context`, `namespaces` and `theme` as far as the command line tells them.

        `replay`: what is being read, where `connect` opens a recording in the place of a cluster.

        `contexts` tells which contexts there are to choose from, and raises `KtuiError`.
        `wall` is this machine's clock in Unix seconds, by which the links' ages and retries are told. `problems` are
        what is wrong with the configuration; `state` is how contexts were left, and is written in the end.
        `guide` is for a cluster that was made to be looked at; it opens by itself where `guide_opens`, and
        `guide_closed` is told where it is not to do so again.
        """
        config = config or Config()
        self.config = config
        """What the user wants."""
        self.state = state or ScreenState()
        """How contexts were left."""
        self.keys = keys_while(config.table, replaying=bool(replay))
        """The table of keys as this user has it."""
        self.read_only = read_only
        """Whether nothing may change the cluster."""
        self._told_problem = ""
        """What was said to be wrong with the history."""
        self.guide = guide
        """What to try first; None: there is none."""
        self._guide_opens = guide_opens
        self._guide_closed = guide_closed
        look = theme_for(theme, config.theme)
        super().__init__(ansi_color=look == SIXTEEN)
        for one in THEMES.values():
            self.register_theme(one)
        if look == DARK:
            # It has the colours of Textual's default: to set it as the others would compute every style once more.
            self.set_reactive(App.theme, THEMES[DARK].name)
        else:
            self.theme = ANSI if look == SIXTEEN else THEMES[look].name
        self.set_keymap(keymap(self.keys))
        self.playing: Playing | None = None
        """The hands on a recording; None: it is a cluster."""
        if replay:
            self._take_in_hand()
        self._told_namespaces = namespaces
        self._contexts = contexts
        self.failure: KtuiError | None = None
        """Why the application ended, where it could not begin."""
        self._left: Session | None = None
        """The session that was shown last, whose context is remembered as the user leaves it."""
        self.main = MainScreen(
            context=context or "",
            namespaces=config.namespace if namespaces is None else namespaces,
            wall=wall,
            config=config,
            problems=problems,
            pane=self.state.of(context or self.state.latest).pane,
            read_only=read_only,
            replay=replay,
        )
        self.sessions = Sessions(connect=connect, start=self._begin_work, glass=self, ended=self._ended)
        """The session that is shown, and how another one comes there."""
        self.main.stay = self.sessions.give_up
        self.screen_recording = ScreenRecording(self, wall=wall)
        """The recording that is made of what is shown."""
        self._type_ahead = TypeAhead(self)

    # -- life

    def get_default_screen(self) -> Screen[None]:
        """The one that is there from the first frame."""
        return self.main

    def on_load(self) -> None:
        """Before the terminal is taken: whatever ends the process from now on gives it back first."""
        mind_signals(self)

    def on_ready(self) -> None:
        """The first frame is there: connect."""
        self.sessions.begin()
        if self._guide_opens:
            self.action_guide()
        self.set_interval(TICK, self._tick)
        self._settling = self.set_timer(SETTLED, self._settle)

    def _settle(self) -> None:
        """Start-up is over: what it made lives as long as the process, so no collection need look at it again."""
        self._settling.stop()
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def _begin_work(self, coroutine: Coroutine[Any, Any, None]) -> Worker[None]:
        return self.run_worker(coroutine, name="session", exit_on_error=False)

    def _ended(self, error: BaseException) -> None:
        """Nothing can be shown: no first session, or a bug in the one there is."""
        if isinstance(error, KtuiError):
            self.failure = error
            self.exit(error.exit_code)
        else:
            self._failed(error)
            self.exit(1)

    def on_unmount(self) -> None:
        """The end, whatever brought it: how it was left is kept."""
        self.screen_recording.close()
        self._remember_left()
        self.state.write()

    def _remember_left(self) -> None:
        """How the context that was shown last is left."""
        if self._left is not None:
            sort = {name: (pane.wanted.column, pane.wanted.reverse) for name, pane in self.main.panes.items()}
            self.state.remember(self._left.context, pane=self.main.pane.kind.name, sort=sort)

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

    def attach(self, session: Session) -> None:
        """Show a session, as its context was left: only now is its name known for certain."""
        if gc.isenabled():
            gc.unfreeze()  # what start-up made was taken to live as long as the process
        told, self._told_namespaces = self._told_namespaces, None
        if told is not None:
            self.state.remember(session.context, scope=told)
        self.screen_recording.attach(session)
        before, elsewhere = self._left, self._left is None or self._left.context != session.context
        if before is not None and elsewhere:
            self._remember_left()
        self._left = session
        left = self.state.of(session.context)
        self.main.attach(session, pane=left.pane if elsewhere else "")
        if self.playing is not None:
            self.playing.attach(session)
        if told_of := hand_over_screens(self, session):
            self.notify(visible(told_of), timeout=SAID, markup=False)
        for name, pane in self.main.panes.items():
            column, descending = left.sort.get(name, ("", False))
            # What was chosen before there was a first session stands; what was chosen for another context does not.
            if elsewhere and (before is not None or (column and not pane.wanted.column)):
                pane.choose(pane.wanted._replace(column=column, reverse=descending))

    def opening(self, context: str) -> None:
        """A context is being opened beside the one that is shown."""
        self.main.opening(context)

    def why_not(self, key: TableKey) -> str:
        """Why a key does nothing where the cursor is, in a few words; empty: it does."""
        return self.main.changes.why_not(key) if key.where == PANES else ""

    def say(self, sentence: str) -> None:
        """Something went wrong that leaves all that is shown as it is."""
        self.notify(visible(sentence), severity="error", timeout=SAID, markup=False)

    def changed(self, feed: Feed, delta: Delta) -> None:
        """Rows of a feed changed."""
        self.main.changed(feed, delta)

    def linked(self, feed: Feed) -> None:
        """A feed's link changed."""
        session = self.sessions.session
        if session is not None and all(other.loaded for other in session.feeds.values()):
            self._settle()
        self.main.linked(feed)

    def identified(self, version: ServerVersion) -> None:
        """The server told its version."""
        self.main.identified(version)

    def _tick(self) -> None:
        session = self.sessions.session
        if session is not None:
            session.expire()
            self._say_what_is_not_kept(session.memory.problem)
        self.main.tick()
        self.screen_recording.tick()

    def _say_what_is_not_kept(self, problem: str) -> None:
        """Once: whatever sessions there are, it is the same file."""
        if problem and not self._told_problem:
            self._told_problem = problem
            self.notify(visible(problem), severity="warning", timeout=SAID, markup=False)

    # -- the user's word

    def _take_in_hand(self) -> None:
        """A recording has keys of its own, which work wherever one is."""
        from ktui.ui.playing import Playing  # noqa: PLC0415  only where there is a recording

        self.playing = Playing(self)
        ids = {key.id for key in keys_of(REPLAY)}
        for key in self.keys:
            if key.id in ids:
                self._bindings.bind(",".join(key.keys), key.action, key.does, show=False)

    def on_playback_bar_pressed(self, event: PlaybackBar.Pressed) -> None:
        """A press on the track of a recording goes there."""
        if self.playing is not None:
            self.playing.go_to(event.moment)

    def action_replay(self, what: str) -> None:
        """What a key of a replay is for."""
        if self.playing is not None:
            self.playing.do(what)

    async def action_help(self) -> None:
        """Show every key of this place."""
        from ktui.ui.screens.help import HelpScreen  # noqa: PLC0415  a modal is not needed for the first frame

        await self.push_screen(HelpScreen(getattr(self.screen, "place", PANES)))

    def show_namespaces(self, namespaces: Namespaces) -> None:
        """Show other namespaces from now on, and remember that they were chosen."""
        session = self.sessions.session
        if session is None:
            self._told_namespaces = namespaces
        else:
            self.state.remember(session.context, scope=namespaces)
        self.sessions.go_to_namespaces(namespaces)

    def action_namespaces(self) -> None:
        """Choose the namespaces that are shown."""
        from ktui.ui.choosing import choose_namespaces  # noqa: PLC0415  a modal is not needed for the first frame

        choose_namespaces(self)

    def action_contexts(self) -> None:
        """Choose another cluster."""
        if self.main.changes.refused("scope.contexts"):
            return
        from ktui.ui.choosing import choose_context  # noqa: PLC0415

        choose_context(self, self._contexts)

    def action_record(self) -> None:
        """Record what is shown, or end that."""
        self.screen_recording.toggle()

    def action_columns(self) -> None:
        """Choose the columns of the open pane."""
        from ktui.ui.choosing import choose_columns  # noqa: PLC0415

        choose_columns(self)

    def action_palette(self) -> None:
        """Say by name what to do."""
        from ktui.ui.choosing import choose_action  # noqa: PLC0415

        choose_action(self, self._contexts)

    def action_guide(self) -> None:
        """Show what to try first, where there is a guide."""
        if self.guide is not None:
            # A modal is not needed for the first frame.
            from ktui.ui.screens.guide import GuideScreen, hint_text  # noqa: PLC0415

            screen = GuideScreen(self.guide)

            def left(step: Step | None) -> None:
                if screen.for_good:
                    self._guide_closed()
                if step is not None:
                    self.main.navigator.to_object(step.about)
                    self.notify(hint_text(step.hint, self.keys), title=step.title, timeout=READ, markup=False)

            self.push_screen(screen, left)

    async def on_event(self, event: events.Event) -> None:
        """Textual's way in for whatever comes from outside; keys go one by one."""
        if not isinstance(event, Key) or event.is_forwarded:
            await super().on_event(event)
        elif not self._type_ahead.holds(event):
            target = self.focused or self.screen
            await super().on_event(event)
            self._type_ahead.handed(node for node in target.ancestors_with_self if isinstance(node, Widget))

    def action_redraw(self) -> None:
        """Draw all of the screen: something else may have written to the terminal."""
        self._forget_screen()
        self.refresh(repaint=True, layout=True)

    def on_resize(self) -> None:
        """A terminal does as it likes with what stood on it."""
        self._forget_screen()

    def _forget_screen(self) -> None:
        from ktui.ui.terminal_driver import TerminalDriver  # noqa: PLC0415  nothing is driven in tests

        if isinstance(self._driver, TerminalDriver):
            self._driver.forget_screen()

    def action_interrupt(self) -> None:
        """Leave as an interrupted command does."""
        self.exit(INTERRUPTED)

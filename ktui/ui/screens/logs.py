"""The log of a pod, or of all pods of a DaemonSet or Job, over the whole screen."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Input

from ktui.insight.log_containers import container_words
from ktui.insight.log_lines import shown
from ktui.insight.text_search import LONGEST
from ktui.model.keys import LOGS
from ktui.model.kinds import PODS
from ktui.paths import log_file
from ktui.session.log_target import LogChoice
from ktui.session.logs import LogFeed
from ktui.ui.bindings import bindings
from ktui.ui.log_rows import AllLines
from ktui.ui.log_saving import save_all
from ktui.ui.log_searching import LogSearching
from ktui.ui.log_title import SINCE, LogTitle, absent_words, log_title, notice_words, since_words
from ktui.ui.screens.over_session import OverSession
from ktui.ui.throttle import Throttle
from ktui.ui.widgets.key_bar import KeyBar
from ktui.ui.widgets.line import Line
from ktui.ui.widgets.log_view import LogView
from ktui.ui.workers import unbegun

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ktui.session.log_target import LogTarget
    from ktui.session.logs import LogBatch
    from ktui.session.session import Session

RETITLE = 0.25
"""Seconds between two looks at counts that change with every batch: nobody reads them faster."""
TICK = 1.0
"""Seconds between two looks at countdowns."""


class LogsScreen(OverSession[None]):
    """A log, live, above panes that stay so."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LOGS)]
    place = LOGS

    def __init__(self, session: Session, target: LogTarget, *, wall: Callable[[], float]) -> None:
        """`wall`: this machine's clock in Unix seconds, by which retries are told."""
        super().__init__(session)
        self.shows = f"the log of {target.name}"
        self._target = target
        self._wall = wall
        self._choice = LogChoice()
        self.feed = self._new_feed()
        """What is read now."""
        self._said = ""
        self._failure = ""
        self._retitling = Throttle(self._retitle, RETITLE, self.set_timer)
        self._title = Line(id="logs-title")
        self.view = LogView(AllLines(self.feed.ring), id="log")
        self._searching = LogSearching(
            self.view,
            self.feed.ring,
            start=lambda coroutine: self.run_worker(coroutine, group="search"),
            say=self._say,
            changed=self._retitle,
        )
        self._before = ""
        """What was searched for before one began to type."""
        self._typing = Input(
            id="logs-search", placeholder="text or regular expression", compact=True, max_length=LONGEST
        )

    def compose(self) -> ComposeResult:
        """Two lines of title, the log, where one types a search, keys."""
        yield self._title
        yield self.view
        yield self._typing
        yield KeyBar(LOGS, id="keys")

    def on_mount(self) -> None:
        """Begin to read."""
        self._typing.display = False
        self.view.focus()
        self.session.also_told.add(self._changed)
        self._read()
        self.set_interval(TICK, self._retitle)

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        self.session.also_told.discard(self._changed)

    # -- reading

    def _new_feed(self) -> LogFeed:
        return LogFeed(
            self._target,
            self._choice,
            objects=self.session.feeds[PODS.name].store.objects,
            stream=self.session.log_stream,
            now=self.session.now,
            told=self._told,
        )

    def _read(self) -> None:
        self._failure = ""
        self.run_worker(unbegun(self._run, self.feed), exclusive=True, group="log", exit_on_error=False)

    async def _run(self, feed: LogFeed) -> None:
        try:
            await feed.run()
        except Exception as error:
            logging.getLogger(__name__).error("a log failed", exc_info=error)
            self._failure = f"reading failed inside: {log_file()} says more; please report it"
            self._retitle()

    def _choose(self, choice: LogChoice) -> None:
        """Read another log, or another part of it."""
        self._choice = choice
        self.feed = self._new_feed()
        self.view.deselect()
        self._searching.over(self.feed.ring)
        self._read()
        self._retitle()

    def _changed(self, *change: object) -> None:
        self.feed.changed(*change)  # type: ignore[arg-type]

    def _told(self, batch: LogBatch) -> None:
        """Lines came, or a stream's state changed."""
        if batch.rearranged is not None:
            self.view.renumbered(batch.rearranged)
        self._searching.lines_came(batch.rearranged)
        self.view.name_sources(self.feed.names)
        self.view.rows_changed()
        self._retitling.ask()

    # -- searching

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is found so far is highlighted."""
        if self._typing.display:
            self._searching.look_for(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to what was found."""
        self._stop_typing()
        self._searching.go_to_nearest()

    def _stop_typing(self) -> None:
        self._typing.display = False
        self.view.focus()

    # -- saying

    def _say(self, words: str) -> None:
        self._said = words
        self._retitle()

    def on_key(self, event: events.Key) -> None:
        """An answer is for the key before. Escape is a step back: a screen of Textual's takes the selection with it."""
        if event.key == "escape":
            event.prevent_default()
        if self._said:
            self._say("")

    def on_log_view_moved(self) -> None:
        """Paused, or following again."""
        self._retitle()

    def on_resize(self, event: events.Resize) -> None:
        """The lines are made for their width."""
        self.call_next(self._retitle)

    def _retitle(self) -> None:
        if not self.is_mounted:
            return
        feed, view = self.feed, self.view
        states = [] if self._failure else [source.state for source in feed.sources]
        name = self._target.name if self._target.kind == PODS.name else f"{self._target.kind}/{self._target.name}"
        title = LogTitle(
            name=name,
            container=container_words(feed.members.containers, feed.chosen),
            states=states,
            absent=self._failure or absent_words(feed, self.session.feeds[PODS.name]) if not states else "",
            lines=len(feed.ring.lines),
            dropped=feed.ring.dropped,
            paused=not view.following,
            unseen=view.unseen,
            since=since_words(feed),
            left_out=feed.left_out,
            search=self._searching.title,
            previous=self._choice.previous,
            said=self._said,
            now=self._wall(),
        )
        self._title.show(log_title(title, self.app.size.width))
        self.view.notice = notice_words(title)

    # -- the user's word

    def action_cursor(self, where: str) -> None:
        """Move: up, down, page_up, page_down, home, end, left, right."""
        self.view.move(where)

    def action_previous_log(self) -> None:
        """The log of the run before this one, and back."""
        self._choose(replace(self._choice, previous=not self._choice.previous))

    def action_container(self) -> None:
        """Choose the containers that are read."""
        from ktui.ui.choosing_containers import choose_containers  # noqa: PLC0415  not until it is asked for

        chosen = choose_containers(
            self.app, self.feed, lambda picked: self._choose(replace(self._choice, containers=picked))
        )
        if chosen:
            self._say(chosen)

    def action_since(self) -> None:
        """Further back, and from the beginning again."""
        seconds = [each for each, _ in SINCE]
        self._choose(replace(self._choice, since=seconds[(seconds.index(self._choice.since) + 1) % len(seconds)]))

    def action_wrap(self) -> None:
        """Whether long lines go on in the next row."""
        wrapped = self.view.toggle_wrap()
        self._say("long lines are wrapped" if wrapped else "long lines go on to the right: ← →")

    def action_stamps(self) -> None:
        """Each line's time, and without."""
        self.view.toggle_stamps()

    def action_search(self) -> None:
        """Type what to look for."""
        self._before = self._typing.value = self._searching.words
        self._typing.display = True
        self._typing.focus()

    def action_match(self, by: int) -> None:
        """To the next match (1) or the one before (-1)."""
        self._searching.go(by)

    def action_only_matches(self) -> None:
        """Show the lines that match alone, and all again."""
        self._searching.toggle_filter()

    def action_copy(self) -> None:
        """What the mouse has selected to the clipboard, or the current line, as it is shown."""
        if selected := self.get_selected_text():
            self.app.copy_to_clipboard(selected)
            self.view.deselect()
            self._say("selection copied")
            return
        line = self.view.current
        if line is None:
            self._say("there is no line to copy")
            return
        self.app.copy_to_clipboard(shown(line.text))
        self._say("line copied")

    async def action_save(self) -> None:
        """All lines there are into a file."""
        self._say(await save_all(self.feed, stamps=self.view.stamps, now=self._wall()))

    def action_back(self) -> None:
        """One step back: out of the search, the selection, the search's filter, its highlights, the log."""
        if self._typing.display:
            self._stop_typing()
            self._searching.look_for(self._before)
        elif self.selections:
            self.view.deselect()
        elif self._searching.filtered:
            self._searching.toggle_filter()
        elif self._searching.words:
            self._searching.look_for("")
        else:
            self.dismiss()

    def action_leave(self) -> None:
        """Back to where one came from."""
        self.dismiss()

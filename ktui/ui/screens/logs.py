"""The log of a pod, or of all pods of a DaemonSet or Job, over the whole screen."""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_left, bisect_right
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Input

from ktui.errors import KtuiError
from ktui.insight.log_containers import container_words
from ktui.insight.log_lines import shown
from ktui.insight.log_state import LogState
from ktui.insight.text import visible
from ktui.insight.text_search import LONGEST
from ktui.model.keys import LOGS
from ktui.model.kinds import PODS
from ktui.model.link import LinkState
from ktui.paths import log_file, state_dir
from ktui.session.log_ring import Matches
from ktui.session.log_search import LogSearch
from ktui.session.logs import LogChoice, LogFeed
from ktui.session.save_log import file_name, save_log
from ktui.ui.bindings import bindings
from ktui.ui.log_rows import AllLines, MatchingLines
from ktui.ui.log_title import SINCE, LogTitle, SearchTitle, log_title, state_words
from ktui.ui.screens.over_session import OverSession
from ktui.ui.widgets.key_bar import KeyBar
from ktui.ui.widgets.line import Line
from ktui.ui.widgets.log_view import LogView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from ktui.insight.log_containers import Containers
    from ktui.session.logs import LogBatch, LogTarget
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
        self._matches: Matches | None = None
        self._filtered = False
        self._judging = False
        self._jump = False
        self._before: LogSearch | None = None
        self._said = ""
        self._failure = ""
        self._retitling: Timer | None = None
        self._title_due = False
        self._title = Line(id="logs-title")
        self.view = LogView(AllLines(self.feed.ring), id="log")
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
        self.run_worker(self._run(self.feed), exclusive=True, group="log", exit_on_error=False)

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
        if self._matches is not None:
            self._search_for(LogSearch(self._matches.search.words))
        self._show_rows(follow=True)
        self._read()
        self._retitle()

    def _changed(self, *change: object) -> None:
        self.feed.changed(*change)  # type: ignore[arg-type]

    def _told(self, batch: LogBatch) -> None:
        """Lines came, or a stream's state changed."""
        if batch.rearranged is not None:
            self.view.renumbered(batch.rearranged)
        if self._matches is not None:
            if batch.rearranged is not None:
                self._matches.forget_from(batch.rearranged)
            self._judge()
        self.view.name_sources(self.feed.names)
        self.view.rows_changed()
        if self._retitling is None:
            self._retitle()
            self._retitling = self.set_timer(RETITLE, self._retitled)
        else:
            self._title_due = True

    def _retitled(self) -> None:
        self._retitling = None
        if self._title_due:
            self._title_due = False
            self._retitle()
            self._retitling = self.set_timer(RETITLE, self._retitled)

    # -- searching

    def _judge(self) -> None:
        """Look at lines that the search has not seen, slice by slice."""
        if self._judging or self._matches is None:
            return
        if self._matches.search.too_slow:
            self._jump = False
        elif self._matches.look():
            self._judging = True
            self.run_worker(self._judge_all(), group="search")
        else:
            self._judged()

    async def _judge_all(self) -> None:
        while True:
            await asyncio.sleep(0)  # keys and painting go between two turns
            if self._matches is None or not self._matches.look():
                break
        self._judging = False
        self._judged()

    def _judged(self) -> None:
        """All lines were looked at, or the search was given up."""
        matches = self._matches
        if matches is not None and matches.search.too_slow:
            self._give_up()
        elif self._filtered:
            self.view.rows_changed()
        if self._jump and matches is not None:
            self._jump = False
            self._to_nearest(matches)
        self._retitle()

    def _give_up(self) -> None:
        """The search is of no use: all lines are shown, for what is not known hides none."""
        self._filtered = self._jump = False
        self._show_rows()

    def _to_nearest(self, matches: Matches) -> None:
        """To the last match at or above the current line, else to the first below."""
        if not matches.numbers:
            self._say(f"no line {'is known to have' if matches.unknown else 'has'} {shown(matches.search.words)}")
        elif not self._filtered:
            place = bisect_right(matches.numbers, self.view.current_number)
            self.view.go_to(matches.numbers[max(0, place - 1)])

    def _look_for(self, search: LogSearch | None) -> None:
        self._search_for(search)
        self._show_rows()
        self._judge()
        self._retitle()

    def _search_for(self, search: LogSearch | None) -> None:
        self._matches = Matches(search, self.feed.ring) if search is not None else None
        self.view.search = search
        if search is None:
            self._filtered = False

    def _show_rows(self, *, follow: bool = False) -> None:
        ring, matches = self.feed.ring, self._matches
        rows = MatchingLines(ring, matches) if self._filtered and matches is not None else AllLines(ring)
        self.view.show_rows(rows, follow=follow)

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is found so far is highlighted."""
        if self._typing.display:
            self._look_for(LogSearch(event.value) if event.value else None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to what was found."""
        self._jump = bool(event.value)
        self._stop_typing()
        self._judge()

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

    def _absent(self) -> str:
        """Why there is no stream."""
        if self._failure:
            return self._failure
        pods = self.session.feeds[PODS.name]
        if pods.link.state is LinkState.DENIED:
            return f"denied: {pods.link.reason}"
        if not pods.loaded:
            return "waiting for the list of pods"
        if self.feed.pods:
            chosen, containers = self.feed.chosen, self.feed.containers
            if chosen and not any(name in containers for name in chosen):
                return f"no container is called {visible(', '.join(chosen))} now"
            return "connecting"
        return "the pod is gone" if self._target.kind == PODS.name else "no pods of it are there now"

    def _retitle(self) -> None:
        if not self.is_mounted:
            return
        feed, view = self.feed, self.view
        states = [] if self._failure else [source.state for source in feed.sources]
        name = self._target.name if self._target.kind == PODS.name else f"{self._target.kind}/{self._target.name}"
        title = LogTitle(
            name=name,
            container=container_words(feed.containers, feed.chosen),
            states=states,
            absent=self._absent() if not states else "",
            lines=len(feed.ring.lines),
            dropped=feed.ring.dropped,
            paused=not view.following,
            unseen=view.unseen,
            since=dict(SINCE)[self._choice.since] or _tail_words(feed),
            left_out=feed.left_out,
            search=self._search_title(),
            previous=self._choice.previous,
            said=self._said,
            now=self._wall(),
        )
        self._title.show(log_title(title, self.app.size.width))
        self.view.notice = self._notice(title)

    def _search_title(self) -> SearchTitle | None:
        matches = self._matches
        if matches is None:
            return None
        return SearchTitle(
            words=matches.search.words,
            matches=len(matches.numbers),
            unknown=len(matches.unknown),
            filtered=self._filtered,
            too_slow=matches.search.too_slow,
            unmarked=matches.search.unmarked,
        )

    def _notice(self, title: LogTitle) -> str:
        """What stands where lines would be."""
        search = title.search
        if search is not None and search.filtered and title.lines:
            return f"No line {'is known to have' if search.unknown else 'has'} {search.words}"
        if not title.states:
            return title.absent
        first = title.states[0]
        return "No lines yet" if first.state is LogState.FOLLOWING else state_words(first, title.now)

    # -- the user's word

    def action_cursor(self, where: str) -> None:
        """Move: up, down, page_up, page_down, home, end, left, right."""
        self.view.move(where)

    def action_previous_log(self) -> None:
        """The log of the run before this one, and back."""
        self._choose(replace(self._choice, previous=not self._choice.previous))

    def action_container(self) -> None:
        """Choose the containers that are read."""
        feed = self.feed
        containers = feed.containers
        if len(containers) < 2:
            only = visible(next(iter(containers), ""))
            self._say(f"there is only one container: {only}" if only else "there is no container now")
            return
        from ktui.ui.choosing_containers import choose_containers  # noqa: PLC0415  not until it is asked for

        choose_containers(
            self.app, containers, defaults=feed.default_containers, chosen=feed.chosen, picked=self._choose_containers
        )

    def _choose_containers(self, picked: Containers) -> None:
        now = self._choice.containers
        if picked == now or (now is None and len(picked) == 1 and picked == self.feed.default_containers):
            return  # what is there to read goes on
        self._choose(replace(self._choice, containers=picked))

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
        self._before = self._matches.search if self._matches is not None else None
        self._typing.value = self._before.words if self._before is not None else ""
        self._typing.display = True
        self._typing.focus()

    def action_match(self, by: int) -> None:
        """To the next match (1) or the one before (-1)."""
        matches = self._usable_matches()
        if matches is None:
            return
        current = self.view.current_number
        numbers = matches.numbers
        at = bisect_right(numbers, current) if by > 0 else bisect_left(numbers, current) - 1
        if 0 <= at < len(numbers):
            self.view.go_to(numbers[at])
        else:
            self._say("no match further down" if by > 0 else "no match further up")

    def action_only_matches(self) -> None:
        """Show the lines that match alone, and all again."""
        if self._usable_matches() is not None:
            self._filtered = not self._filtered
            self._show_rows()
            self._retitle()

    def _usable_matches(self) -> Matches | None:
        """What the search has found; where that is of no use, say why."""
        if self._matches is None:
            self._say("nothing is searched for: / does")
        elif self._matches.search.too_slow:
            self._say("the search was too slow: / takes a simpler one")
        else:
            return self._matches
        return None

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
        feed = self.feed
        container = feed.sources[0].request.container if len(feed.sources) == 1 else ""
        try:
            path = await save_log(
                list(feed.ring.lines),
                names=feed.names if len(feed.sources) > 1 else [],
                stamps=self.view.stamps,
                folders=[Path.cwd(), state_dir()],
                name=file_name("-".join(filter(None, (self._target.name, container))), self._wall()),
            )
        except (KtuiError, OSError) as error:
            self._say(str(error))
            return
        self._say(f"saved {path if path.parent != Path.cwd() else path.name}")

    def action_back(self) -> None:
        """One step back: out of the search, the selection, the search's filter, its highlights, the log."""
        if self._typing.display:
            self._stop_typing()
            self._look_for(self._before)
        elif self.selections:
            self.view.deselect()
        elif self._filtered:
            self.action_only_matches()
        elif self._matches is not None:
            self._look_for(None)
        else:
            self.dismiss()

    def action_leave(self) -> None:
        """Back to where one came from."""
        self.dismiss()


def _tail_words(feed: LogFeed) -> str:
    return f"last {feed.tail:,} lines{' of each' if len(feed.sources) > 1 else ''}"

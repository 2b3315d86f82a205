"""One kind's pane: a title line, and while it is open the table."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from textual.containers import Vertical
from textual.message import Message

from ktui.errors import UsageError
from ktui.insight.column_choice import chosen, headers_of
from ktui.insight.columns import table_of
from ktui.insight.columns.own import with_own_columns
from ktui.insight.table import Column
from ktui.insight.text import visible
from ktui.model.link import Link, LinkState
from ktui.model.row_choice import RowChoice
from ktui.model.version import NEWEST
from ktui.session.pace import in_turns
from ktui.store.store import Delta
from ktui.ui.arranging import Arranging
from ktui.ui.marks import Marks
from ktui.ui.pane_rows import FeedRows
from ktui.ui.throttle import Throttle
from ktui.ui.title_text import Title, empty_words, title_line, worst_lines
from ktui.ui.widgets.line import Line
from ktui.ui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.worker import Worker

    from ktui.insight.table import Table
    from ktui.model.evidence import Watched
    from ktui.model.kinds import Kind
    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.session.glances import Glances
    from ktui.store.store import Key

RETITLE = 0.25
"""Seconds between two paintings of a title whose counts keep changing."""

NOTED = 4
"""Ticks after which a title no longer says what was just done."""

NOT_TRUE_NOW = (LinkState.STALE, LinkState.DENIED, LinkState.ABSENT, LinkState.UNRECORDED)
"""Links whose rows are what was, not what is: they lose their colours."""

MINUTE = 60
"""Seconds."""

LABELLED = 2000
"""Objects whose labels are looked at, to offer them: 1 ms, and whoever wants a rarer one can type it."""

NAMESPACE = Column("NAMESPACE", lambda obj, _now: obj.meta.namespace, width=12, rank=1)
"""Before kubectl's columns where more than one namespace is shown, as kubectl has it."""


class Pane(Vertical):
    """A kind's pane. Closed it is its title (and worst rows where there is height); open it has the table too."""

    class Arranged(Message):
        """The rows are what was chosen, or a sentence says why they are not."""

    class Pressed(Message):
        """A closed pane was pressed."""

        def __init__(self, pane: Pane) -> None:
            """`pane`: the closed one."""
            super().__init__()
            self.pane = pane

    def __init__(
        self, kind: Kind, number: int, *, namespaces: bool, opened: bool = False, columns: Sequence[str] = ()
    ) -> None:
        """`columns`: the ones wanted, in their order, as `chosen` has them; none: all there are."""
        # One is born open: opening it later would have every style computed once more before the first frame.
        super().__init__(id=f"pane-{kind.name}", classes="pane -open" if opened else "pane")
        self.kind = kind
        self._chosen = tuple(columns)
        self._version = NEWEST
        self._number = number
        self._scope = ""
        self._namespaces = namespaces and kind.namespaced
        self._feed: Feed | None = None
        self._glances: Glances | None = None
        self._watched: Watched | None = None
        self._minute = 0.0
        """The one in which what is seen at a glance was looked at last."""
        self._relooking: Worker[None] | None = None
        self._now: Callable[[], float] = lambda: 0.0
        self._wall: Callable[[], float] = lambda: 0.0
        self._room = 0
        self._worst_room = 0
        self.retitling = Throttle(self.retitle, RETITLE, self.set_timer)
        """Counts that change with every flush are read by nobody."""
        self._revision = 0
        self._arranging: Arranging | None = None
        self._arranger: Worker[None] | None = None
        self._arrangement: Arranging | None = None
        self.wanted = RowChoice()
        """What was chosen last."""
        self.shown = RowChoice()
        """The choice whose rows are shown."""
        self.refused = ""
        """Why what was chosen cannot be shown, in a sentence."""
        self.doubt = ""
        """What about it may not be meant as it was understood."""
        self.cursor_home: Key | None = None
        """The object that the cursor returns to whenever a choice shows it, while a filter is typed."""
        self._landing: Key | None = None
        """The object that the cursor goes to as soon as the choice that is being arranged is shown."""
        self._marks = Marks()
        self._note: tuple[str, ...] = ()
        self._note_left = 0
        self.title = Line(classes="title")
        self.table = RowTable()
        self._table = self._searched = self._whole(NEWEST)
        self._columns: tuple[Column, ...] = ()

    def compose(self) -> ComposeResult:
        """Title above table."""
        yield self.title
        yield self.table

    def on_mount(self) -> None:
        """Columns are known before any row is: the newest server's until it tells."""
        self._set_columns(NEWEST)
        self.retitle()

    @property
    def open(self) -> bool:
        """Whether this is the pane that has the room."""
        return self.has_class("-open")

    def attach(
        self,
        feed: Feed,
        *,
        scope: str,
        namespaces: bool,
        now: Callable[[], float],
        wall: Callable[[], float],
        glances: Glances | None = None,
    ) -> None:
        """Show this feed of this scope from its first row; `now` is the cluster's clock, `wall` this machine's.

        `namespaces`: whether rows say which namespace they are in; `glances`: what is seen of pods.
        """
        for worker in (self._arranger, self._relooking):
            if worker is not None:
                worker.cancel()
        self._relooking = None
        self._glances = glances
        self._watched = glances.watched if glances is not None else None
        self._arranger = self._arranging = self._arrangement = None
        self.shown = RowChoice()
        self._marks.clear()
        self._feed = feed
        self._revision = feed.view.revision
        self._namespaces = namespaces and self.kind.namespaced
        self._follow_loading()
        self._scope = scope if self.kind.namespaced else "this cluster"
        self._now = now
        self._wall = wall
        self.identified(NEWEST, keep_cursor=False)

    def identified(self, version: ServerVersion, *, keep_cursor: bool = True) -> None:
        """The server's version decides which columns there are and what they say."""
        self._version = version
        self._set_columns(version)
        if self._feed is not None:
            rows = FeedRows(self._feed, self._table, self._now, namespaces=self._namespaces, marks=self._marks)
            self.table.set_rows(rows, keep_cursor=keep_cursor)
            if self.wanted != RowChoice():
                self.choose(self.wanted)
        self.retitle()

    def changed(self, delta: Delta) -> None:
        """Rows came, went or changed."""
        if self._feed is not None:
            self._marks.apply(delta, self._feed.store.objects)
        if self.open:
            self._follow_loading()
            if self._rows_moved():
                self.table.rows_changed(delta.changed)
            elif delta.changed:
                self.table.cells_changed(delta.changed)
        if self._arrangement is not None and self._arrangement.given_up:
            self._give_up(self.shown)
        self.retitling.ask()

    def _follow_loading(self) -> None:
        """While the first list arrives, a cursor that nobody has moved stays in the first row."""
        self.table.filling = self._feed is None or not self._feed.loaded

    def tick(self, *, ages: bool) -> None:
        """A second has passed: countdowns, and where it is time for them `ages`."""
        self._look_again()
        if self.open and ages:
            self.table.tick(self._now())
            if self._arrangement is not None and self._arrangement.ticks and self._arranging is None:
                self._arrange(self.shown)
        self._note_left -= 1
        over = bool(self._note) and self._note_left <= 0
        if over:
            self._note = ()
        if over or (self._feed is not None and self._feed.link.state is not LinkState.LIVE):
            self.retitle()

    def relinked(self) -> None:
        """How fresh the rows are is another thing, or which events there are."""
        if self._glances is not None and self._glances.watched != self._watched:
            self._watched = self._glances.watched
            if self.open:
                self.table.doubt_rows()
                self._read_again(self.table.keys_in_view)
            if self._arrangement is not None and self._arrangement.live and self._arranging is None:
                self._arrange(self.shown)
        self.retitle()

    def _look_again(self) -> None:
        """Once a minute: what is seen at a glance moves on, and rows that are chosen or ordered by it may too."""
        if self._glances is None or self._feed is None or self._now() // MINUTE == self._minute:
            return
        self._minute = self._now() // MINUTE
        keys = self._glances.moving(self._feed.store.objects)
        if self._arrangement is not None and self._arrangement.live and keys:
            if self._relooking is not None:
                self._relooking.cancel()
            self._relooking = self.run_worker(self._examine(self._feed, keys), group="glances", exit_on_error=False)
        elif self.open:
            self._read_again(keys)

    def _read_again(self, keys: Sequence[Key]) -> None:
        """Have rows say what they say now, those in view some in each turn of the loop: they may have much past."""
        asked = set(keys)
        in_view = [key for key in self.table.keys_in_view if key in asked]
        self.table.cells_changed(asked.difference(in_view))
        if in_view:
            # No coroutine yet: a pane may go before it begins, and one that nobody awaits is complained of.
            work: Any = partial(self._reread, in_view)
            self.run_worker(work, group="rereading", exit_on_error=False)

    async def _reread(self, keys: Sequence[Key]) -> None:
        async for some in in_turns(keys):
            self.table.cells_changed(some)

    async def _examine(self, feed: Feed, keys: list[Key]) -> None:
        """Bring these rows to their places, some in each turn of the loop."""
        async for some in in_turns(keys):
            feed.view.update(Delta([], list(some), []))
            if self.open and self._rows_moved():
                self.table.rows_changed(some)
            elif self.open:
                self.table.cells_changed(some)
        self.retitling.ask()

    def set_time(self) -> None:
        """It is another time, as after a jump in a replay: ages, and rows that are chosen by them."""
        if self.open:
            self.table.set_time(self._now())
            if self._arrangement is not None and (self._arrangement.ticks or self._arrangement.live):
                self._arrange(self.shown)
        self.retitle()

    # -- marks

    @property
    def marked(self) -> list[Key]:
        """The marked objects in the order of their rows; behind them those that are not shown now."""
        return self._marks.ordered(self._feed.view.index_of) if self._marks and self._feed is not None else []

    def toggle_mark(self) -> None:
        """Mark the row under the cursor or take its mark away, and go on to the next."""
        key = self.table.cursor_key
        obj = self._feed.store.objects.get(key) if self._feed is not None and key is not None else None
        if obj is not None:
            self._marks.toggle(obj)
            self.table.cells_changed([obj.key])
            self.table.action_cursor_down()
            self.retitle()

    def toggle_all_marks(self) -> None:
        """Mark all rows that are shown, or take their marks away where all of them are marked."""
        if self._feed is not None:
            view, objects = self._feed.view, self._feed.store.objects
            keys = [key for index in range(len(view)) if (key := view.key_at(index)) in objects]
            self._marks.toggle_all(keys, objects)
            self.table.marks_changed()
            self.retitle()

    def clear_marks(self) -> bool:
        """Take all marks away; whether there were any."""
        if not self._marks:
            return False
        self._marks.clear()
        self.table.marks_changed()
        self.retitle()
        return True

    def note(self, *words: str) -> None:
        """Say for a while what was just done, in the first of these words that fit."""
        self._note, self._note_left = words, NOTED
        self.retitle()

    def on_click(self, event: events.Click) -> None:
        """A closed pane is opened where it is pressed."""
        if not self.open:
            event.stop()
            self.post_message(self.Pressed(self))

    # -- which columns

    @property
    def chosen_columns(self) -> tuple[str, ...]:
        """The columns that were chosen, in their order, as `chosen` has them; none: all there are."""
        return self._chosen

    @property
    def usual_columns(self) -> tuple[str, ...]:
        """Those that are shown without `-o wide`."""
        return tuple(column.header for column in self._whole(self._version).columns if not column.wide)

    def choose_columns(self, columns: Sequence[str]) -> None:
        """Show these columns; none of them: all there are."""
        self._chosen = tuple(columns)
        self.identified(self._version)

    @property
    def label_keys(self) -> list[str]:
        """The keys of labels that objects here have, of as many as it takes a moment to look at."""
        objects = self._feed.store.objects.values() if self._feed is not None else ()
        return sorted({label for obj in islice(objects, LABELLED) for label in obj.meta.labels or ()})

    # -- which rows, in which order

    @property
    def headers(self) -> list[str]:
        """What the rows may be ordered by."""
        return [column.header for column in self._columns]

    def choose(self, choice: RowChoice, *, typing: bool = False, landing: Key | None = None) -> None:
        """Show these rows in this order, now where they are few, soon where they are many.

        While one is `typing`, a line that cannot be meant as it stands leaves the rows that are shown. The cursor goes
        to the object `landing` as soon as they are shown, if it is among them.
        """
        self.wanted, self._landing = choice, landing
        self._arrange(choice, typing=typing)

    def go_to(self, key: Key, choice: RowChoice) -> None:
        """Show the rows of a choice with the cursor on an object, if it is among them."""
        if choice != self.wanted or self.shown != self.wanted:
            self.choose(choice, landing=key)
        else:
            self._landing = key
            self._land()

    def knows(self, key: Key) -> bool:
        """Whether there is such an object, among the rows or not."""
        return self._feed is not None and key in self._feed.store.objects

    def shows(self, key: Key) -> bool:
        """Whether an object is among the rows."""
        return self._feed is not None and self._feed.view.index_of(key) is not None

    def _land(self) -> None:
        key, self._landing = self._landing, None
        place = self._feed.view.index_of(key) if self._feed is not None and key is not None else None
        if place is not None and key != self.table.cursor_key:
            self.table.move_cursor(place)

    def order_by(self, header: str | None) -> None:
        """Order by a column, or the other way round if it orders already; empty: by name; None: as it is."""
        if header is None:
            return
        if header == self.wanted.column and header != "":
            reverse = not self.wanted.reverse
        else:
            reverse = any(column.large_first for column in self._columns if column.header == header)
        self.choose(self.wanted._replace(column=header, reverse=reverse))

    def widen(self) -> bool:
        """Take back the filter, or else show what is not in trouble too; whether there was either."""
        if self.wanted.filter.strip():
            self.choose(self.wanted._replace(filter=""))
        elif self.wanted.troubled:
            self.choose(self.wanted._replace(troubled=False))
        else:
            return False
        return True

    def settle(self) -> None:
        """Nobody types any more: what cannot be shown is not wanted, what was in doubt is."""
        self.cursor_home = None
        if self.refused:
            self.wanted = self.shown if self._arranging is None else self._arranging.choice
            self.refused = ""
        elif self.doubt:
            self.choose(self.wanted)

    def on_row_table_header_pressed(self, event: RowTable.HeaderPressed) -> None:
        """A header that is pressed orders."""
        event.stop()
        self.order_by(event.header)

    def _arrange(self, choice: RowChoice, *, typing: bool = False) -> None:
        if self._feed is None:
            return
        try:
            arranging = Arranging(
                self._feed,
                choice,
                table=self._searched,
                columns=self._columns,
                now=self._now,
            )
        except UsageError as error:
            self.refused, self.doubt = str(error), ""
            self.post_message(self.Arranged())
            return
        if self._arranger is not None:
            self._arranger.cancel()
            self._arranger = None
        self._arranging = arranging
        if arranging.step():
            self._arranged(arranging, typing=typing)
        else:
            self._arranger = self.run_worker(self._finish(arranging, typing=typing), group="rows", exit_on_error=False)

    async def _finish(self, arranging: Arranging, *, typing: bool) -> None:
        await arranging.finish()
        self._arranged(arranging, typing=typing)

    def _arranged(self, arranging: Arranging, *, typing: bool) -> None:
        """Show the rows of a choice, unless they are of no use."""
        self._arranging = self._arranger = None
        feed = self._feed
        if feed is None:
            return
        if arranging.given_up:
            feed.view.abandon()
            self._give_up(arranging.choice)
            return
        if arranging.choice.filter == self.wanted.filter:
            self.refused, self.doubt = "", arranging.doubt  # else they are about what was typed since
        if typing and arranging.doubt and not arranging.found:
            feed.view.abandon()
        else:
            feed.view.finish()
            chosen = arranging.choice != self.shown
            others = arranging.choice.ordered_as(self.shown) != self.shown
            self._arrangement = arranging
            self.shown = arranging.choice
            self.table.order_shown(self.shown.column, self.shown.arrow)
            if self.open and self._rows_moved():
                self.table.rows_changed()
                if others:
                    self.table.tighten()
                place = feed.view.index_of(self.cursor_home) if chosen and self.cursor_home is not None else None
                if place is not None and self.cursor_home != self.table.cursor_key:
                    self.table.move_cursor(place)
            if arranging.choice == self.wanted:
                self._land()
            self.retitle()
        self.post_message(self.Arranged())

    def _give_up(self, choice: RowChoice) -> None:
        """A filter takes too long: what it was before, or nothing where it had been of use until now."""
        words = f"/{visible(choice.filter)} takes too long to match: write it more simply"
        self.refused, self.doubt = words, ""
        if choice == self.shown:
            self.choose(choice._replace(filter=""))
            self.refused = words
        elif self.cursor_home is None:
            self.wanted = self.shown
        if self.cursor_home is None:
            self.notify(words, severity="warning", markup=False)
        self.post_message(self.Arranged())

    def _rows_moved(self) -> bool:
        """Whether rows came, went or moved since this was asked last."""
        revision = self._feed.view.revision if self._feed is not None else 0
        moved, self._revision = revision != self._revision, revision
        return moved

    def set_open(self, opened: bool) -> None:
        """Take the room, or give it up."""
        if opened != self.open:
            self.set_class(opened, "-open")
            if opened:
                self._follow_loading()
                self._rows_moved()
                self.table.rows_changed()
        self._note = ()
        self.retitle()

    def give_room(self, width: int, worst: int) -> None:
        """The cells of each line, and how many lines of troubled rows may stand under the title while closed."""
        self._room = width
        self._worst_room = worst
        self.retitle()

    def retitle(self) -> None:
        """Bring the title up to date; costs a line's painting only when it says something new."""
        room = self._room or self.app.size.width
        title = self._title()
        lines = [title_line(title, room)]
        if not self.open:
            lines += worst_lines(title, room, self._worst_room)
        height = len(lines)
        if self.title.styles.height is None or self.title.styles.height.value != height:
            self.title.styles.height = height
        self.title.show(lines)
        self.table.set_class(title.link.state in NOT_TRUE_NOW, "-stale")
        if self.open:
            self.table.notice = empty_words(title, self._scope) if not title.rows else ""

    def _title(self) -> Title:
        feed = self._feed
        if feed is None:
            link = Link(LinkState.CONNECTING, 0.0)
            return Title(self._number, self.kind.title, 0, False, 0, (), link, 0.0, self.open)
        cursor = self.table.position[0] if self.open and len(feed.view) else None
        return Title(
            number=self._number,
            name=self.kind.title,
            count=len(feed.store),
            loaded=feed.loaded,
            troubled=len(feed.store.troubled),
            worst=() if self.open else [(key[1], told.words) for key, told in feed.store.worst(1 + self._worst_room)],
            link=feed.link,
            now=self._wall(),
            open=self.open,
            cursor=cursor,
            wrong=self._wrong(feed),
            choice=self.shown,
            shown=len(feed.view) if self.shown.narrows else None,
            marked=len(self._marks),
            note=self._note if self.open else (),
        )

    def _wrong(self, feed: Feed) -> str:
        """What is wrong with the object under the cursor."""
        key = self.table.cursor_key if self.open else None
        trouble = feed.store.troubled.get(key) if key is not None else None
        return trouble.words if trouble is not None else ""

    def _whole(self, version: ServerVersion) -> Table:
        """All columns that there are, kubectl's and ours."""
        glances = self._glances
        return with_own_columns(self.kind, table_of(self.kind, version), glances.of if glances is not None else None)

    def _set_columns(self, version: ServerVersion) -> None:
        whole = self._whole(version)
        self._table = table = chosen(self.kind, whole, self._chosen)
        # A filter may ask for what has no column of its own, as it may where the screen is narrow.
        rest = (*self._chosen, *headers_of(self.kind)) if self._chosen else ()
        self._searched = chosen(self.kind, whole, rest)
        self._columns = (NAMESPACE, *table.columns) if self._namespaces else table.columns
        self.table.set_table(self._columns, table.state_column)

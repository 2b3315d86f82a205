"""One kind's pane: a title line, and while it is open the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from ktui.insight.columns import table_of
from ktui.insight.table import Column
from ktui.model.link import Link, LinkState
from ktui.model.version import NEWEST
from ktui.ui.pane_rows import FeedRows
from ktui.ui.title_text import Title, empty_words, title_line, worst_lines
from ktui.ui.widgets.line import Line
from ktui.ui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.timer import Timer

    from ktui.model.kinds import Kind
    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.store.store import Delta

RETITLE = 0.25
"""Seconds between two paintings of a title whose counts keep changing."""

NOT_TRUE_NOW = (LinkState.STALE, LinkState.DENIED, LinkState.ABSENT)
"""Links whose rows are what was, not what is: they lose their colours."""

NAMESPACE = Column("NAMESPACE", lambda obj, _now: obj.meta.namespace, width=12, rank=1)
"""Before kubectl's columns where all namespaces are shown, as kubectl has it."""


class Pane(Vertical):
    """A kind's pane. Closed it is its title (and worst rows where there is height); open it has the table too."""

    def __init__(self, kind: Kind, number: int, *, namespaces: bool) -> None:
        # The first one is born open: opening it later would have every style computed once more before the first frame.
        super().__init__(id=f"pane-{kind.name}", classes="pane -open" if number == 1 else "pane")
        self.kind = kind
        self._number = number
        self._scope = ""
        self._namespaces = namespaces and kind.namespaced
        self._feed: Feed | None = None
        self._now: Callable[[], float] = lambda: 0.0
        self._wall: Callable[[], float] = lambda: 0.0
        self._room = 0
        self._worst_room = 0
        self._retitling: Timer | None = None
        self._title_due = False
        self.title = Line(classes="title")
        self.table = RowTable()

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

    def attach(self, feed: Feed, *, scope: str, now: Callable[[], float], wall: Callable[[], float]) -> None:
        """Show this feed of this scope from now on; `now` is the cluster's clock, `wall` this machine's."""
        self._feed = feed
        self._scope = scope if self.kind.namespaced else "this cluster"
        self._now = now
        self._wall = wall
        self.identified(NEWEST)

    def identified(self, version: ServerVersion) -> None:
        """The server's version decides which columns there are and what they say."""
        self._set_columns(version)
        if self._feed is not None:
            table = table_of(self.kind, version)
            rows = FeedRows(self._feed, table, self._now, namespaces=self._namespaces)
            self.table.set_rows(rows, keep_cursor=True)
        self.retitle()

    def changed(self, delta: Delta) -> None:
        """Rows came, went or changed."""
        if self.open:
            self._follow_loading()
            if delta.added or delta.removed:
                self.table.rows_changed(delta.changed)
            elif delta.changed:
                self.table.cells_changed(delta.changed)
        if self._retitling is None:
            # Counts that change with every flush are read by nobody: the first at once, then a few a second.
            self.retitle()
            self._retitling = self.set_timer(RETITLE, self._retitled)
        else:
            self._title_due = True

    def _retitled(self) -> None:
        self._retitling = None
        if self._title_due:
            self._title_due = False
            self.retitle()
            self._retitling = self.set_timer(RETITLE, self._retitled)

    def _follow_loading(self) -> None:
        """While the first list arrives, a cursor that nobody has moved stays in the first row."""
        self.table.filling = self._feed is None or not self._feed.loaded

    def tick(self, *, ages: bool) -> None:
        """A second has passed: countdowns, and where it is time for them `ages`."""
        if self.open and ages:
            self.table.tick()
        if self._feed is not None and self._feed.link.state is not LinkState.LIVE:
            self.retitle()

    def set_open(self, opened: bool) -> None:
        """Take the room, or give it up."""
        if opened != self.open:
            self.set_class(opened, "-open")
            if opened:
                self._follow_loading()
                self.table.rows_changed()
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
            self.table.notice = empty_words(title, self._scope) if not title.count else ""

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
        )

    def _wrong(self, feed: Feed) -> str:
        """What is wrong with the object under the cursor."""
        key = self.table.cursor_key if self.open else None
        trouble = feed.store.troubled.get(key) if key is not None else None
        return trouble.words if trouble is not None else ""

    def _set_columns(self, version: ServerVersion) -> None:
        table = table_of(self.kind, version)
        columns = (NAMESPACE, *table.columns) if self._namespaces else table.columns
        self.table.set_table(columns, table.state_column)

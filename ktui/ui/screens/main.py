"""The screen one lives in: a banner, five panes, a line of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.screen import Screen

from ktui.config import Config
from ktui.insight.scope import scope_words, shows_namespaces
from ktui.insight.text import printable
from ktui.model.keys import INSPECTOR, PANES
from ktui.model.kinds import EVENTS, KINDS, PODS
from ktui.model.label_keys import label_keys
from ktui.model.link import Link, LinkState
from ktui.ui.banner_text import Banner, banner_line, wanting
from ktui.ui.bindings import bindings, keys_in_use
from ktui.ui.changes import Changes
from ktui.ui.labelling import Labelling
from ktui.ui.layout import Layout, layout_for
from ktui.ui.navigator import Navigator
from ktui.ui.trail import trail_line
from ktui.ui.widgets.inspector import Inspector
from ktui.ui.widgets.key_bar import KeyBar
from ktui.ui.widgets.line import Line
from ktui.ui.widgets.notice import Notice
from ktui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from ktui.insight.scope import Namespaces
    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.session.session import Session
    from ktui.store.store import Delta
    from ktui.ui.playback_text import Playhead
    from ktui.ui.widgets.filter_bar import FilterBar
    from ktui.ui.widgets.playback_bar import PlaybackBar
    from ktui.ui.widgets.row_table import RowTable

ROOMY = 30
"""Lines of the screen from which a recording's own line is two."""
TRAIL = 1
"""Lines of the way that jumps have taken, while there is one."""
OF_THE_ROWS = frozenset({"mark", "mark_all", "copy_names", "jump"})
"""Actions that start from the pane's rows."""
TALL = 30
"""Lines of the panes from which closed ones show troubled rows beneath their titles, one per `PER_LINE` more."""
PER_LINE = 8
"""Lines of the panes for one more line under each closed title: the open pane keeps over half of the height."""


class MainScreen(Screen[None]):
    """Five panes over one session; the application tells it what the session says."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PANES)]

    def __init__(
        self,
        *,
        context: str,
        namespaces: Namespaces | None,
        wall: Callable[[], float],
        config: Config | None = None,
        problems: Sequence[str] = (),
        pane: str = "",
        read_only: bool = False,
        replay: str = "",
    ) -> None:
        """`namespaces`: the scope, None while unknown; `wall`: this machine's clock in Unix seconds.

        `replay`: what is being read, where it is a recording that is shown.

        `pane`: the one to begin with, the first where it is empty; `problems`: what to tell of the configuration.
        """
        super().__init__()
        config = config or Config()
        self._wall = wall
        self._cluster = context
        self._scope = scope_words(namespaces)
        self._opening = ""
        self._recording = ""
        self.stay: Callable[[], bool] = lambda: False
        """Stops opening another context; whether one was being opened."""
        self._read_only = read_only
        self._ages = config.ages
        self._session: Session | None = None
        self._version = ""
        kinds = sorted(KINDS, key=lambda kind: config.panes.index(kind.name))
        self._links: dict[str, Link] = {kind.name: Link(LinkState.CONNECTING, 0.0) for kind in kinds}
        self._open = pane or kinds[0].name
        self._chose_pane = False
        self.navigator = Navigator(self, changed=self._refit)
        """Jumps, and the way back."""
        self.changes = Changes(self, read_only=read_only, permitted=self._show_keys, replay=bool(replay))
        """The keys that change the cluster."""
        self.labelling = Labelling(self, self.changes, wall=wall)
        """Labels, undo and the journal."""
        self._label_lines = config.label_keys if not replay else {}
        for key in label_keys(self._label_lines):
            # The class has the keys of every user; these are this one's, bound as Textual's own `App.bind` binds them.
            self._bindings.bind(key.keys[0], key.action, key.does, show=False)
        self.panes = {
            kind.name: Pane(
                kind,
                number,
                namespaces=shows_namespaces(namespaces),
                opened=kind.name == self._open,
                columns=config.columns.get(kind.name, ()),
            )
            for number, kind in enumerate(kinds, 1)
        }
        self._banner = Line(id="banner")
        self._problems = problems
        self._notice: Notice | None = None
        self.inspector = Inspector()
        self._trail_line = Line(id="trail")
        self._keys = KeyBar(PANES, id="keys")
        self._replay = replay
        self._playback_bar: PlaybackBar | None = None
        self.inspector_wanted = True
        """Whether the inspector has room of its own where there is enough."""
        self._inspecting = False
        """Whether the keys are the inspector's: as soon as it is asked for, although the focus follows later."""
        self._layout = Layout("over", 0, 0, "100%", "100%")
        self._ticks = 0
        self._filters: list[str] = []
        """The filters that were kept, oldest first."""
        self._filter_bar: FilterBar | None = None

    def compose(self) -> ComposeResult:
        """Banner, panes, keys."""
        yield self._banner
        yield self._trail_line
        with Vertical(id="body") as body:
            # All of this before anything is styled or painted, which would be done once more for another place.
            self._divide(layout_for(*self.app.size, wanted=self.inspector_wanted), body)
            self.inspector.display = self._inspector_shows
            with Vertical(id="panes") as panes:
                panes.display = True
                yield from self.panes.values()
            yield self.inspector
        if self._problems:
            back = next((key.shown for key in keys_in_use(self.app) if key.id == "app.back"), "")
            self._notice = Notice(self._problems, closing=f"{back} puts this away", more="ktui keys")
            yield self._notice
        if self._replay:
            from ktui.ui.widgets.playback_bar import PlaybackBar  # noqa: PLC0415  only where there is a recording

            self._playback_bar = PlaybackBar()
            self._playback_bar.read(f"reading {self._replay} …")
            yield self._playback_bar
        yield self._keys

    def on_mount(self) -> None:
        """Open the first pane."""
        # As it will be in a moment, when the first screen would be laid out and painted once more for it.
        self.query("ToastRack").set(display=False)
        self.show_pane(self._open)
        self._show_banner()

    # -- the session's word

    @property
    def session(self) -> Session | None:
        """What is shown; None while the first one opens."""
        return self._session

    def attach(self, session: Session, *, pane: str = "") -> None:
        """Show this session from now on, and nothing of the one before.

        `pane`: the one to open, unless the user has chosen one meanwhile.
        """
        from ktui.session.glances import Glances  # noqa: PLC0415  the decoder, which the first frame does without

        if session.context != self._cluster:
            self._version = ""
        self._session = session
        self.navigator.end()
        self.changes.attach(session)
        self._cluster = session.context
        self._scope = scope_words(session.namespaces)
        self._links = {name: session.feeds[name].link for name in self.panes}
        several = shows_namespaces(session.namespaces)
        glances = Glances(session.memory, lambda: session.version)
        for name, shown in self.panes.items():
            shown.attach(
                session.feeds[name],
                scope=self._scope,
                namespaces=several,
                now=session.now,
                wall=self._wall,
                glances=glances if name == PODS.name else None,
            )
        if session.version is not None:
            self.identified(session.version)
        if pane and pane != self._open and not self._chose_pane:
            self.show_pane(pane)
        self._follow()
        self._show_banner()

    def opening(self, context: str) -> None:
        """A context is being opened beside this one; empty: none is."""
        self._opening = context
        self._show_banner()

    def recorded(self, progress: str) -> None:
        """How far the recording is that is made; empty: none is."""
        if progress != self._recording:
            self._recording = progress
            self._show_banner()

    def changed(self, feed: Feed, delta: Delta) -> None:
        """Rows of a feed changed."""
        self.panes[feed.kind.name].changed(delta)
        if feed.kind is self.pane.kind:
            self.inspector.touched([*delta.changed, *delta.added, *delta.removed])
        self.labelling.heard(feed)

    def linked(self, feed: Feed) -> None:
        """A feed's link changed."""
        self._links[feed.kind.name] = feed.link
        self.panes[feed.kind.name].relinked()
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
            pane.tick(ages=self._ticks % self._ages == 0)
        if any(link.state is not LinkState.LIVE for link in (*self._links.values(), self._events_link)):
            self._show_banner()

    # -- a recording's word

    def played(self, head: Playhead) -> None:
        """Time has gone by in the recording, or the reader has said something."""
        if self._playback_bar is not None:
            self._playback_bar.tell(head)

    def landed(self) -> None:
        """It is another moment: ages are others, and what is read about an object is of then."""
        for pane in self.panes.values():
            pane.set_time()
        self.inspector.read_anew()

    @property
    def _events_link(self) -> Link:
        """How fresh it is what the pods' troubles are told by."""
        return self._session.memory.link if self._session is not None else Link(LinkState.CONNECTING, 0.0)

    def _told_links(self) -> list[tuple[str, Link]]:
        """The kinds' links; that of the pods' events as well, where they are not to be had."""
        events = self._events_link
        told = list(self._links.items())
        return [*told, (EVENTS.name, events)] if wanting(events, self._wall()) else told

    def _show_banner(self) -> None:
        banner = Banner(
            context=self._cluster,
            scope=self._scope,
            server=self._version,
            links=self._told_links(),
            now=self._wall(),
            skew=self._session.skew if self._session else 0.0,
            read_only=self._read_only,
            recording=self._recording,
            opening=self._opening,
            replay=bool(self._replay),
        )
        self._banner.show([banner_line(banner, self.app.size.width)])

    # -- the user's word

    def on_resize(self, event: events.Resize) -> None:
        """Every line is made for its width, which Textual's own handler, the next to run, takes over from the event."""
        self.call_next(self._fit, event.size.width, event.size.height)

    def _fit(self, width: int, height: int) -> None:
        if self._notice is not None:
            height -= self._notice.give_room(width, height)
        if self._playback_bar is not None:
            height -= self._playback_bar.fit(roomy=height >= ROOMY)
        trail = self.navigator.trail
        if self._trail_line.display != bool(trail):
            self._trail_line.display = bool(trail)
        self._trail_line.show([trail_line(trail, width)])
        if trail:
            height -= TRAIL
        layout = layout_for(width, height, wanted=self.inspector_wanted)
        self._divide(layout, self.query_one("#body"))
        self._show_inspector()
        worst = max(0, (layout.panes_height - TALL) // PER_LINE)
        for pane in self.panes.values():
            pane.give_room(layout.panes_width, worst)
        self._show_banner()

    def _divide(self, layout: Layout, body: Widget) -> None:
        """Have the inspector where it is to be."""
        self._layout = layout
        body.set_class(layout.where == "beside", "-beside")
        body.set_class(layout.where == "over", "-over")
        self.inspector.styles.width = layout.inspector_width
        self.inspector.styles.height = layout.inspector_height

    def _refit(self) -> None:
        """Something else wants room, or gives it up."""
        self._fit(self.app.size.width, self.app.size.height)

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """The title says where the cursor is, and the inspector follows."""
        self.pane.retitle()
        if event.table is self.pane.table:
            self._follow()
            self.changes.look()

    def on_descendant_focus(self) -> None:
        """The keys at the bottom are those of what has the focus."""
        self._inspecting = self.inspector.has_focus_within
        self._show_keys()

    def _show_keys(self) -> None:
        """Those that work now."""
        tab = self.inspector.tab
        self._keys.show_place(self.place, self.pane.kind, tab.id if tab is not None else "")

    # -- the inspector

    @property
    def place(self) -> str:
        """Where the keys of the moment are from."""
        return INSPECTOR if self._inspecting else PANES

    def _follow(self) -> None:
        """The inspector looks at what is under the cursor; one who reads about an object that goes may read on."""
        if self._inspecting and self._session is not None and self.inspector.reads_about_the_gone(self._session):
            return
        key = self.pane.table.cursor_key
        if self._session is None or key is None or not self.inspector.display:
            self.inspector.inspect(None)
            return
        from ktui.session.subject import Subject  # noqa: PLC0415  asyncio, which the first frame does without

        self.inspector.inspect(Subject(self._session, self.pane.kind, key))

    @property
    def _inspector_shows(self) -> bool:
        return self._inspecting or (self.inspector_wanted and self._layout.where != "over")

    def _show_inspector(self) -> None:
        """Over the panes it shows while it is used; beside or below them, always."""
        self.inspector.display = self._inspector_shows
        self.query_one("#panes").display = not (self._layout.where == "over" and self._inspecting)
        self._follow()

    def action_inspect(self, tab: str = "") -> None:
        """Into the inspector, and there to a tab."""
        if self.pane.table.cursor_key is None:
            return
        self._inspecting = True
        self._show_inspector()
        if tab:
            self.inspector.choose(tab)
        self.inspector.page.focus()

    def action_tab(self, step: int) -> None:
        """The inspector's next tab, or the one before."""
        if self.inspector.display:
            self.inspector.action_tab(step)

    def action_span(self, by: int) -> None:
        """A longer timeline in the inspector, or a shorter one."""
        if self.inspector.display:
            self.inspector.action_span(by)

    def on_inspector_turned(self) -> None:
        """The keys at the bottom are those of the tab that is open."""
        if self._inspecting:
            self._show_keys()

    def action_toggle_inspector(self) -> None:
        """Give its room to the panes, or take it back."""
        self.inspector_wanted = not self.inspector_wanted
        self._refit()

    def on_inspector_left(self) -> None:
        """Back to the pane."""
        self._to_the_rows()

    def on_inspector_followed(self, event: Inspector.Followed) -> None:
        """To what a line of it leads to."""
        event.stop()
        self.navigator.to_object(event.about)

    def _to_the_rows(self) -> None:
        """The keys are those of the open pane, which is in sight."""
        if self._inspecting:
            self._inspecting = False
            self._show_inspector()
        self.pane.table.focus()

    @property
    def pane(self) -> Pane:
        """The pane that has the room."""
        return self.panes[self._open]

    def action_show_pane(self, name: str) -> None:
        """Give a pane the room, because the user says so; another one than by a jump ends the trail."""
        self._chose_pane = True
        if name != self._open:
            self.navigator.end()
        self.show_pane(name)

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A press on a closed pane opens it."""
        event.stop()
        self.action_show_pane(event.pane.kind.name)

    def on_row_table_entered(self, event: RowTable.Entered) -> None:
        """Two presses on a row go into it, as enter does."""
        event.stop()
        self.action_inspect()

    def show_pane(self, name: str) -> None:
        """Give a pane the room and the keys."""
        self._open = name
        for pane in self.panes.values():
            pane.set_open(pane.kind.name == name)
        self._to_the_rows()
        self._follow()
        self._show_keys()
        self.changes.look()

    def action_next_pane(self) -> None:
        """The next one, around."""
        self._step(1)

    def action_previous_pane(self) -> None:
        """The one before, around."""
        self._step(-1)

    def _step(self, by: int) -> None:
        names = list(self.panes)
        self.action_show_pane(names[(names.index(self._open) + by) % len(names)])

    def action_logs(self) -> None:
        """The log of what is under the cursor."""
        from ktui.ui.open_logs import logs_of  # noqa: PLC0415  a screen is not needed for the first frame

        key = self.pane.table.cursor_key
        if self._session is None or key is None or self.changes.refused("logs.open"):
            return
        logs = logs_of(self._session, self.pane.kind, key, wall=self._wall)
        if isinstance(logs, str):
            self.notify(logs, markup=False)
        else:
            self.app.push_screen(logs)

    def action_shell(self) -> None:
        """A shell in the pod under the cursor."""
        from ktui.ui.shell import open_shell  # noqa: PLC0415  asyncio's processes, which the first frame does without

        key = self.pane.table.cursor_key
        if self._session is not None and key is not None and not self.changes.refused("shell.open"):
            open_shell(self.app, self._session, self.pane.kind, key)

    def action_change(self, what: str) -> None:
        """Show what a key would change of the objects that are marked, or of the one under the cursor."""
        self.changes.begin(what)

    def action_label(self) -> None:
        """Show the labels of the nodes that are marked, or of the one under the cursor."""
        self.labelling.label("write.label")

    def action_label_set(self, key: str) -> None:
        """The same, with the line that the user has for a key."""
        self.labelling.label(f"label.{key}", self._label_lines[key])

    def action_undo(self) -> None:
        """Show what would take the cluster's last change back."""
        self.labelling.undo()

    def action_journal(self) -> None:
        """List what was changed in this cluster."""
        self.labelling.journal()

    def action_zoom(self) -> None:
        """The open pane alone, and back."""
        self.query_one("#panes").toggle_class("-zoom")

    def action_back(self) -> None:
        """One step back: put the notice away, stay in this context, end the filter, drop the marks, end the zoom."""
        if self._notice is not None:
            self._notice.remove()
            self._notice = None
            self._refit()
            return
        if not (self.stay() or self.pane.widen() or self.pane.clear_marks()):
            self.query_one("#panes").remove_class("-zoom")

    # -- marks and jumps

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What starts from the rows needs them in sight: it is not done while the keys are the inspector's."""
        return not (self._inspecting and action in OF_THE_ROWS)

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        self.pane.toggle_mark()

    def action_mark_all(self) -> None:
        """Mark all rows that are shown, or take the marks of all away."""
        self.pane.toggle_all_marks()

    def action_copy_names(self) -> None:
        """Copy the name under the cursor, or those that are marked, a line for each."""
        key = self.pane.table.cursor_key
        names = [name for _, name in self.pane.marked or ([key] if key is not None else [])]
        if names:
            self.app.copy_to_clipboard("\n".join(map(printable, names)))
            self.pane.note(f"copied {names[0]}" if len(names) == 1 else f"copied {len(names):,} names", "copied")

    def action_jump(self, where: str) -> None:
        """Go to the owner, the node or the pods of the object under the cursor."""
        self.navigator.to_related(where)

    def action_go_back(self) -> None:
        """Back to where the last jump came from, as it was."""
        self.navigator.back()

    async def action_filter(self) -> None:
        """Type a filter for the open pane."""
        from ktui.ui.widgets.filter_bar import FilterBar  # noqa: PLC0415  not needed for the first frame

        if self._filter_bar is None or not self._filter_bar.is_attached:
            self._filter_bar = FilterBar(self.pane, self._filters)
            await self.mount(self._filter_bar, before="#keys")

    def on_filter_line_closed(self) -> None:
        """The line of a filter is done with."""
        bar, self._filter_bar = self._filter_bar, None
        if bar is not None:
            bar.remove()

    def on_pane_arranged(self, event: Pane.Arranged) -> None:
        """The line of a filter says what is wrong with it."""
        event.stop()
        if self._filter_bar is not None and self._filter_bar.is_attached:
            self._filter_bar.tell()

    def action_trouble_only(self) -> None:
        """Show only what is in trouble, or everything again."""
        self.pane.choose(self.pane.wanted._replace(troubled=not self.pane.wanted.troubled))

    async def action_sort(self) -> None:
        """Pick the column that orders the open pane."""
        from ktui.ui.screens.sort import SortScreen  # noqa: PLC0415  a modal is not needed for the first frame

        pane = self.pane
        await self.app.push_screen(SortScreen(pane.headers, pane.wanted), pane.order_by)

    async def action_live_feed(self) -> None:
        """Show what changes, as it does."""
        if self._session is None:
            self.app.notify("The live feed begins with the connection to the cluster.")
            return
        from ktui.ui.feed_text import Wanted  # noqa: PLC0415  not needed for the first frame
        from ktui.ui.screens.live_feed import LiveFeedScreen  # noqa: PLC0415  not needed for the first frame

        key = self.pane.table.cursor_key
        selected = Wanted(self.pane.kind.singular, *key) if key is not None else Wanted()
        await self.app.push_screen(
            LiveFeedScreen(self._session, selected=selected, wall=self._wall), self.navigator.to_object
        )

    async def action_advice(self) -> None:
        """Show what all pods that are shown could be better at."""
        if self._session is None:
            self.app.notify("Advice begins with the connection to the cluster.")
            return
        from ktui.ui.screens.advice import AdviceScreen  # noqa: PLC0415  not needed for the first frame

        await self.app.push_screen(AdviceScreen(self._session), self.navigator.to_object)

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

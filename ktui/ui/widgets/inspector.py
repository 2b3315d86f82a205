"""The inspector: what can be read about the object under the cursor, in tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.message import Message

from ktui.insight.page import line
from ktui.model.keys import INSPECTOR
from ktui.ui.bindings import bindings, keys_in_use
from ktui.ui.tabs_text import tabs_line
from ktui.ui.widgets.line import Line
from ktui.ui.widgets.page_view import GUTTER, PageView
from ktui.ui.widgets.search_line import SearchLine
from ktui.ui.workers import unbegun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from ktui.insight.page import PageLine
    from ktui.model.reference import Reference
    from ktui.session.session import Session
    from ktui.session.subject import Subject
    from ktui.session.tabs import Tab
    from ktui.store.store import Key

SETTLED = 0.12
"""Seconds the cursor must rest on an object before anything is asked of the server: a held-down key passes by tens."""

SLOW = 0.3
"""Seconds after which it is said that the server is asked: most answers come sooner, and the word would flicker."""


class Inspector(Vertical):
    """Follows a subject; reads nothing while it is not on the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(INSPECTOR)]
    place = INSPECTOR

    class Left(Message):
        """The user goes back to the pane."""

    class Followed(Message):
        """The user goes to what a line leads to."""

        def __init__(self, about: Reference) -> None:
            """`about`: the object."""
            super().__init__()
            self.about = about

    class Turned(Message):
        """Another tab is open."""

    def __init__(self) -> None:
        super().__init__(id="inspector")
        self._head = Line(classes="title")
        self.page = PageView(id="page")
        self._search = SearchLine()
        self._subject: Subject | None = None
        self._tabs: tuple[Tab, ...] = ()
        self._wanted = ""
        """The tab that was last chosen; it is kept for the next object where that has it."""
        self._span = 0
        """Seconds of the timelines: kept from object to object; 0: the usual."""
        self._note = ""
        self._settling: Timer | None = None
        self._place: tuple[Key, int] | None = None
        """The object and the line that one comes back to, until they are on the page or one goes elsewhere."""
        self.reading = False
        """Whether what is wanted is not on the page yet."""
        self.settle = SETTLED
        """Seconds before an object is read."""

    def compose(self) -> ComposeResult:
        """Tabs above page above search."""
        yield self._head
        yield self.page
        yield self._search

    # What is looked at

    def inspect(self, subject: Subject | None) -> None:
        """Look at this object from now on; the same one again is no change."""
        if subject is not None and self._subject is not None:
            same = (subject.session, subject.kind, subject.key)
            if same == (self._subject.session, self._subject.kind, self._subject.key):
                return
        if self._place is not None and (subject is None or subject.key != self._place[0]):
            self._place = None
        self._subject = subject
        self._tabs = ()
        if subject is not None:
            from ktui.session.tabs import TABS  # noqa: PLC0415  all that describes: the first frame and rows wait for none

            self._tabs = TABS[subject.kind.name]
            if self._span:
                subject.view = subject.view._replace(span=self._span)
            subject.fold_key = next((key.shown for key in keys_in_use(self.app) if key.id == "text.fold"), "")
            subject.fit(self._room)
        self._restart(anew=True)
        self.post_message(self.Turned())

    def touched(self, keys: Sequence[Key]) -> None:
        """These objects of the subject's kind have changed."""
        if self._subject is not None and self._subject.key in keys:
            self._subject.touch()

    def read_anew(self) -> None:
        """It is another time that is shown: read what is open as it is now."""
        if self._subject is not None and self.display:
            self._restart(anew=False)

    def tick_anew(self) -> None:
        """Time goes by faster or slower from now on: what waits for an age to be older waits anew."""
        if self._subject is not None:
            self._subject.touch()

    @property
    def subject(self) -> Subject | None:
        """What is looked at."""
        return self._subject

    def reads_about_the_gone(self, session: Session) -> bool:
        """Whether what is looked at was of this session, and is there no more."""
        subject = self._subject
        return subject is not None and subject.session is session and not self.reading and subject.obj is None

    @property
    def tab(self) -> Tab | None:
        """The tab that is open."""
        return next((tab for tab in self._tabs if tab.id == self._wanted), self._tabs[0] if self._tabs else None)

    def choose(self, tab: str) -> None:
        """Open a tab by its id, where this kind of object has it."""
        if tab != (self.tab.id if self.tab else "") and any(each.id == tab for each in self._tabs):
            self._wanted = tab
            self._place = None
            self._restart(anew=True)
            self.post_message(self.Turned())

    @property
    def reading_at(self) -> tuple[str, int]:
        """The open tab's id and the line under the cursor."""
        return self.tab.id if self.tab else "", self.page.line_number

    def resume(self, key: Key, line: int) -> None:
        """Come back to a line of the page about an object, as soon as it is there: events come after their heading."""
        self._place = (key, line)
        self._resume()

    def _resume(self) -> None:
        if self._place is None or self._subject is None or self.reading:
            return
        key, line = self._place
        if key == self._subject.key and line < len(self.page.lines):
            self.page.go_to(line)
            self._place = None

    def _restart(self, *, anew: bool) -> None:
        """What was read about is not read any longer; what is wanted is read once the cursor has come to rest."""
        self.workers.cancel_group(self, "page")
        if self._settling is not None:
            self._settling.stop()
            self._settling = None
        self._note = ""
        if anew:
            self.page.show((), anew=True)
        self.retitle()
        self.reading = self._subject is not None and self.display
        if self.reading:
            self._settling = self.set_timer(self.settle, self._begin)

    def _begin(self) -> None:
        self._settling = None
        subject, tab = self._subject, self.tab
        if subject is not None and tab is not None:
            self._settling = self.set_timer(SLOW, self._tell_reading)
            self.run_worker(unbegun(tab.run, subject, self._show), group="page", exclusive=True, exit_on_error=True)

    def _tell_reading(self) -> None:
        if self.reading:
            self.page.show([line(("reading…", "muted"))], anew=True)

    def _show(self, page: Sequence[PageLine]) -> None:
        self.reading = False
        self.page.show(page)
        self._resume()

    def on_show(self) -> None:
        """On the screen again: read."""
        self._restart(anew=False)

    def on_hide(self) -> None:
        """Out of sight, nothing is read."""
        self.workers.cancel_group(self, "page")

    def retitle(self) -> None:
        """Bring the tabs up to date."""
        tab = self.tab
        about = self._subject.names if self._subject is not None else ""
        active = self._tabs.index(tab) if tab is not None else -1
        room = self.size.width
        self._head.show([tabs_line([each.title for each in self._tabs], active, about, room, self._note)])

    def on_resize(self) -> None:
        """The line on top is made for its width, and so are charts."""
        self.retitle()
        if self._subject is not None:
            self._subject.fit(self._room)

    @property
    def _room(self) -> int:
        """Cells for a line of the page."""
        return max(self.size.width - GUTTER, 1)

    # The user's word

    def on_mouse_down(self) -> None:
        """Wherever it is pressed, the keys are its own."""
        self._place = None
        if not self.has_focus_within:
            self.page.focus()

    def action_move(self, where: str) -> None:
        """Move in the page."""
        self._place = None
        self.page.move(where)

    def action_tab(self, step: int) -> None:
        """The next tab, or the one before, around."""
        tab = self.tab
        if tab is not None:
            self.choose(self._tabs[(self._tabs.index(tab) + step) % len(self._tabs)].id)

    def action_choose(self, tab: str) -> None:
        """Open a tab."""
        self.choose(tab)

    def action_search(self) -> None:
        """Type what to search for."""
        self._search.open()

    def action_match(self, step: int) -> None:
        """The next match, or the one before."""
        self.page.next_match(step)

    def action_copy(self) -> None:
        """Copy what the mouse has selected, or the line under the cursor without its indent."""
        selected = self.screen.get_selected_text()
        text = selected or self.page.current.text.strip()
        if text:
            self.app.copy_to_clipboard(text)
            self._say("copied the selection" if selected else "copied the line")
            self.screen.clear_selection()

    def action_go(self) -> None:
        """To the object that the line under the cursor leads to."""
        about = self.page.current.about
        if about is None:
            self.notify("this line leads to no object", markup=False)
        else:
            self.post_message(self.Followed(about))

    def action_fold(self) -> None:
        """Show all there is, or less: who manages which field, every restart."""
        if self._subject is not None:
            self._subject.unfolded = not self._subject.unfolded
            self._subject.touch()

    def action_time(self, by: int) -> None:
        """The timeline's cursor so many cells later."""
        if self._subject is not None:
            self._subject.move(by)

    def action_evidence(self, by: int) -> None:
        """The timeline's cursor to the next evidence (1), or to what was before (-1)."""
        if self._subject is not None:
            self._subject.move(by, to_evidence=True)

    def action_span(self, by: int) -> None:
        """A longer timeline (1), or a shorter one (-1)."""
        if self._subject is not None:
            self._subject.zoom(by)
            self._span = self._subject.view.span

    def action_leave(self) -> None:
        """Back to the pane; first what is searched for goes."""
        if self.page.searched:
            self.page.search("")
            self._say("")
            return
        self.post_message(self.Left())

    def on_search_line_typed(self, event: SearchLine.Typed) -> None:
        """Found as one types; once it is entered the keys are the page's again."""
        event.stop()
        self.page.search(event.text)
        if event.done:
            self.page.focus()

    def on_page_view_found(self, event: PageView.Found) -> None:
        """How many there are."""
        event.stop()
        if not self.page.searched:
            self._say("")
        elif event.total:
            self._say(f"/{self.page.searched}: {event.number} of {event.total}")
        else:
            self._say(f"/{self.page.searched}: not found")

    def _say(self, note: str) -> None:
        self._note = note
        self.retitle()

"""The advice on all pods that are shown: what to write otherwise, rule by rule, while the pods come and go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from ktui.insight.advice.gathering import Gathering
from ktui.insight.advice.page import advice_page
from ktui.insight.advice.rules import advice_on
from ktui.insight.page import line
from ktui.insight.scope import scope_words, shows_namespaces
from ktui.insight.text import visible
from ktui.model.keys import ADVICE
from ktui.model.kinds import PODS
from ktui.model.reference import Reference
from ktui.session.pace import in_turns
from ktui.ui.bindings import bindings
from ktui.ui.playback_text import playhead
from ktui.ui.screens.over_session import OverSession
from ktui.ui.spans import first_fitting, justified, width
from ktui.ui.throttle import Throttle
from ktui.ui.widgets.key_bar import KeyBar
from ktui.ui.widgets.line import Line
from ktui.ui.widgets.page_view import PageView
from ktui.ui.widgets.search_line import SearchLine
from ktui.ui.workers import unbegun

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ktui.insight.page import Spans
    from ktui.session.feed import Feed
    from ktui.session.session import Session
    from ktui.store.store import Delta, Key
    from ktui.ui.playback_text import Playhead
    from ktui.ui.widgets.playback_bar import PlaybackBar

PAINTED = 0.5
"""Seconds between two pages while pods keep changing: a page is read, not watched."""


class AdviceScreen(OverSession[Reference | None]):
    """Over the panes, which stay live beneath it. Its result is the pod one goes to; None: to none."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ADVICE)]
    place = ADVICE
    shows = "the advice"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._title = Line(id="advice-title")
        self._page = PageView(id="advice")
        self._search = SearchLine()
        self._bar: PlaybackBar | None = None
        self._gathering = Gathering()
        self._to_look_at: dict[Key, None] = {}
        """Pods that are to be looked at, in the order in which they came."""
        self._more = asyncio.Event()
        self._note = ""
        self._painted = False
        """Whether the page is of these pods already."""
        self._painting = Throttle(self._paint, PAINTED, self.set_timer)

    def compose(self) -> ComposeResult:
        """Title, page, keys."""
        yield self._title
        yield self._page
        yield self._search
        if self.session.playback is not None:
            from ktui.ui.widgets.playback_bar import PlaybackBar  # noqa: PLC0415  only where there is a recording

            self._bar = PlaybackBar(playhead(self.session.playback))
            yield self._bar
        yield KeyBar(ADVICE, id="keys")

    def on_mount(self) -> None:
        """Look at every pod, and go on listening."""
        self._page.focus()
        self._listen()

    def on_unmount(self) -> None:
        """Nobody listens any more."""
        self.session.also_told.discard(self._heard)

    def follow(self, session: Session) -> bool:
        """Another cluster, or other namespaces: their pods are advised."""
        self.session.also_told.discard(self._heard)
        self.session = session
        self._gathering = Gathering()
        if self.is_mounted:
            self._listen()
        return True

    def played(self, head: Playhead) -> None:
        """Time has gone by in the recording."""
        if self._bar is not None:
            self._bar.tell(head)

    def on_resize(self) -> None:
        """The title is made for its width."""
        self._retitle()

    # What there is to say

    def _listen(self) -> None:
        self.session.also_told.add(self._heard)
        self._to_look_at = dict.fromkeys(self._feed.store.objects)
        self._more.set()
        self._painted = False
        self._page.show([line(("Looking at the pods …", "muted"))], anew=True)
        self.run_worker(unbegun(self._look), group="advice", exclusive=True, exit_on_error=False)

    @property
    def _feed(self) -> Feed:
        return self.session.feeds[PODS.name]

    def _heard(self, feed: Feed, delta: Delta) -> None:
        if feed.kind is PODS:
            self._to_look_at.update(dict.fromkeys((*delta.added, *delta.changed, *delta.removed)))
            self._more.set()

    async def _look(self) -> None:
        """Look at what is to be looked at, some pods in each turn of the loop, until cancelled."""
        while True:
            await self._more.wait()
            self._more.clear()
            keys, self._to_look_at = list(self._to_look_at), {}
            changed = not self._painted
            async for some in in_turns(keys):
                for key in some:
                    changed |= self._look_at(key)
            if changed:
                self._painting.ask()
            else:
                self._retitle()

    def _look_at(self, key: Key) -> bool:
        """Whether something else is to be said about a pod."""
        pod = self._feed.store.objects.get(key)
        if pod is None:
            return self._gathering.remove(key)
        return self._gathering.put(pod, advice_on(pod, self.session.memory.evidence(pod.meta.uid)))

    def _paint(self) -> None:
        self._painted = True
        self._page.show(advice_page(self._gathering, namespaces=shows_namespaces(self.session.namespaces)))
        self._retitle()

    def _retitle(self) -> None:
        pods, gathering = self._feed.store, self._gathering
        so_far = "" if self._feed.loaded else " so far"
        scope = visible(scope_words(self.session.namespaces))
        left: Spans = ((" Advice", "title-open"), ("  ", ""), (scope, "muted"))
        found = f"{gathering.advised:,} of {len(pods):,} pods{so_far}"
        rights: list[Spans] = [
            ((f"{gathering.pieces:,} things to change on {found} ", ""),),
            ((f"{found} ", ""),),
        ]
        if self._note:
            rights.insert(0, ((f"{self._note} ", "good"),))
        room = self.size.width
        self._title.show([justified(left, first_fitting(rights, max(room - width(left) - 1, room // 2)), room)])

    # The user's word

    def action_move(self, where: str) -> None:
        """Move the cursor: up, down, page_up, page_down, home, end."""
        self._page.move(where)

    def action_go(self) -> None:
        """To a pod that the line under the cursor is about."""
        about = self._page.current.about
        if about is not None:
            self.dismiss(about)
        else:
            self._say("this line is about no pod of its own")

    def action_search(self) -> None:
        """Type what to search for."""
        self._search.open()

    def action_match(self, step: int) -> None:
        """The next match, or the one before."""
        self._page.next_match(step)

    def on_search_line_typed(self, event: SearchLine.Typed) -> None:
        """Found as one types; once it is entered the keys are the page's again."""
        event.stop()
        self._page.search(event.text)
        if event.done:
            self._page.focus()

    def on_page_view_found(self, event: PageView.Found) -> None:
        """How many there are."""
        event.stop()
        searched = visible(self._page.searched)
        self._say(f"/{searched}: {event.number} of {event.total}" if searched else "")

    def action_copy(self) -> None:
        """Copy the line under the cursor without its indent."""
        if text := self._page.current.text.strip():
            self.app.copy_to_clipboard(text)
            self._say("copied the line")

    def action_leave(self) -> None:
        """Back to the panes; first what is searched for goes."""
        if self._page.searched:
            self._page.search("")
            self._say("")
        else:
            self.dismiss(None)

    def _say(self, note: str) -> None:
        self._note = note
        self._retitle()

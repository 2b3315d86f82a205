"""A change of the cluster, from what it would do to what came of it: over the panes, which stay live beneath it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from ktui.errors import KtuiError
from ktui.insight.text import visible
from ktui.insight.writes.page import Standing, change_page, go_words, leave_words
from ktui.insight.writes.words import asked_word, heading, made_by, typed_word
from ktui.model.keys import CHANGE
from ktui.model.writes import Danger, Outcome
from ktui.paths import log_file
from ktui.ui.bindings import bindings, keys_in_use
from ktui.ui.screens.over_session import OverSession
from ktui.ui.spans import cut
from ktui.ui.throttle import Throttle
from ktui.ui.widgets.line import Line
from ktui.ui.widgets.page_view import GUTTER, PageView
from ktui.ui.workers import unbegun
from ktui.ui.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from ktui.insight.page import PageLine, Spans
    from ktui.model.writes import Done, ObjectRef, Plan, Result
    from ktui.session.session import Session

PAINTED = 0.1
"""Seconds between two paintings while objects end: five hundred do so in a few seconds."""
LEAST = 8
"""Lines of the page from the beginning, so that the box does not jump as answers come."""
FRAME = 3
"""Lines of the box that are not the page: its border and the keys."""
NAME = 2
"""Lines in which a name is asked for and typed."""
GROUP = "change"
"""What the dialog's workers are called: there is one at a time."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a dialog."""

    plan: Plan
    done: Done
    follow: ObjectRef | None = None
    """The object that was made, where the user wants to go to it."""

    @property
    def whole(self) -> bool:
        """Whether all of it was done."""
        return all(result.outcome in (Outcome.APPLIED, Outcome.UNCHANGED) for result in self.done.results)


class ChangeScreen(OverSession["Changed | None"], ModalScreen["Changed | None"]):
    """Shows a plan, asks the server for a dry run, and applies it on Enter. Nothing is sent that was not shown.

    Its result is what came of it; None where nothing was sent. What another dialog has besides, it puts above the
    page (`compose_top`) and among its lines (`more`); as its user goes on it asks for other plans (`plan_anew`).
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CHANGE)]
    place = CHANGE
    shows = "the dialog of a change"
    top_lines: ClassVar[int] = 0
    """Lines of what stands above the page."""

    def __init__(
        self,
        session: Session,
        make: Callable[[], Awaitable[Plan]] | None = None,
        *,
        title: str,
        waiting: str = "",
    ) -> None:
        """`make` reads what there is and plans, and raises `KtuiError`; None: `plan_anew` is called by and by.

        `title` until there is a plan; `waiting`: what is waited for until then, `reading Node n1`.
        """
        super().__init__(session)
        self.writing = session.writing
        self._make = make
        self._title = title
        self._now = Standing(waiting=waiting)
        self._stop = asyncio.Event()
        self._wrong = False
        """Whether another name was typed than the one that is asked for."""
        self._seen: Plan | None = None
        """The plan that has been on the screen: what nobody can have seen is not applied."""
        self._ends: list[Result] = []
        self._height = LEAST
        self._painting = Throttle(self._take_in, PAINTED, self.set_timer)
        self.page = PageView(id="change-page")
        self.page.can_focus = False
        self._typed = Input(compact=True, select_on_focus=False, id="change-name")
        self._typed.cursor_blink = False  # a line that repaints itself costs a slow terminal, and tells nothing

    def compose(self) -> ComposeResult:
        """A box: the page, a line to type a name in, and the keys."""
        with Vertical(id="change"):
            yield from self.compose_top()
            yield self.page
            yield Line(id="change-ask")
            yield self._typed
            yield Line(id="change-keys")

    def compose_top(self) -> Iterable[Widget]:
        """What stands above the page."""
        return ()

    def on_mount(self) -> None:
        """Begin to plan."""
        self._ask_name(False)
        if self._make is not None:
            self.plan_anew(self._make)

    def follow(self, session: Session) -> bool:
        """Other namespaces of the same cluster make no difference; another cluster does."""
        if session.writing is not self.writing:
            return False
        self.session = session
        return True

    # -- how far it is

    @property
    def standing(self) -> Standing:
        """How far it is."""
        return self._now

    def more(self, plan: Plan) -> Sequence[PageLine]:
        """What else a plan means."""
        return ()

    def plan_anew(self, make: Callable[[], Awaitable[Plan]], *, waiting: str = "") -> None:
        """Make another plan, unless the one before is under way; what comes of that is not heard any more."""
        if not self._now.under_way:
            self._become(Standing(waiting=waiting or self._now.waiting))
            self._work(unbegun(self._plan, make))

    def no_plan(self, *, waiting: str = "", problem: str = "") -> None:
        """There is nothing to plan now: why not, in a sentence, or what is waited for."""
        if not self._now.under_way:
            self.workers.cancel_group(self, GROUP)
            self._become(Standing(waiting=waiting, problem=problem))

    def _work(self, work: Callable[[], Awaitable[None]]) -> None:
        self.run_worker(unbegun(self._guarded, work), group=GROUP, exclusive=True, exit_on_error=False)

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except KtuiError as error:
            self._become(Standing(problem=str(error)))
        except Exception as error:
            logging.getLogger(__name__).error("a change failed", exc_info=error)
            self._become(Standing(problem=f"ktui failed inside ({error!r}): {log_file()} says more; please report it"))

    async def _plan(self, make: Callable[[], Awaitable[Plan]]) -> None:
        self.writing.require_writing()
        plan = await make()
        command = self.writing.command(plan) if plan.kubectl else ""
        self._become(Standing(plan=plan, command=command, more=self.more(plan)))
        if plan.writes:
            self._ask_name(plan.danger is Danger.NAME)
            self.call_after_refresh(self._shown, plan)
            answers = await self.writing.preview(plan)
            self._become(replace(self._now, answers=answers))

    def _shown(self, plan: Plan) -> None:
        self._seen = plan

    async def _apply(self, plan: Plan) -> None:
        done = await self.writing.apply(plan, self._ended, self._stop)
        self._become(replace(self._now, applying=False, done=done))
        if Changed(plan, done).whole and made_by(done.results) is None:
            self.dismiss(Changed(plan, done))

    def _ended(self, result: Result) -> None:
        self._ends.append(result)
        self._painting.ask()

    def _take_in(self) -> None:
        if self._now.applying:
            self._become(replace(self._now, results=tuple(self._ends)))

    def _become(self, standing: Standing) -> None:
        self._now = standing
        self._paint()

    # -- painting

    def on_resize(self) -> None:
        """Every line is made for its width."""
        self.call_after_refresh(self._paint)

    def _paint(self) -> None:
        room = self.page.size.width
        if not room:
            return
        plan = self._now.plan
        box = self.query_one("#change")
        box.border_title = visible(self.box_title())
        lines = self.page_lines(max(room - GUTTER, 1))
        rows = sum(len(wrapped(each, max(room - GUTTER, 1))) for each in lines)
        self._height = max(self._height, rows)
        most = max(self.app.size.height - FRAME - self.top_lines - (NAME if self._typed.display else 0), 1)
        height = min(self._height, most)
        if self.page.styles.height is None or self.page.styles.height.value != height:
            self.page.styles.height = height
        self.page.show(lines)
        if plan is not None and self._typed.display:
            asked: Spans = ((asked_word(plan), "strong"),)
            if self._wrong:
                asked = ((f"That is not {typed_word(plan)}, and nothing was sent.", "bad"),)
            self.query_one("#change-ask", Line).show([cut(asked, room - GUTTER)])
        self.query_one("#change-keys", Line).show([cut(self._keys(scrolls=rows > height), room - GUTTER)])

    def box_title(self) -> str:
        """What the box is called."""
        return heading(self._now.plan) if self._now.plan is not None else self._title

    def page_lines(self, room: int) -> list[PageLine]:
        """The page as it is now, `room` cells wide."""
        return change_page(self._now)

    def key_words(self, *, scrolls: bool) -> dict[str, str]:
        """By the ids of keys what they do now, or nothing."""
        return {
            "change.go": go_words(self._now),
            "change.leave": leave_words(self._now),
            "change.down": "scroll" if scrolls else "",
        }

    def _keys(self, *, scrolls: bool) -> Spans:
        """The keys that do something now, and what."""
        words = self.key_words(scrolls=scrolls)
        keys = [(key, words[key.id]) for key in keys_in_use(self.app) if words.get(key.id)]
        return tuple(span for key, word in keys for span in ((key.bar or key.shown, "key"), (f" {word}   ", "muted")))

    def _ask_name(self, wanted: bool) -> None:
        self.query_one("#change-ask").display = self._typed.display = wanted
        if wanted:
            self._typed.focus()
        self._paint()

    # -- the user's word

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter of the name: what was wrong with it is not, now."""
        if event.input is self._typed:
            event.stop()
            self._wrong = False
            self._paint()

    def action_go(self) -> None:
        """Apply what is shown; where it is done, go to what was made."""
        plan, done = self._now.plan, self._now.done
        if plan is not None and done is not None:
            self.dismiss(Changed(plan, done, made_by(done.results)))
        elif plan is not None and self._now.ready and self._seen is plan:
            if plan.danger is Danger.NAME and self._typed.value.strip() != typed_word(plan):
                self._wrong = True
                self._paint()
                return
            self._ask_name(False)
            self._become(replace(self._now, applying=True))
            self._work(unbegun(self._apply, plan))

    def action_leave(self) -> None:
        """Leave everything as it is; while it is being applied, send no more."""
        if self._now.applying:
            self._stop.set()
            self._become(replace(self._now, stopping=True))
        elif self._now.plan is not None and self._now.done is not None:
            self.dismiss(Changed(self._now.plan, self._now.done))
        else:
            self.dismiss(None)

    def action_scroll(self, where: str) -> None:
        """Scroll the page: up, down, page_up, page_down."""
        rows = max(self.page.size.height - 1, 1) if where.startswith("page") else 1
        self.page.scroll_by(rows if where.endswith("down") else -rows)

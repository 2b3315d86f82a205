"""A list to choose from by typing: it opens at once, and what there is to choose may come later."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from ktui.errors import KtuiError
from ktui.insight.fuzzy import Choice, Match, Search
from ktui.insight.page import merged
from ktui.insight.text import visible
from ktui.model.keys import PICKER
from ktui.ui.bindings import bindings, keys_in_use
from ktui.ui.spans import justified
from ktui.ui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ktui.insight.page import Span, Spans

Picked = tuple[str, ...]
"""The values chosen, or the text that was taken as typed."""

SLOW = 1.0
"""Seconds of loading after which a name may be taken as it is typed: sooner, the list is there before it is typed."""
AS_TYPED = "as typed"
"""The note of what was typed where it may be taken although it is not in the list."""


class Choices:
    """What there is to choose from: known from the beginning, or loaded while the list is open."""

    def __init__(
        self,
        nouns: str,
        known: Sequence[Choice] = (),
        *,
        load: Callable[[], Awaitable[Sequence[Choice]]] | None = None,
        recent: Sequence[str] = (),
        sentence: str = "",
        beside: str | None = None,
    ) -> None:
        """`nouns` is what they are called; `load` gives all of them, `known` those that need not wait for it.

        `sentence`: why `known` is not all, where nothing can be loaded. `beside`: a value that is none of them, and
        not counted.
        """
        self.nouns = nouns
        self.items: tuple[Choice, ...] = tuple(known)
        self.recent = recent
        self.beside = beside
        self.sentence = sentence
        """Why these are not all; empty: they are, or they are being loaded."""
        self.loading = load is not None
        self.slow = False
        """Whether loading takes so long that what is typed may be taken without it."""
        self._load = load
        self._asked = False

    @property
    def due(self) -> bool:
        """Whether `fill` is to be called."""
        return self.loading and not self._asked

    async def fill(self) -> None:
        """Load them; what goes wrong becomes the sentence."""
        if self._load is None or self._asked:
            return
        self._asked = True
        try:
            self.items = tuple(await self._load())
        except KtuiError as error:
            self.sentence = str(error)
        self.loading = self.slow = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What a typed text chooses from."""

    choices: Choices
    query: str
    """The part of it that is searched for."""
    before: Picked = ()
    """Values that the rest of it names already."""
    free: Callable[[str], str] | None = None
    """Where the query may be taken as it is typed: why not this one, in a sentence, or nothing. None: never."""
    value: Callable[[str], str] = str
    """What a query gives that is taken as it is typed."""


class PickerLine(Input):
    """What is typed. Where several may be marked, a blank is the key that marks."""

    def __init__(self) -> None:
        super().__init__(placeholder="type a few letters", select_on_focus=False, compact=True, id="picker-line")
        self.cursor_blink = False  # a line that repaints itself costs a slow terminal, and tells nothing
        self.commands: frozenset[str] = frozenset()
        """Keys that are no letters here."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is a letter here, and no command."""
        return key not in self.commands and super().check_consume_key(key, character)


class PickerScreen(ModalScreen[Picked | None]):
    """Over the panes, which stay live beneath it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PICKER)]
    place = PICKER

    def __init__(self, title: str, offer: Callable[[str], Offer], *, many: bool = False) -> None:
        """`offer` tells what a typed text chooses from; `many`: whether several may be marked."""
        super().__init__()
        self._title = title
        self._offer_for = offer
        self._many = many
        self._offer = offer("")
        self._looked = ""
        self._marks: dict[str, None] = {}
        self._search: Search | None = None
        self._matches: list[Match] = []
        self._cursor = 0
        self._top = 0
        self._wrong = ""
        self._taking = False
        """Whether the first match is to be taken as soon as what is being loaded is there."""
        self._head = 0
        self.line = PickerLine()
        self.list = Line(id="picker-list")

    def compose(self) -> ComposeResult:
        """A box with a line of text, the list, and the keys."""
        with Vertical(id="picker"):
            yield self.line
            yield self.list
            yield Line(id="picker-keys")

    def on_mount(self) -> None:
        """What is known is there at once; the rest is asked for."""
        self.query_one("#picker").border_title = self._title
        if self._many:
            marking = [key.keys for key in keys_in_use(self.app) if key.id == "pick.mark"]
            self.line.commands = frozenset(name for names in marking for name in names)
        self.line.focus()
        self._look()

    def on_resize(self) -> None:
        """Every line is made for its width."""
        self.call_after_refresh(self._paint)

    def on_key(self, event: events.Key) -> None:
        """A letter typed before the line had the focus is the line's all the same."""
        if event.is_printable and event.character is not None:
            event.stop()
            self.line.insert_text_at_cursor(event.character)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter."""
        event.stop()
        self._follow()

    def _follow(self) -> None:
        """Search for what is typed, where that was not done yet."""
        if self.line.value != self._looked:
            self._wrong = ""
            self._taking = False
            self._cursor = 0
            self._look()

    # -- searching

    def _look(self) -> None:
        """Search for what is typed now; the first slice at once, the others between keys."""
        self._looked = self.line.value
        self._offer = self._offer_for(self._looked)
        choices = self._offer.choices
        if choices.due:
            self.run_worker(self._fill(choices), group="picker", exit_on_error=False)
        self._search = search = Search(self._offer.query, choices.items, recent=choices.recent)
        self._go_on(search)

    async def _fill(self, choices: Choices) -> None:
        slow = self.set_timer(SLOW, lambda: self._slow(choices))
        await choices.fill()
        slow.stop()
        if self._offer.choices is choices:
            self._look()
            if self._taking:
                self._take()

    def _slow(self, choices: Choices) -> None:
        """Nobody need wait for the list who knows the name."""
        choices.slow = True
        if self._offer.choices is choices:
            self._look()

    def _go_on(self, search: Search) -> None:
        if search is not self._search:
            return
        if search.advance():
            self._found(search)
        else:
            self.call_later(self._go_on, search)

    def _found(self, search: Search) -> None:
        self._search = None
        self._matches = search.matches()
        typed = self._offer.query.strip()
        choices = self._offer.choices
        if typed and self._offer.free is not None and (choices.sentence or choices.slow):
            value = self._offer.value(typed)
            if all(match.choice.value != value for match in self._matches):
                self._matches.append(Match(Choice(value, visible(typed), AS_TYPED), ()))
        self._cursor = min(self._cursor, max(len(self._matches) - 1, 0))
        self._paint()

    # -- painting

    def _paint(self) -> None:
        room, height = self.list.size
        if not room:
            return
        head: list[Spans] = [((self._told(), "muted"),)]
        sentence = self._wrong or self._offer.choices.sentence
        if sentence and self._offer.free is not None and not self._wrong:
            sentence = f"{sentence.rstrip('.')}. Type a name, and enter takes it."
        head += [((text, "bad"),) for text in wrap(visible(sentence), room)]
        self._head = len(head)
        rows = max(height - len(head), 0)
        self._top = max(min(self._top, self._cursor, len(self._matches) - rows), self._cursor - rows + 1, 0)
        shown = self._matches[self._top : self._top + rows]
        self.list.show([*head, *(self._row(self._top + index, match, room) for index, match in enumerate(shown))])
        self.query_one("#picker-keys", Line).show([self._keys()])

    def _told(self) -> str:
        """How many there are, in a line."""
        choices = self._offer.choices
        found = sum(match.choice.note != AS_TYPED and match.choice.value != choices.beside for match in self._matches)
        total = sum(choice.value != choices.beside for choice in choices.items)
        if choices.loading:
            told = f"Loading {choices.nouns}…"
        elif self._offer.query.strip():
            told = f"{found:,} of {total:,} {choices.nouns}" if found else f"None of {total:,} {choices.nouns} matches"
        else:
            told = f"{total:,} {choices.nouns}"
        return f"{told} · {len(self._marks):,} marked" if self._marks else told

    def _row(self, index: int, match: Match, room: int) -> Spans:
        here = index == self._cursor
        tone = "strong" if here else "muted" if match.choice.dim else ""
        spans: list[Span] = [("▌ " if here else "  ", "key")]
        if self._many:
            spans.append(("✓ " if match.choice.value in self._marks else "  ", "good"))
        hits = set(match.positions)
        spans += [(letter, "key" if place in hits else tone) for place, letter in enumerate(match.choice.text)]
        return justified(merged(spans), ((match.choice.note, "muted"),) if match.choice.note else (), room)

    def _keys(self) -> Spans:
        """The keys that work here."""
        keys = [
            key
            for key in keys_in_use(self.app)
            if key.where == PICKER and key.label and (self._many or key.id != "pick.mark")
        ]
        return tuple(span for key in keys for span in ((key.bar or key.shown, "key"), (f" {key.label}   ", "muted")))

    # -- the user's word: each key waits for the letters before it, which the line still has to take in

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where only one may be chosen, a blank is a blank."""
        return self._many if action == "mark" else super().check_action(action, parameters)

    def action_cursor(self, where: str) -> None:
        """Move the cursor: up, down, page_up, page_down."""
        self._in_turn(self._move, where)

    def action_mark(self) -> None:
        """Mark what is under the cursor, or take its mark away, and go on to the next."""
        self._in_turn(self._mark)

    def action_take(self) -> None:
        """Take what is marked, else what is under the cursor."""
        self._in_turn(self._take)

    def _in_turn(self, act: Callable[..., None], *arguments: str) -> None:
        """Act after the letters that are still on their way: to the screen first, as long as the line has no focus."""
        self.call_later(lambda: self.line.call_later(act, *arguments))

    def _move(self, where: str) -> None:
        self._finish()
        page = max(self.list.size.height - self._head, 1)
        by = {"up": -1, "down": 1, "page_up": -page, "page_down": page}[where]
        self._cursor = max(min(self._cursor + by, len(self._matches) - 1), 0)
        self._paint()

    def _mark(self) -> None:
        self._finish()
        if self._matches:
            value = self._matches[self._cursor].choice.value
            if value in self._marks:
                del self._marks[value]
            else:
                self._marks[value] = None
            self._move("down")

    def _take(self) -> None:
        self._finish()
        self._taking = False
        if self._marks:
            self.dismiss((*self._offer.before, *self._marks))
        elif self._matches:
            choice = self._matches[self._cursor].choice
            free = self._offer.free
            if choice.note == AS_TYPED and free is not None and (wrong := free(self._offer.query.strip())):
                self._wrong = wrong
                self._paint()
            else:
                self.dismiss((*self._offer.before, choice.value))
        elif self._offer.before:
            self.dismiss(self._offer.before)
        elif self._offer.choices.loading:
            self._taking = True
        elif self._offer.query.strip():
            self._wrong = (
                f"There is nothing called {visible(self._offer.query.strip())!r}: type less, or something else"
            )
            self._paint()

    def _finish(self) -> None:
        """Search to the end: what is acted on must be what was typed."""
        self._follow()
        while self._search is not None:
            search = self._search
            if search.advance():
                self._found(search)

    def action_close(self) -> None:
        """Back, and nothing changes."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """What is clicked is taken."""
        if self.list.region.contains(event.screen_x, event.screen_y):
            index = self._top + event.screen_y - self.list.region.y - self._head
            if self._top <= index < len(self._matches):
                self._cursor = index
                self._take()

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor."""
        self.action_cursor("down")

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the cursor."""
        self.action_cursor("up")

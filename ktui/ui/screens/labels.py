"""Labels of nodes: a line to type, what it would change at once, and the server's word on it when typing pauses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Input

from ktui.insight.page import PageLine, line
from ktui.insight.text import visible
from ktui.insight.writes.label_completion import KnownLabels, completed, completions
from ktui.insight.writes.label_line import LabelLine, read_line
from ktui.insight.writes.label_table import changes_table, held_table
from ktui.insight.writes.labels import label, label_command
from ktui.insight.writes.page import Standing, change_page, go_words, leave_words
from ktui.insight.writes.seen import only_seen
from ktui.insight.writes.words import names_words
from ktui.model.keys import LABELS
from ktui.model.kinds import NODES
from ktui.model.writes import ObjectRef, Outcome, Plan, Planned, Result
from ktui.ui.bindings import bindings
from ktui.ui.screens.change import ChangeScreen
from ktui.ui.spans import cut, width
from ktui.ui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.widget import Widget

    from ktui.insight.page import Span
    from ktui.insight.writes.labels import LabelChange
    from ktui.model.objects import Node
    from ktui.session.session import Session
    from ktui.store.store import Key

PAUSE = 0.3
"""Seconds without a letter after which the nodes are read and the server is asked."""
LONGEST = 2_000
"""Characters of a line: some dozens of labels."""
OFFERED = 12
"""So many words are offered at once."""
HELD = "labels now"
"""What stands above the labels that the nodes have."""


class LabelsScreen(ChangeScreen, inherit_bindings=False):
    """What is typed is shown at once, old → new, from what the watch has told; planned when typing pauses.

    Enter applies the plan that is shown. Pressed before there is one, it goes on as soon as the server accepts it, if
    that is what was shown and no value that is there goes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LABELS)]
    place = LABELS
    top_lines = 2

    def __init__(
        self,
        session: Session,
        chosen: Sequence[Node],
        nodes: Mapping[Key, Node],
        *,
        line: str = "",
        earlier: Sequence[str] = (),
        used: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Label those `chosen` of the cluster's `nodes`, which stay current.

        `line`: what stands in the line from the beginning; `earlier`: lines that were used before, oldest first;
        `used` hears of one that is applied.
        """
        super().__init__(
            session, title=f"Labels of {names_words([ObjectRef(NODES.name, *node.key) for node in chosen])}"
        )
        self._cluster = nodes
        self._uids = {node.key: node.meta.uid for node in chosen}
        self._known = KnownLabels(node.meta.labels for node in nodes.values())
        self._history = [*earlier, line]
        self._at = len(earlier)
        self._used = used
        self._looked: tuple[str, int] | None = None
        self._said = LabelLine()
        self._offers: list[str] = []
        self._offer = 0
        self._early: Plan | None = None
        """What was shown when Enter was pressed before there was a plan; None: it was not."""
        self._held: tuple[list[str], list[PageLine]] = ([], [])
        """The versions of the nodes, and the lines of their labels."""
        self._pause: Timer | None = None
        self.line = Input(
            line,
            placeholder="disk=ssd tier-",
            select_on_focus=False,
            compact=True,
            max_length=LONGEST,
            id="labels-line",
        )
        self.line.cursor_blink = False
        self._hint = Line(id="labels-hint")

    def compose_top(self) -> Iterable[Widget]:
        """The line, and below it what its word may become."""
        yield self.line
        yield self._hint

    def on_mount(self) -> None:
        """Type at once; a line that was given is planned at once."""
        self.line.focus()
        self.watch(self.line, "selection", self._moved, init=False)
        self._follow(at_once=True)

    # -- the line

    def _moved(self) -> None:
        if self.line.value == (self._looked or ("", 0))[0]:  # a letter is heard of by itself
            self._follow()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter."""
        if event.input is self.line:
            event.stop()
            self._follow()

    def _follow(self, *, at_once: bool = False) -> None:
        """Take in what is typed, where that was not done yet; what it says otherwise is another plan."""
        now = (self.line.value, self.line.cursor_position)
        if now == self._looked or self.standing.under_way:
            return
        before, self._looked = self._said, now
        self._said = said = read_line(*now)
        held = {key for node in self._chosen() for key in node.meta.labels or {}}
        self._offers = completions(*now, self._known, held)[:OFFERED]
        self._offer = 0
        if said != before:
            self._early = None
            self.no_plan()
            self._stop_waiting()
            if said.whole and at_once:
                self._ask()
            elif said.whole:
                self._pause = self.set_timer(PAUSE, self._ask)
        self._paint()

    def _chosen(self) -> list[Node]:
        """The nodes as they are now; one that went, or that another one is in the place of, is left out."""
        found = ((self._cluster.get(key), uid) for key, uid in self._uids.items())
        return [node for node, uid in found if node is not None and node.meta.uid == uid]

    def _stop_waiting(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    # -- plans

    @property
    def asking(self) -> bool:
        """Whether what is typed is a change: it is planned, or will be by itself."""
        return self._said.whole

    def _ask(self) -> None:
        """Read the nodes, and ask the server."""
        self._stop_waiting()
        changes = self._said.changes

        async def make() -> Plan:
            plan = await self.writing.planner.label([name for _, name in self._uids], changes)
            return only_seen(plan, self._uids)

        self.plan_anew(make)

    def _shown_plan(self) -> Plan:
        """What the line would do to the nodes as they are known."""
        changes = self._said.changes
        items = tuple(_planned(node, changes) for node in self._chosen())
        return Plan("label", items, label_command([item.ref.name for item in items], changes))

    async def _plan(self, make: Callable[[], Awaitable[Plan]]) -> None:
        await super()._plan(make)
        self._go_early()

    def _go_early(self) -> None:
        """Go on where Enter was pressed before, once what is planned has been on the screen, and is no news."""
        plan, answers = self.standing.plan, self.standing.answers
        accepted = answers is not None and all(
            answer.outcome in (Outcome.PREVIEWED, Outcome.UNCHANGED) for answer in answers
        )
        if plan is not None and self._early is not None and accepted and _nothing_new(plan, self._early):
            self.call_after_refresh(self._go_on, plan)

    def _go_on(self, plan: Plan) -> None:
        if plan is self.standing.plan and self._early is not None:
            self.action_go()

    # -- painting

    def box_title(self) -> str:
        """Whose labels."""
        return self._title

    def page_lines(self, room: int) -> list[PageLine]:
        """What the line changes, and below it the labels that there are."""
        now = self.standing
        if now.under_way:
            return super().page_lines(room)
        if now.plan is not None:
            lines = _previewed(now, now.plan, room)
        elif now.problem:
            lines = change_page(now)
        elif self._said.whole:
            plan = self._shown_plan()
            unasked = self._pause is not None
            shown = Standing(plan=plan, command=self.writing.command(plan), unasked=unasked)
            lines = _previewed(shown, plan, room)
        else:
            lines = [line((visible(self._said.problem), "bad"))] if self._said.problem else []
        return [*lines, *([line()] if lines else []), line((HELD, "muted")), *self._held_lines()]

    def _held_lines(self) -> list[PageLine]:
        chosen = self._chosen()
        versions = [node.meta.resource_version for node in chosen]
        if self._held[0] != versions or not versions:
            lines = held_table([node.meta.labels or {} for node in chosen])
            self._held = versions, lines or [line(("none" if chosen else "no such node is there any more", "muted"))]
        return self._held[1]

    def key_words(self, *, scrolls: bool) -> dict[str, str]:
        """As the dialog's own keys, and those of the line."""
        now = self.standing
        go = go_words(now)
        if not now.under_way and now.plan is None and self._said.whole:
            go = "label once accepted" if self._early is not None else "label"
        typing = not now.under_way
        return {
            "labels.go": go,
            "labels.leave": leave_words(now),
            "labels.take": "take" if typing and self._offers else "",
            "labels.other": "another" if typing and len(self._offers) > 1 else "",
            "labels.earlier": "earlier" if typing and self._at else "",
            "labels.page_down": "scroll" if scrolls else "",
        }

    def _paint(self) -> None:
        super()._paint()
        if room := self._hint.size.width:
            self._hint.show([cut(self._hints(room), room)])

    def _hints(self, room: int) -> list[Span]:
        """What the word may become, in whole words, the one that is taken first in bold."""
        if self.standing.under_way or self._said.problem:
            return []
        if self._offers:
            offers = [*self._offers[self._offer :], *self._offers[: self._offer]]
            spans: list[Span] = [(offers[0], "strong"), *((f"   {offer}", "muted") for offer in offers[1:])]
            while len(spans) > 1 and width(spans) > room:
                spans.pop()
            return spans
        if self._said.unfinished:
            return [("key=value sets a label, key- takes one off", "muted")]
        return []

    # -- the user's word

    def action_go(self) -> None:
        """Apply what is shown; where the server has not been asked, ask it first."""
        self._follow()
        now = self.standing
        if now.ready and self._seen is not now.plan:  # nobody can have seen it yet
            self._early = self._shown_plan()
            self._go_early()
        elif now.under_way or now.plan is not None:
            if now.ready:
                self._used(" ".join(change.word for change in self._said.changes))
                self.line.disabled = True
            super().action_go()
        elif self._said.whole and self._early is None:
            self._early = self._shown_plan()
            if self._pause is not None or now.problem:
                self._ask()
            self._paint()

    def action_take(self) -> None:
        """Take the word that is offered."""
        self._follow()
        if self._offers and not self.standing.under_way:
            self._type(*completed(self.line.value, self.line.cursor_position, self._offers[self._offer]))

    def action_other(self) -> None:
        """Offer another word."""
        self._follow()
        if self._offers:
            self._offer = (self._offer + 1) % len(self._offers)
            self._paint()

    def action_earlier(self) -> None:
        """A line used before this one."""
        self._go_to(self._at - 1)

    def action_later(self) -> None:
        """The line used after this one, or what was being typed."""
        self._go_to(self._at + 1)

    def _go_to(self, at: int) -> None:
        if 0 <= at < len(self._history) and not self.standing.under_way:
            self._history[self._at] = self.line.value
            self._at = at
            self._type(self._history[at], len(self._history[at]))

    def _type(self, text: str, cursor: int) -> None:
        self.line.value = text
        self.line.cursor_position = cursor
        self._follow()


def _planned(node: Node, changes: Sequence[LabelChange]) -> Planned:
    """What is to be done to a node as it is known; its labels are all that matters of it."""
    meta = {"name": node.meta.name, "uid": node.meta.uid, "labels": node.meta.labels}
    ref = ObjectRef(NODES.name, "", node.meta.name, node.meta.uid)
    write = label({"metadata": meta}, changes)
    return Planned(ref, write) if write is not None else Planned(ref, result=Result(ref, Outcome.UNCHANGED))


def _previewed(now: Standing, plan: Plan, room: int) -> list[PageLine]:
    """The page of a plan, with a table of what changes of which node."""
    rows = [
        (item.ref, item.write.change.fields if item.write is not None else ())
        for item in plan.items
        if item.write is not None or (item.result is not None and item.result.outcome is Outcome.UNCHANGED)
    ]
    return change_page(replace(now, plan=plan, changes=changes_table(rows, room)))


def _nothing_new(plan: Plan, shown: Plan) -> bool:
    """Whether a plan does what was shown, all of it, takes no value away that is there, and warns of nothing."""
    fields = [(item.ref.name, item.write.change.fields if item.write is not None else None) for item in plan.items]
    known = [(item.ref.name, item.write.change.fields if item.write is not None else None) for item in shown.items]
    kept = all(field.before is None for write in plan.writes for field in write.change.fields)
    return fields == known and kept and not plan.warnings

"""From a key to the dialog of what it changes, and from there to what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.errors import KtuiError
from ktui.insight.text import visible
from ktui.model.keys import INSPECTOR
from ktui.model.kinds import NODES
from ktui.model.reference import Reference
from ktui.ui.bindings import keys_in_use
from ktui.ui.permits import Permits
from ktui.ui.workers import unbegun

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ktui.model.keys import Key
    from ktui.model.kinds import Kind
    from ktui.model.writes import ObjectRef, Plan
    from ktui.session.feed import Feed
    from ktui.session.session import Session
    from ktui.session.writing import Writing
    from ktui.store.store import Delta
    from ktui.store.store import Key as ObjectKey
    from ktui.ui.screens.change import Changed
    from ktui.ui.screens.main import MainScreen

REST = 0.3
"""Seconds for which the cursor stays before the rights of where it is are asked for."""
SETTLE = 1.5
"""Seconds after a session's begin in which its lists go first, before rights are asked for; then the journal is looked
into for open ends."""
TOLD = 3
"""So many open ends have a sentence each; of more, the rest is counted."""
READ = 10.0
"""Seconds for which such a sentence stays: nobody expects it."""


class Changes:
    """The keys of the panes that change the cluster: whom they are about, whether they may, what came of it."""

    def __init__(
        self, screen: MainScreen, *, read_only: bool, permitted: Callable[[], None], replay: bool = False
    ) -> None:
        """`permitted` is called when keys have become open or closed. `replay`: it is a recording, not a cluster."""
        self._screen = screen
        self._permitted = permitted
        self._replay = replay
        self.permits = Permits(read_only=read_only, replay=replay)
        """Which keys are open."""
        self._looked: tuple[Session, str, str] | None = None
        self._lists_first = False
        """Whether the session has just begun."""
        self._settled: Writing | None = None

    # -- the session's word

    def attach(self, session: Session) -> None:
        """Another session is shown: its open ends are told, once for each cluster."""
        self.permits.forget()
        self._looked = None
        if not self._replay:  # nothing was changed in a recording, and nobody has rights in it
            self._lists_first = True
            self._screen.set_timer(SETTLE, lambda: self._begin_to_settle(session))

    def _begin_to_settle(self, session: Session) -> None:
        if self._screen.session is session:
            self._lists_first = False
            self._screen.run_worker(unbegun(self._settle, session), group="settle", exclusive=True, exit_on_error=False)

    async def _settle(self, session: Session) -> None:
        """Say how changes ended whose answer an earlier ktui has not seen."""
        writing = await _writing_of(session)
        if writing is self._settled:
            return
        try:
            sentences = await writing.settle()
        except KtuiError:
            return  # another time
        self._settled = writing
        more = len(sentences) - TOLD
        told = [*sentences[:TOLD], *([f"and {more} more: ktui journal has them"] if more > 0 else [])]
        if told:
            self._screen.notify("\n".join(map(visible, told)), severity="warning", timeout=READ, markup=False)

    # -- which keys are open

    def look(self) -> None:
        """The cursor is somewhere, perhaps elsewhere: ask for the rights there once it rests."""
        session, pane = self._screen.session, self._screen.pane
        key = pane.table.cursor_key
        if session is not None and key is not None:
            here = (session, pane.kind.name, key[0])
            if here != self._looked:
                self._looked = here
                self._permitted()
                if not self._replay:
                    self._screen.set_timer(REST, lambda: self._ask(here))

    def _ask(self, here: tuple[Session, str, str]) -> None:
        session, kind, _ = here
        if here != self._looked or session is not self._screen.session:
            return
        if self._lists_first and not session.feeds[kind].loaded:
            self._screen.set_timer(REST, lambda: self._ask(here))
        else:
            self._screen.run_worker(unbegun(self._ask_for, *here), group="rights", exclusive=True, exit_on_error=False)

    async def _ask_for(self, session: Session, kind: str, namespace: str) -> None:
        keys = keys_in_use(self._screen.app)
        if await self.permits.ask(await _writing_of(session), keys, session.feeds[kind].kind, namespace):
            self._permitted()

    def why_not(self, key: Key) -> str:
        """Why a key does nothing to what is under the cursor, in a few words; empty: it does."""
        return self.permits.why_not(key, self._screen.pane.kind, self._namespace)

    def refused(self, id: str) -> bool:  # noqa: A002  as the key calls it
        """Say why a key changes nothing here, where it does not; whether that is so."""
        sentence = self.permits.refusal(self.key(id), self._screen.pane.kind, self._namespace)
        if sentence:
            self._screen.notify(visible(sentence), severity="warning", markup=False)
        return bool(sentence)

    def key(self, id: str) -> Key:  # noqa: A002
        """A key as the user has it."""
        return next(key for key in keys_in_use(self._screen.app) if key.id == id)

    @property
    def _namespace(self) -> str:
        key = self._screen.pane.table.cursor_key
        return key[0] if key is not None else ""

    # -- from the key to the dialog

    def begin(self, what: str) -> None:
        """Show what a key would change: `run`, `suspend`, `cordon`, `restart`, `delete`."""
        key = self.key(f"write.{what}")
        kind, session = self._screen.pane.kind, self._screen.session
        chosen = self.whom(key)
        if session is None or not chosen:
            return
        from ktui.insight.writes.words import title_words  # noqa: PLC0415  not needed for the first frame

        verb = _verb(key, kind, chosen)
        title = title_words(verb, kind, [_words(obj) for obj in chosen])
        self.open(_plan(session.writing, verb, kind, chosen), title=title, waiting=_waiting(verb, title))

    def whom(self, key: Key) -> list[Any]:
        """The objects that a key is about here; none, and said why, where it does nothing to them."""
        if self.refused(key.id):
            return []
        if self._screen.pane.kind not in key.kinds:
            self._screen.notify(f"{key.shown} is to {key.does}: it is for {_titles(key.kinds)}", markup=False)
            return []
        return self.chosen()

    def chosen(self) -> list[Any]:
        """The objects that a key is about, as they are known: those marked, in the inspector the one looked at."""
        pane, session = self._screen.pane, self._screen.session
        cursor = pane.table.cursor_key
        marked = pane.marked if self._screen.place != INSPECTOR else []
        keys = marked or ([cursor] if cursor is not None else [])
        objects = session.feeds[pane.kind.name].store.objects if session is not None else {}
        return [objects[key] for key in keys if key in objects]

    def open(self, make: Callable[[], Awaitable[Plan]], *, title: str, waiting: str) -> None:
        """Show a plan, and do it if the user goes on."""
        from ktui.ui.screens.change import ChangeScreen  # noqa: PLC0415  a modal is not needed for the first frame

        session = self._screen.session
        if session is not None:
            dialog = ChangeScreen(session, make, title=title, waiting=waiting)
            self._screen.app.push_screen(dialog, lambda changed: self.over(session, changed))

    # -- what came of it

    def over(self, session: Session, changed: Changed | None) -> None:
        """Say what was done, or follow what was made; what was not done has been read in the dialog."""
        if changed is None or self._screen.session is not session:
            return
        from ktui.insight.writes.words import can_be_undone, done_words  # noqa: PLC0415  as above

        results = changed.done.results
        if changed.done.unrecorded:
            self._screen.notify(visible(changed.done.unrecorded), severity="warning", timeout=READ, markup=False)
        if changed.follow is not None:
            self._follow(session, changed.follow)
        elif changed.whole:
            words = done_words(changed.plan, results)
            undo = next((key.shown for key in keys_in_use(self._screen.app) if key.id == "write.undo"), "")
            takes_back = undo and changed.plan.undoes is None and can_be_undone(results)
            back = f"; {undo} takes it back" if takes_back else ""
            self._screen.pane.note(f"{words}{back}", words)

    def _follow(self, session: Session, made: ObjectRef) -> None:
        """To what was made, at once or as soon as the watch tells of it, if the user stays here until then."""
        about = Reference("Job", made.namespace, made.name, "batch/v1")
        feed, key = session.feeds[made.kind], (made.namespace, made.name)
        here = self._here
        if key in feed.store.objects or not feed.loaded:
            self._screen.navigator.to_object(about)
            return

        def arrived() -> None:
            if here == self._here and self._screen.session is session:
                self._screen.navigator.to_object(about)

        def heard(_feed: Feed, _delta: Delta) -> None:
            if key in feed.store.objects:
                session.also_told.discard(heard)
                self._screen.call_later(arrived)

        session.also_told.add(heard)

    @property
    def _here(self) -> tuple[str, ObjectKey | None]:
        return self._screen.pane.kind.name, self._screen.pane.table.cursor_key


async def _writing_of(session: Session) -> Writing:
    """What changes the cluster: it is loaded aside, so that no key waits for it."""
    import asyncio  # noqa: PLC0415  not needed for the first frame
    import importlib  # noqa: PLC0415

    await asyncio.to_thread(importlib.import_module, "ktui.session.writing")
    return session.writing


def _verb(key: Key, kind: Kind, chosen: Sequence[Any]) -> str:
    """What a key means for these: the way back, where all of them have been changed already."""
    from ktui.model.verbs import VERBS  # noqa: PLC0415  where the rest is

    fit = [verb for verb in key.verbs if kind in VERBS[verb].kinds]
    if len(fit) < 2:
        return fit[0]
    changed = all(bool(obj.spec.unschedulable if kind is NODES else obj.spec.suspend) for obj in chosen)
    return fit[1] if changed else fit[0]


def _plan(writing: Writing, verb: str, kind: Kind, chosen: Sequence[Any]) -> Callable[[], Awaitable[Plan]]:
    """What plans it, for those that were seen and none that took their names."""
    uids = {obj.key: obj.meta.uid for obj in chosen}
    keys = list(uids)

    async def make() -> Plan:
        from ktui.insight.writes.seen import only_seen  # noqa: PLC0415  as above

        planner = writing.planner
        if verb == "delete":
            plan = await planner.delete(kind, keys)
        elif verb in ("trigger", "rerun"):
            plan = await (planner.trigger if verb == "trigger" else planner.rerun)(keys)
        else:
            plan = await planner.switch(verb, kind, keys)
        return only_seen(plan, uids)

    return make


def _words(obj: Any) -> str:
    namespace, name = obj.key
    return f"{namespace}/{name}" if namespace else name


def _waiting(verb: str, title: str) -> str:
    what = title.partition(" ")[2]
    return f"reading {what}" + (" and what it owns" if verb == "delete" else "")


def _titles(kinds: Sequence[Kind]) -> str:
    return " and ".join(kind.title for kind in kinds)

"""What is chosen from a list: namespaces, a context, an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.errors import ForbiddenError, KtuiError
from ktui.insight.column_choice import LABEL, LABEL_KEY, headers_of
from ktui.insight.fuzzy import Choice
from ktui.insight.scope import ALL, wrong_namespace
from ktui.insight.text import visible
from ktui.insight.traits import IS, traits_of
from ktui.model.keys import EVERYWHERE, GUIDE, PANES
from ktui.ui.palette import entries, going, key_with, names_in
from ktui.ui.screens.picker import Choices, Offer, Picked, PickerScreen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.dom import DOMNode
    from textual.screen import Screen

    from ktui.session.session import Session
    from ktui.ui.app import KtuiApp
    from ktui.ui.sessions import Sessions
    from ktui.ui.widgets.pane import Pane

    LoadContexts = Callable[[], Awaitable[Sequence[str]]]

EVERY = ""
"""The value of the choice of all namespaces: no namespace is called so."""
NAMESPACE, CONTEXT, COLUMN, MOMENT, RECORD = "ns ", "ctx ", "column ", "at ", "record "
"""What the palette's values of namespaces, contexts, columns, times and files begin with; a key's id has no blank."""
NOW = "shown now"


def choose_namespaces(app: KtuiApp) -> None:
    """Let the user choose one, several or all, and show them."""
    session = app.sessions.session
    choices = namespace_choices(app.sessions)

    def offer(typed: str) -> Offer:
        *before, query = names_in(typed)
        return Offer(choices, query, tuple(before), wrong_namespace)

    app.push_screen(
        PickerScreen("Namespaces", offer, many=True), lambda picked: _go_to_namespaces(app, session, picked)
    )


def choose_context(app: KtuiApp, load: LoadContexts | None) -> None:
    """Let the user choose one, and open it."""
    choices = context_choices(app.sessions, load)
    app.push_screen(
        PickerScreen("Contexts", lambda typed: Offer(choices, typed)), lambda picked: _go_to_context(app, picked)
    )


def choose_columns(app: KtuiApp) -> None:
    """Let the user choose the columns of the open pane, in the order in which they are marked."""
    pane = app.main.pane

    def picked(columns: Picked | None) -> None:
        if columns:
            pane.choose_columns([column for column in columns if column != EVERY])

    choices = column_choices(pane)
    app.push_screen(
        PickerScreen("Columns", lambda typed: Offer(choices, typed), many=True),
        picked,
    )


def choose_recording(app: KtuiApp) -> None:
    """Let the user name the file of a recording, and begin it."""

    def picked(paths: Picked | None) -> None:
        if paths:
            app.screen_recording.begin(paths[0])

    app.push_screen(PickerScreen("Record to a file", recording_offer(app)), picked)


def choose_action(app: KtuiApp, load: LoadContexts | None) -> None:
    """Let the user say what to do on the screen that is on top, and do it there."""
    below: Screen[Any] = app.screen
    place = getattr(below, "place", PANES)
    panes = below is app.main
    places = (place, PANES) if panes and place != PANES else (place,)
    inner = below.focused or below
    session = app.sessions.session
    known = entries(*places, keys=app.keys, why_not=app.why_not)
    if panes and app.guide is not None:
        known = (*known, Choice(GUIDE, "what to try first", "", ("guide",)))
    if panes:
        known = (*known, *trait_choices(app.main.pane))
    actions = Choices("actions", known)
    namespaces = namespace_choices(app.sessions, prefix=NAMESPACE)
    contexts = context_choices(app.sessions, load, prefix=CONTEXT)
    columns = column_choices(app.main.pane, prefix=COLUMN, sentence="Labels that were seen are listed")
    moments = app.playing.moments(MOMENT) if app.playing is not None else None
    files = recording_offer(app, RECORD)

    def offer(typed: str) -> Offer:
        said = going(typed)
        if said is not None and said.id == "replay.at" and moments is not None:
            return moments(said.names[-1])  # time goes by everywhere
        if said is None or said.id == "replay.at" or not panes:
            return Offer(actions, typed)
        if said.id == "scope.contexts":
            return Offer(contexts, said.names[-1])
        if said.id == "rows.columns":
            return Offer(columns, said.names[-1], free=_wrong_label, value=(COLUMN + LABEL).__add__)
        if said.id == "record.toggle":
            return files(said.names[-1])
        *before, query = said.names
        return Offer(namespaces, query, tuple(NAMESPACE + name for name in before), wrong_namespace, NAMESPACE.__add__)

    async def picked(values: Picked | None) -> None:
        if not values:
            return
        if values[0].startswith(NAMESPACE):
            _go_to_namespaces(app, session, tuple(value.removeprefix(NAMESPACE) for value in values))
        elif values[0].startswith(CONTEXT):
            _go_to_context(app, (values[0].removeprefix(CONTEXT),))
        elif values[0].startswith(MOMENT) and app.playing is not None:
            app.playing.go_to(float(values[0].removeprefix(MOMENT)))
        elif values[0].startswith(COLUMN):
            add_column(app.main.pane, values[0].removeprefix(COLUMN))
        elif values[0].startswith(RECORD):
            app.screen_recording.begin(values[0].removeprefix(RECORD))
        elif values[0].startswith(IS):
            app.main.pane.choose(app.main.pane.wanted._replace(filter=values[0]))
        elif values[0] == GUIDE:
            app.action_guide()
        elif (key := key_with(values[0], app.keys)) is not None:
            await app.run_action(key.action, app if key.where == EVERYWHERE else _bearer(inner, below, key.where))

    app.push_screen(PickerScreen("What to do", offer), picked)


def recording_offer(app: KtuiApp, prefix: str = "") -> Callable[[str], Offer]:
    """Where a recording may go: to the folder ktui was started in, to its own, or where a typed name says."""
    known = [Choice(prefix + path, visible(shown), note) for path, shown, note in app.screen_recording.offered()]
    offered = Choices("files", known)
    # What is typed is a name, even where it is much like one that is offered.
    named = Choices("files", sentence="A name of your own")

    def offer(typed: str) -> Offer:
        return Offer(named if typed.strip() else offered, typed, free=lambda _: "", value=prefix.__add__)

    return offer


def column_choices(pane: Pane, *, prefix: str = "", sentence: str = "") -> Choices:
    """Every column a pane can have, those of labels that were seen among them."""
    now = pane.chosen_columns
    known = [Choice(prefix + header, header, NOW if header in now else "") for header in headers_of(pane.kind)]
    labels = [LABEL + key for key in pane.label_keys]
    known += [Choice(prefix + label, visible(label), NOW if label in now else "") for label in labels]
    if not prefix:
        known.insert(0, Choice(EVERY, "all columns", "" if now else NOW))
    return Choices("columns", known, beside=EVERY, sentence=sentence)


def trait_choices(pane: Pane) -> list[Choice]:
    """What the rows of a pane may be narrowed to by name."""
    return [
        Choice(trait.filter, trait.sentence, f"/{trait.filter}", (trait.filter, trait.word))
        for trait in traits_of(pane.kind)
    ]


def add_column(pane: Pane, column: str) -> None:
    """Show one more column, behind those there are."""
    shown = pane.chosen_columns or pane.usual_columns
    pane.choose_columns([*(header for header in shown if header != column), column])


def _wrong_label(typed: str) -> str:
    """Why a column cannot be that of a label, in a sentence; empty where it can."""
    return "" if LABEL_KEY.fullmatch(typed) else f"{visible(typed)!r} cannot be a label's key"


def _bearer(inner: DOMNode, screen: Screen[Any], place: str) -> DOMNode:
    """Who has the actions of a place: what had the focus or is around it, else the screen."""
    around = (node for node in inner.ancestors_with_self if node is not screen)
    return next((node for node in around if getattr(node, "place", "") == place), screen)


def namespace_choices(sessions: Sessions, *, prefix: str = "") -> Choices:
    """All namespaces and each: those of late first; the list is loaded when it is needed."""
    session = sessions.session
    now = session.namespaces if session is not None else None
    recent = [*_not_now(sessions.recent_namespaces, now or ()), *(now or ())]

    def choice(name: str) -> Choice:
        return Choice(prefix + name, visible(name), NOW if name in (now or ()) else "")

    every = Choice(prefix + EVERY, "all namespaces", NOW if now == ALL else "")
    known = [every, *(choice(name) for name in recent)]

    async def load() -> Sequence[Choice]:
        assert session is not None
        try:
            names = await session.namespace_names()
        except ForbiddenError:
            raise KtuiError(f"You may not list namespaces in {session.context}") from None
        return [every, *(choice(name) for name in names)]

    return Choices(
        "namespaces",
        known,
        load=load if session is not None else None,
        recent=[prefix + name for name in (EVERY, *recent)],
        beside=every.value,
        sentence="" if session is not None else "There is no connection yet",
    )


def context_choices(sessions: Sessions, load: LoadContexts | None, *, prefix: str = "") -> Choices:
    """The kubeconfig's contexts, those of late first; it is read when it is needed."""
    now = sessions.session.context if sessions.session is not None else ""
    recent = [*_not_now(sessions.recent_contexts, (now,)), *((now,) if now else ())]

    async def read() -> Sequence[Choice]:
        names = await load() if load is not None else ()
        if not names:
            raise KtuiError("No context is configured: a kubeconfig has them")
        notes = {sessions.opening: "being opened", now: NOW}
        return [Choice(prefix + name, visible(name), notes.get(name, "")) for name in names]

    return Choices("contexts", load=read, recent=[prefix + name for name in recent])


def _not_now(recent: Sequence[str], now: Sequence[str]) -> list[str]:
    """What is shown already is what one wants least."""
    return [name for name in recent if name not in now]


def _go_to_namespaces(app: KtuiApp, session: Session | None, picked: Picked | None) -> None:
    if not picked:
        return
    if app.sessions.session is not session:
        app.say("another context is shown meanwhile: choose its namespaces again")
        return
    namespaces = ALL if EVERY in picked else tuple(sorted(set(picked)))
    wrong = next(filter(None, map(wrong_namespace, namespaces)), "")
    if wrong:
        app.say(wrong)
    elif session is None or namespaces != session.namespaces:
        app.show_namespaces(namespaces)


def _go_to_context(app: KtuiApp, picked: Picked | None) -> None:
    if not picked:
        return
    sessions = app.sessions
    if sessions.session is not None and picked[0] == sessions.session.context:
        sessions.give_up()
    else:
        sessions.go_to_context(picked[0])

"""The recording that is played: from its keys to the player, and from there to its line and the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ktui.errors import UsageError
from ktui.insight.fuzzy import Choice
from ktui.insight.incidents import Sort
from ktui.insight.moments import clock_text, moment_text
from ktui.insight.text import visible
from ktui.ui.playback_text import faster, next_incident, playhead
from ktui.ui.screens.picker import Choices, Offer, PickerScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.incidents import Incident
    from ktui.session.playback import Playback
    from ktui.session.session import Session
    from ktui.ui.app import KtuiApp
    from ktui.ui.playback_text import Playhead

STEPS = {"back": -10.0, "on": 10.0, "minute_back": -60.0, "minute_on": 60.0}
"""Seconds of the recording."""
GRACE = 1.5
"""Real seconds in which one who plays may press again to go further back than to what has only just been passed."""
READ = 10.0
"""Seconds for which it is told what is the matter with the recording."""
NEAR = 60.0
"""Seconds behind a typed time in which it is told what went wrong."""
MOST = 2_000
"""Things that went wrong which are listed: a list of more is read by nobody."""


@runtime_checkable
class Played(Protocol):
    """A screen that shows how far a recording is."""

    def played(self, head: Playhead) -> None:
        """It is here now."""


class Playing:
    """One screen's hands on a recording; there is one for each application, whatever sessions come and go."""

    def __init__(self, app: KtuiApp) -> None:
        self._app = app
        self._session: Session | None = None
        self._shown: object = None

    @property
    def playback(self) -> Playback | None:
        """What is played; None until it is read."""
        return self._session.playback if self._session is not None else None

    def attach(self, session: Session) -> None:
        """Show this session's recording from now on."""
        first, self._session = self._session is None, session
        if (playback := session.playback) is not None:
            for note in playback.notes if first else ():
                self._app.notify(visible(note), severity="warning", timeout=READ, markup=False)
            playback.heard, playback.jumped, playback.landing = self._heard, self._jumped, self._landing
            self._shown = None
            self._heard()

    # The player's word

    def _heard(self) -> None:
        playback, session = self.playback, self._session
        if playback is None or session is None:
            return
        session.note_gaps()
        # The line shows seconds: what changes ten times in one is drawn once.
        shown = (int(playback.at), playback.playing, playback.speed, playback.searched, len(playback.incidents))
        if shown != self._shown:
            before, self._shown = self._shown, shown
            head = playhead(playback)
            for screen in self._app.screen_stack:
                if isinstance(screen, Played):
                    screen.played(head)
            if before is not None and shown[1:3] != before[1:3]:  # type: ignore[index]
                self._app.main.inspector.tick_anew()

    def _jumped(self, to: float) -> None:
        if self._session is not None:
            self._session.log.jump(to)

    async def _landing(self) -> None:
        session = self._session
        if session is not None:
            await session.landing()
            self._app.main.landed()

    # The reader's word

    def do(self, what: str) -> None:
        """What a key of `keys.REPLAY` is for."""
        playback = self.playback
        if playback is None:
            self._app.notify("the recording is being read", markup=False)
        elif what == "hold":
            playback.hold() if playback.playing else playback.play()
        elif what in STEPS:
            playback.go_to(playback.at + STEPS[what])
        elif what in ("slower", "faster"):
            playback.set_speed(faster(playback.speed, 1 if what == "faster" else -1))
        elif what in ("before", "next"):
            self._to_incident(playback, 1 if what == "next" else -1)
        elif what in ("start", "end"):
            playback.go_to(playback.start if what == "start" else playback.end)
        else:
            self._ask(playback)

    def go_to(self, moment: float) -> None:
        """Jump."""
        if (playback := self.playback) is not None:
            playback.go_to(moment)

    def moments(self, prefix: str) -> Callable[[str], Offer] | None:
        """What a typed time means (see `moment_offer`); None until the recording is read."""
        return moment_offer(self.playback, prefix) if self.playback is not None else None

    def _to_incident(self, playback: Playback, step: int) -> None:
        passed = GRACE * playback.speed if step < 0 and playback.playing else 0.0
        found = next_incident(playback.incidents, playback.at - passed, step)
        if found is not None:
            playback.go_to(found.at)
            self._app.main.pane.note(f"{found.name} {found.words}", found.words)
            return
        side = "after" if step > 0 else "before"
        so_far = "" if playback.searched else " so far: the recording is being searched"
        self._app.notify(f"nothing is known to go wrong {side} this{so_far}", markup=False)

    def _ask(self, playback: Playback) -> None:
        def picked(values: tuple[str, ...] | None) -> None:
            if values:
                self.go_to(float(values[0]))

        self._app.push_screen(PickerScreen("Go to a time, or to what went wrong", moment_offer(playback)), picked)


def moment_offer(playback: Playback, prefix: str = "") -> Callable[[str], Offer]:
    """What a typed text means: a time, as `--at` takes it, or letters of what went wrong.

    The values are Unix seconds behind `prefix`.
    """
    from ktui.recording.moments import moment  # noqa: PLC0415  not needed before somebody asks for a time

    worst_first = _listed(playback.incidents)
    wrongs = [_choice(incident, prefix) for incident in worst_first]
    more = len(playback.incidents) - len(worst_first)
    nouns = "kills and exits" if more else "kills, exits and failures"

    def offer(typed: str) -> Offer:
        try:
            at = moment(typed, playback.start, playback.end)
        except UsageError as error:
            outside = "" if "is no time:" in str(error) else str(error)
            return Offer(Choices(nouns, wrongs, sentence=outside), typed)
        near = [incident for incident in worst_first if at <= incident.at < at + NEAR]
        there = Choice(f"{prefix}{at!r}", moment_text(at), "this time")
        return Offer(Choices("times", [there, *(_choice(incident, prefix) for incident in near)]), "")

    return offer


def _listed(incidents: Sequence[Incident]) -> list[Incident]:
    """Of many, without failures of probes: they are what there are most of."""
    if len(incidents) <= MOST:
        return list(incidents)
    return [incident for incident in incidents if incident.sort is not Sort.FAILURE][:MOST]


def _choice(incident: Incident, prefix: str) -> Choice:
    text = visible(f"{clock_text(incident.at)} {incident.name} {incident.words}")
    return Choice(f"{prefix}{incident.at!r}", text, visible(incident.namespace))

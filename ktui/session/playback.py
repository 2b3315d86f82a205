"""A recording that is played: what the screen may know of it, and ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ktui.insight.incidents import Incident
    from ktui.model.evidence import Watched
    from ktui.recording.telling import Telling


class Playback(Protocol):
    """Time in the reader's hands. Times are Unix seconds of the recording."""

    @property
    def start(self) -> float:
        """When the recording begins."""

    @property
    def end(self) -> float:
        """When it ends; played up to here, it holds."""

    @property
    def at(self) -> float:
        """The moment that is shown."""

    @property
    def speed(self) -> float:
        """Seconds of the recording that go by in one, while it plays."""

    @property
    def playing(self) -> bool:
        """Whether time goes by."""

    @property
    def incidents(self) -> Sequence[Incident]:
        """What went wrong, by time, as far as it is known."""

    @property
    def searched(self) -> bool:
        """Whether that is all there is: a large recording is searched while it plays."""

    @property
    def notes(self) -> Sequence[str]:
        """What is to be known of the recording, in sentences: that it breaks off, what in it is not understood."""

    @property
    def telling(self) -> Telling:
        """What the recording tells of its pods' past, by time, as far as it is searched."""

    @property
    def watched(self) -> Watched:
        """What of the pods' events can have been seen up to the moment that is shown."""

    moved: Callable[[], None]
    """Called on the loop when the moment has changed or `telling` has grown; the session's own. Must not block."""
    heard: Callable[[], None]
    """Called on the loop when anything of the above has changed; must not block."""
    jumped: Callable[[float], None]
    """Called when a jump begins, with where it leads to: what is delivered from now on did not happen."""
    landing: Callable[[], Awaitable[None]]
    """Awaited when all of a jump is delivered, before time goes on; cancelled where another jump begins."""

    def play(self) -> None:
        """Let time go by; at the end, from the start."""

    def hold(self) -> None:
        """Let it stand."""

    def set_speed(self, speed: float) -> None:
        """Above 0."""

    def go_to(self, moment: float) -> None:
        """Jump; what lies outside the recording is its start or its end."""

    def gap(self, resource: str) -> tuple[float, float | None] | None:
        """From when until when a kind was not recorded, if that moment is in it; None as an end: to the very end."""

    def recorded(self, resource: str) -> bool:
        """Whether the recording holds a kind at all."""

    async def run(self) -> None:
        """Play until cancelled; may be run again then."""

    async def close(self) -> None:
        """Nothing is played any more."""

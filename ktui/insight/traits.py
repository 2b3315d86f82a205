"""What an object may be that no column of kubectl's says, as a filter has it: `is:near-miss`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ktui.model.kinds import PODS

if TYPE_CHECKING:
    from ktui.model.kinds import Kind

IS = "is:"
"""Before a trait, in the line of a filter."""

NEAR_MISS = "near-miss"
FLAPPING = "flapping"
NO_LIVENESS = "no-liveness"


class Trait(NamedTuple):
    """One of them."""

    word: str
    does: str
    """What a filter by it shows, for the help page: in at most 19 cells, for two columns of it fit 80."""
    sentence: str
    """The same with room for all of it."""

    @property
    def filter(self) -> str:
        """A filter's line that lets only such objects through."""
        return IS + self.word


TRAITS: dict[str, tuple[Trait, ...]] = {
    PODS.name: (
        Trait(NEAR_MISS, "fails, yet no kill", "only near misses: failing, not killed yet"),
        Trait(FLAPPING, "ready on and off", "only pods that flap: ready and not, again"),
        Trait(NO_LIVENESS, "no liveness probe", "only pods without a liveness probe"),
    )
}
"""By `Kind.name`."""


def traits_of(kind: Kind) -> tuple[Trait, ...]:
    """What an object of a kind may be."""
    return TRAITS.get(kind.name, ())

"""How much of what was seen is kept, and for how long."""

from __future__ import annotations

from typing import NamedTuple


class Keeping(NamedTuple):
    """What the user wants kept; each default is what one gets without a configuration."""

    keep: bool = True
    """Whether anything is kept in a file, for when ktui is started again."""
    days: int = 14
    """For which something is kept there."""
    megabytes: int = 50
    """That the file has at most."""
    observations: int = 100_000
    """That are kept in memory, of all pods together: a failure, an end, a beginning each. Some 20 MB."""


USUAL = Keeping()
"""Without a configuration."""

NOTHING = Keeping(keep=False)
"""Nothing is read of what was seen before, and nothing is kept."""

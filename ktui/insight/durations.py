"""How long ago, in kubectl's words.

The rule is `HumanDuration` of k8s.io/apimachinery (pkg/util/duration), the same from Kubernetes 1.20 to 1.35: two
figures at most, and every figure cut off, none rounded.
"""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
YEAR = 365 * DAY
"""Seconds; kubectl's year has no leap days."""

LONGEST = 9223372036
"""Seconds in the server's longest duration (2**63 nanoseconds, 292 years): the age of all that is older."""

LONGEST_WAIT = 30.0
"""Seconds after which any age is looked at again."""


def human_duration(seconds: float) -> str:
    """`seconds` as kubectl writes them: `45s`, `5m33s`, `3h12m`, `2d4h`, `97d`, `3y12d`.

    Below zero, `0s` as long as clocks may differ that much (less than two seconds), then `<invalid>`.
    """
    whole = int(seconds)
    if whole < -1:
        return "<invalid>"
    if whole < 2 * MINUTE:
        return f"{max(whole, 0)}s"
    whole = min(whole, LONGEST)
    if whole < 10 * MINUTE:
        return _figures(whole, (MINUTE, "m"), (1, "s"))
    if whole < 3 * HOUR:
        return f"{whole // MINUTE}m"
    if whole < 8 * HOUR:
        return _figures(whole, (HOUR, "h"), (MINUTE, "m"))
    if whole < 2 * DAY:
        return f"{whole // HOUR}h"
    if whole < 8 * DAY:
        return _figures(whole, (DAY, "d"), (HOUR, "h"))
    if whole < 2 * YEAR:
        return f"{whole // DAY}d"
    if whole < 8 * YEAR:
        return _figures(whole, (YEAR, "y"), (DAY, "d"))
    return f"{whole // YEAR}y"


def age(moment: datetime | None, now: float) -> str:
    """How long `moment` is ago at `now` (Unix seconds); a time that is not there is `<unknown>`."""
    return "<unknown>" if moment is None else human_duration(now - moment.timestamp())


def until_older(texts: Iterable[str], shortest: float) -> float:
    """Seconds until an age that these texts tell is a tenth older than they say, from `shortest` to `LONGEST_WAIT`.

    An age is read for its size: whoever shows it anew as seldom as this is never further from the truth than that, and
    a screen full of ages costs a slow link next to nothing.
    """
    return max(shortest, min(youngest(texts) / 10, LONGEST_WAIT))


_UNITS = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "y": YEAR}
_DURATION = re.compile(r"(?<![\w.=-])(?:(\d+)([ydhm]))?(\d+)([smhdy])(?![\w.=-])")


def ticking(texts: Iterable[str], later: Iterable[str]) -> list[str]:
    """Those durations in texts that have another value in the same texts a moment `later`: ages, and not a period."""
    return [
        one[0]
        for text, after in zip(texts, later, strict=False)
        if text != after
        for one, other in zip(_DURATION.finditer(text), _DURATION.finditer(after), strict=False)
        if one[0] != other[0]
    ]


def youngest(texts: Iterable[str]) -> float:
    """The shortest duration (seconds) told in any of these texts, infinite where none is: 333 of `8 (5m33s ago)`."""
    return min(
        (
            int(large or 0) * _UNITS[large_unit or "s"] + int(small) * _UNITS[small_unit]
            for text in texts
            for large, large_unit, small, small_unit in _DURATION.findall(text)
        ),
        default=inf,
    )


def _figures(whole: int, large: tuple[int, str], small: tuple[int, str]) -> str:
    first, rest = divmod(whole, large[0])
    second = rest // small[0]
    return f"{first}{large[1]}{second}{small[1]}" if second else f"{first}{large[1]}"

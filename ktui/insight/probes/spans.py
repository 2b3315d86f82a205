"""Stretches of time: each from when until when (`FOREVER`: it goes on), in order and apart from one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Span = tuple[float, float]
"""From when until when, Unix seconds."""

FOREVER = float("inf")


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same times in order, those that touch as one; what has no length is none."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def without(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What is in the one and not in the other; both as `merged` gives them."""
    left: list[Span] = []
    position = 0
    for start, end in spans:
        while position < len(others) and others[position][1] <= start:
            position += 1
        following = position
        while start < end:
            if following == len(others) or others[following][0] >= end:
                left.append((start, end))
                break
            if others[following][0] > start:
                left.append((start, others[following][0]))
            start = others[following][1]
            following += 1
    return left


def within(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What is in both; both as `merged` gives them."""
    found: list[Span] = []
    position = 0
    for start, end in spans:
        while position < len(others) and others[position][1] <= start:
            position += 1
        following = position
        while following < len(others) and others[following][0] < end:
            found.append((max(start, others[following][0]), min(end, others[following][1])))
            following += 1
    return found

"""Labels that do not stay: something else sets them back, or to another value, soon after they were changed.

A cloud's controller, a kubelet, or whatever keeps nodes as a repository has them does so without a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.insight.durations import human_duration
from ktui.insight.text import visible
from ktui.insight.writes.labels import LABELS
from ktui.insight.writes.objects import value_at
from ktui.insight.writes.words import names_words, value_words
from ktui.model.kinds import NODES
from ktui.model.writes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ktui.model.objects import Node
    from ktui.model.writes import FieldChange, ObjectRef, Result

    Key = tuple[str, str]

MINUTE = 60.0
"""Seconds for which a label is looked after: what sets it back later has not noticed this change."""


@dataclass(slots=True)
class _Applied:
    ref: ObjectRef
    field: FieldChange
    at: float
    version: int | None
    """The node's version as the server answered; None: it cannot be compared."""
    seen: bool = False
    """Whether the watch has told of it."""


@dataclass(frozen=True, slots=True)
class Reverted:
    """One label of one node that has not stayed."""

    ref: ObjectRef
    field: FieldChange
    """What was done to it."""
    now: str | None
    """Its value now; None: it is not there."""
    after: float
    """Seconds after it was done."""


class AppliedLabels:
    """The labels that were changed in the last minute. Times are seconds of any clock that does not go back."""

    def __init__(self) -> None:
        self._applied: dict[tuple[str, str], _Applied] = {}

    def __bool__(self) -> bool:
        return bool(self._applied)

    def add(self, results: Iterable[Result], now: float) -> None:
        """Labels were changed; one that was changed before is looked after no longer for that."""
        for result in results:
            if result.outcome is not Outcome.APPLIED or result.write is None or result.ref.kind != NODES.name:
                continue
            version = _number(value_at(result.answer or {}, ("metadata", "resourceVersion")))
            for field in result.write.change.fields:
                if field.path[:-1] == LABELS:
                    ref = result.write.change.ref
                    self._applied[ref.name, field.path[-1]] = _Applied(ref, field, now, version)

    def look(self, nodes: Mapping[Key, Node], now: float) -> list[Reverted]:
        """Which of them have not stayed, of the nodes as they are known; each is told once."""
        found = []
        for identity, applied in list(self._applied.items()):
            node = nodes.get(("", identity[0]))
            if node is None or node.meta.uid != applied.ref.uid or now - applied.at > MINUTE:
                del self._applied[identity]
                continue
            value = (node.meta.labels or {}).get(identity[1])
            if value == applied.field.after:
                applied.seen = True
            elif applied.seen or _later(node, applied.version):
                del self._applied[identity]
                found.append(Reverted(applied.ref, applied.field, value, now - applied.at))
        return found


def _later(node: Node, version: int | None) -> bool:
    """Whether a node is a later one than the answer's: before, the watch has only not told of the change yet."""
    known = _number(node.meta.resource_version)
    return version is not None and known is not None and known > version


def _number(version: object) -> int | None:
    return int(version) if isinstance(version, str) and version.isascii() and version.isdecimal() else None


def reverted_words(reverted: Iterable[Reverted]) -> list[str]:
    """`disk of n1 is hdd again, 12s after it was set to ssd: something else there changes it`; one for each way."""
    ways: dict[tuple[str, str | None, str | None, str | None], list[Reverted]] = {}
    for each in reverted:
        ways.setdefault((each.field.path[-1], each.field.before, each.field.after, each.now), []).append(each)
    return [_sentence(each) for each in ways.values()]


def _sentence(same: list[Reverted]) -> str:
    field, value = same[0].field, same[0].now
    again = " again" if value == field.before else " now"
    so = f"is {value_words(value)}{again}" if value is not None else f"is gone{again}"
    done = "it was taken off" if field.after is None else f"it was set to {value_words(field.after)}"
    seconds = human_duration(max(max(each.after for each in same), 1.0))
    where = names_words([each.ref for each in same])
    return f"{visible(field.path[-1])} of {where} {so}, {seconds} after {done}: something else there changes it"

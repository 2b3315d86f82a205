"""What a label's word may become: the keys and values that the cluster's nodes have, the most frequent first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ktui.insight.writes.label_line import word_at
from ktui.insight.writes.labels import LabelChange, label_warnings
from ktui.model.labels import key_problem, value_problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


class KnownLabels:
    """The labels of many nodes: which keys there are, with which values, how often."""

    def __init__(self, labels: Iterable[Mapping[str, str] | None]) -> None:
        values: dict[str, Counter[str]] = {}
        for each in labels:
            for key, value in (each or {}).items():
                values.setdefault(key, Counter())[value] += 1
        # What a cluster may hold is not always what can be typed.
        self._values = {key: found for key, found in values.items() if not key_problem(key)}
        totals = {key: found.total() for key, found in self._values.items()}
        self.keys = sorted(totals, key=lambda key: (bool(label_warnings([LabelChange(key, "")])), -totals[key], key))
        """Those that are somebody's own after those that are anybody's, then by how many nodes have them."""

    def values(self, key: str) -> list[str]:
        """The values of a key, the most frequent first."""
        found = self._values.get(key, Counter())
        return sorted((value for value in found if not value_problem(value)), key=lambda value: (-found[value], value))


def completions(text: str, cursor: int, known: KnownLabels, held: Collection[str]) -> list[str]:
    """What the word under the cursor may become: `disk=`, `disk=ssd`, and `disk-` for the keys `held`.

    A key is found by its beginning, or by that of what is behind its prefix.
    """
    start, end = word_at(text, cursor)
    typed = text[start:cursor]
    key, sign, value = typed.partition("=")
    if sign:
        found = [f"{key}={each}" for each in known.values(key) if each and each.startswith(value)]
    else:
        taken = {word.partition("=")[0].removesuffix("-") for word in (text[:start] + text[end:]).split()}
        found = [
            word
            for each in known.keys
            if each not in taken and (each.startswith(typed) or each.rpartition("/")[2].startswith(typed))
            for word in (f"{each}=", *((f"{each}-",) if each in held else ()))
        ]
    return [word for word in found if word != text[start:end]]


def completed(text: str, cursor: int, candidate: str) -> tuple[str, int]:
    """The line with a candidate in the place of the word under the cursor, and where the cursor is then.

    Behind a word that is whole the next one may begin.
    """
    start, end = word_at(text, cursor)
    after = text[end:]
    blank = " " if not candidate.endswith("=") and not after else ""
    return text[:start] + candidate + blank + after, start + len(candidate) + len(blank)

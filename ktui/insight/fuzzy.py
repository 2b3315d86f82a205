"""Choices ranked by what was typed: letters in order, best where words begin and where they stand together.

A search is done in slices of counted steps, so that thousands of choices never hold up a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SLICE = 40_000
"""Steps of one slice, some 5 ms on a slow machine: a step is a letter of the text tried for a letter typed."""
LOOK = 40
"""Steps that a look at a choice is counted as, besides those of letters that are tried one by one."""
TYPED = 64
"""Letters of what was typed that count: more than any name has before it is the only one left."""
READ = 256
"""Letters of a choice in which they are looked for."""

EXACT, PREFIX, WORD, INSIDE, SCATTERED = 5, 4, 3, 2, 1
"""How a choice matches, the best first: it is what was typed, begins with it, has a word that does, contains it, or
has its letters in order."""

START, RUN = 4, 5
"""What a scattered letter is worth at a word's start, and right behind the one before: a run beats a new start."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    value: str
    """What choosing it gives."""
    text: str
    """What is shown and searched; visible text on one line."""
    note: str = ""
    """Said beside it, not searched."""
    words: tuple[str, ...] = ()
    """Other words for it: only what begins one of them finds it."""
    dim: bool = False
    """Whether there is a reason, in the note, not to choose it."""


@dataclass(frozen=True, slots=True)
class Match:
    """A choice that matches, and where."""

    choice: Choice
    positions: tuple[int, ...]
    """The letters of its text that match."""


class Search:
    """The choices that match what was typed, found slice by slice."""

    def __init__(self, typed: str, choices: Sequence[Choice], *, recent: Sequence[str] = ()) -> None:
        """`recent`: values that go first where nothing is typed or all else is equal, in this order."""
        self._typed = lowered(typed.strip()[:TYPED])
        self._choices = choices
        self._next = 0
        self._found: list[tuple[int, int, int, Match]] = []
        self._recent = {value: place for place, value in enumerate(recent)}
        self.steps = 0
        """Steps taken until now."""

    @property
    def done(self) -> bool:
        """Whether every choice was looked at."""
        return self._next >= len(self._choices)

    def advance(self, steps: int = SLICE) -> bool:
        """Take `steps` more, and what the choice under way needs; whether the search is done."""
        end = self.steps + steps
        unknown = len(self._recent)
        while self._next < len(self._choices) and self.steps < end:
            index, self._next = self._next, self._next + 1
            choice = self._choices[index]
            self.steps += LOOK
            found = self._look(choice)
            if found is not None:
                score, positions = found
                place = self._recent.get(choice.value, unknown)
                self._found.append((-score, place, index, Match(choice, positions)))
        return self.done

    def matches(self) -> list[Match]:
        """Those found until now, the best first; among equals the recent ones, then in the order of the choices."""
        return [match for *_, match in sorted(self._found, key=lambda found: found[:3])]

    def _look(self, choice: Choice) -> tuple[int, tuple[int, ...]] | None:
        typed = self._typed
        if not typed:
            return 0, ()
        text = lowered(choice.text[:READ])
        best = _contained(typed, text)
        for word in choice.words:
            word = lowered(word)
            if word.startswith(typed):
                tier = EXACT if word == typed else PREFIX
                if best is None or tier * _TIER > best[0]:
                    best = tier * _TIER, ()
        if best is None and _in_order(typed, text):
            self.steps += len(typed) * len(text)
            best = _scattered(typed, text)
        return best


_TIER = 1 << 16
"""Between two ways to match: more than all letters of the longest text can be worth."""


def lowered(text: str) -> str:
    """In lower case, letter for letter: positions stay true where a letter's lower case has two."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _starts_word(text: str, index: int) -> bool:
    return index == 0 or not text[index - 1].isalnum()


def _contained(typed: str, text: str) -> tuple[int, tuple[int, ...]] | None:
    """The score and the place of what was typed as a piece of the text, where a word begins if it can be."""
    at = text.find(typed)
    if at < 0:
        return None
    tier = EXACT if typed == text else PREFIX if at == 0 else INSIDE
    start = at
    while tier == INSIDE and start >= 0:
        if _starts_word(text, start):
            at, tier = start, WORD
        start = text.find(typed, start + 1)
    return tier * _TIER, tuple(range(at, at + len(typed)))


def _in_order(typed: str, text: str) -> bool:
    at = 0
    for letter in typed:
        at = text.find(letter, at) + 1
        if not at:
            return False
    return True


def _scattered(typed: str, text: str) -> tuple[int, tuple[int, ...]]:
    """The best of all ways to find the letters in order, by runs and starts of words; there is one."""
    size = len(text)
    best = [(0, -1)] * (size + 1)
    """For the letter before, by how much of the text may be used: the best worth, and the place it ends in."""
    ended = [-1] * size
    """What that letter is worth in each place; -1: it is not there."""
    parents: list[list[int]] = []
    """For each letter and place: where the letter before it is."""
    for letter in typed:
        here, parent, reached = [-1] * size, [-1] * size, [(-1, -1)] * (size + 1)
        for index in range(size):
            if text[index] == letter:
                worth, place = best[index]
                if worth >= 0 and _starts_word(text, index):
                    worth += START
                if index and ended[index - 1] >= 0 and ended[index - 1] + RUN > worth:
                    worth, place = ended[index - 1] + RUN, index - 1
                here[index], parent[index] = worth, place
            reached[index + 1] = (here[index], index) if here[index] > reached[index][0] else reached[index]
        parents.append(parent)
        best, ended = reached, here
    worth, place = best[size]
    places = []
    for parent in reversed(parents):
        places.append(place)
        place = parent[place]
    return SCATTERED * _TIER + worth, tuple(reversed(places))

"""The line in which labels are typed, word by word: what it says so far, and whether what is wrong may come right."""

from __future__ import annotations

from dataclasses import dataclass

from ktui.errors import UsageError
from ktui.insight.writes.labels import LabelChange, parse_labels

_GOES_ON = ("=", "a=", "a")
"""What stands for all that may be typed behind a word: nothing else can make a label of one that is none."""


@dataclass(frozen=True, slots=True)
class LabelLine:
    """What a line says."""

    changes: tuple[LabelChange, ...] = ()
    problem: str = ""
    """What is wrong with it whatever is typed behind it, in a sentence."""
    unfinished: str = ""
    """The word under the cursor, where it says nothing yet."""

    @property
    def whole(self) -> bool:
        """Whether it says something, and nothing is wrong or missing."""
        return bool(self.changes) and not self.problem and not self.unfinished


def read_line(text: str, cursor: int) -> LabelLine:
    """A line with the cursor behind so many characters; only the word under it may be unfinished."""
    start, end = word_at(text, cursor)
    others = [*text[:start].split(), *text[end:].split()]
    word = text[start:end]
    try:
        changes = parse_labels(others)
    except UsageError as error:
        return LabelLine(problem=str(error))
    if not word:
        return LabelLine(changes)
    try:
        return LabelLine(parse_labels([*text[:start].split(), word, *text[end:].split()]))
    except UsageError as error:
        if end == cursor and any(_is_fine([*others, word + more]) for more in _GOES_ON):
            return LabelLine(changes, unfinished=word)
        return LabelLine(changes, problem=str(error))


def word_at(text: str, cursor: int) -> tuple[int, int]:
    """Where the word under the cursor begins and ends; an empty one between blanks."""
    start = cursor
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    end = cursor
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _is_fine(words: list[str]) -> bool:
    try:
        parse_labels(words)
    except UsageError:
        return False
    return True

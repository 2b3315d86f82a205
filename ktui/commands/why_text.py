"""`ktui why` for people: sentences with their evidence, or a line for each restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.commands.times import rfc3339
from ktui.insight.page import PageLine, line
from ktui.insight.probes.told import moment_words
from ktui.insight.text import visible
from ktui.insight.why.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ktui.insight.why.verdict import Clue, Restart, Verdict

GOOD = frozenset({Cause.RUNNING, Cause.COMPLETED})
"""Causes that are no trouble."""

INDENT = "  "


def why_text(verdict: Verdict, at: float) -> list[PageLine]:
    """The verdict at a time (Unix seconds) in words; every text of the cluster's is made safe to show."""
    now = verdict.now
    page = [
        line(("now  ", "muted"), (now.cause.value, "good" if now.cause in GOOD else "bad")),
        line(INDENT, visible(now.sentence)),
        *_clues(now.clues, at),
    ]
    if not verdict.restarts:
        return [*page, line(), line(("No restart is told of.", "muted"))]
    for restart in verdict.restarts:
        page += [line(), _heading(restart, at), line(INDENT, visible(restart.sentence)), *_clues(restart.clues, at)]
        page += [line((f"{INDENT}missing: {visible(sentence)}", "muted")) for sentence in restart.missing]
    return page


def why_rows(verdict: Verdict, *, wide: bool) -> list[tuple[str, ...]]:
    """A row for each restart below the headers; `wide`: with what is missing."""
    rows: list[tuple[str, ...]] = [("AT", "CONTAINER", "CAUSE", "EXIT", "SENTENCE", *(["MISSING"] if wide else []))]
    for restart in verdict.restarts:
        row = (
            rfc3339(restart.at) or "-",
            restart.container,
            restart.cause.value,
            "-" if restart.exit_code is None else str(restart.exit_code),
            restart.sentence,
        )
        rows.append((*row, " ".join(restart.missing) or "-") if wide else row)
    return rows


def _heading(restart: Restart, at: float) -> PageLine:
    when = "at an unknown time" if restart.at is None else moment_words(restart.at, at)
    words = [restart.cause.value]
    if restart.exit_code is not None:
        words.append(f"exit {restart.exit_code}")
    if restart.count > 1:
        words.append(f"{restart.count} times")
    return line(
        (f"{when}  ", "muted"), (f"{visible(restart.container)}  ", "strong"), (", ".join(words), _tone(restart))
    )


def _tone(restart: Restart) -> str:
    return "good" if restart.cause in GOOD else "bad"


def _clues(clues: Sequence[Clue], at: float) -> Iterator[PageLine]:
    times = ["" if clue.at is None else moment_words(clue.at, at) for clue in clues]
    wide = max(map(len, times), default=0)
    for clue, time in zip(clues, times, strict=True):
        yield line((f"{INDENT}{time:{wide}}  {clue.source:7}  ", "muted"), visible(clue.text))

"""The page that says why a pod is as it is: the verdict and its chain of evidence, each restart, and what to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.describe.exits import SIGNALS
from ktui.insight.durations import human_duration
from ktui.insight.page import line
from ktui.insight.probes.told import moment_words
from ktui.insight.text import fit, visible, width_of
from ktui.insight.why.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.advice.advice import Advice
    from ktui.insight.page import PageLine
    from ktui.insight.why.verdict import Clue, Now, Restart, Verdict

FOLDED = 5
"""Restarts that are told in a line each until all are asked for: their rhythm shows in no more."""
INDENT = 2
"""Cells left of what belongs to a heading."""
SOURCES = 7
"""Cells for where a piece of evidence stands."""
NAME = 20
"""Cells that a container's name may take in a list."""

CAUSES = {
    Cause.LIVENESS_PROBE: "liveness probe",
    Cause.STARTUP_PROBE: "start-up probe",
    Cause.OOM_KILLED: "out of memory",
    Cause.EXIT: "ended by itself",
    Cause.SIGNAL: "a signal",
    Cause.START_ERROR: "could not start",
    Cause.IMAGE: "its image",
    Cause.CONFIG: "its configuration",
    Cause.EVICTED: "evicted",
    Cause.PREEMPTED: "preempted",
    Cause.NODE_LOST: "its node was lost",
    Cause.DELETED: "deleted",
    Cause.UNSCHEDULABLE: "no node fits",
    Cause.GATED: "held back by a gate",
    Cause.VOLUME: "a volume",
    Cause.INIT: "an init container",
    Cause.READINESS: "readiness probe",
    Cause.COMPLETED: "completed",
    Cause.RUNNING: "running",
    Cause.UNKNOWN: "not told",
}
"""Each cause in as few words as a list has room for."""

_WELL = frozenset((Cause.RUNNING, Cause.COMPLETED))
_ON_THE_WAY = frozenset((Cause.GATED, Cause.INIT, Cause.DELETED, Cause.UNKNOWN))


def why_page(
    verdict: Verdict,
    advice: Sequence[Advice],
    now: float,
    *,
    unfolded: bool = False,
    fold_key: str = "F",
    notes: Sequence[str] = (),
) -> list[PageLine]:
    """The page at `now` (Unix seconds, by the cluster's clock).

    `unfolded`: every restart with its evidence; else `fold_key` is named as what shows them. `notes`: what keeps
    anything from being known, in sentences that are fit to be shown.
    """
    newest = verdict.restarts[0] if verdict.restarts else None
    present = newest is not None and _same(verdict.now, newest)
    page = [line((note, "bad")) for note in notes]
    page.append(line((visible(verdict.now.sentence), _tone(verdict.now.cause) or "strong")))
    page += _clue_lines(verdict.now.clues, now, INDENT)
    if present and newest is not None:
        page += _missing_lines(newest, now)
    page += _restarts(verdict.restarts, now, unfolded=unfolded, fold_key=fold_key, told=present)
    return page + _advice(advice)


def _same(present: Now, newest: Restart) -> bool:
    """Whether the verdict on the present state is about the newest end, and tells all there is to tell of it."""
    return (present.cause, present.container) == (newest.cause, newest.container) and newest.at in {
        clue.at for clue in present.clues
    }


def _tone(cause: Cause) -> str:
    if cause in _WELL:
        return "good"
    return "busy" if cause in _ON_THE_WAY else "bad"


# -- evidence


def _clue_lines(clues: Sequence[Clue], now: float, indent: int) -> list[PageLine]:
    """A line for each piece of evidence: when, where it stands, what it says; what has no time comes first."""
    if not clues:
        return []
    times = [moment_words(clue.at, now) if clue.at is not None else "" for clue in clues]
    widest = max(map(len, times))
    lines = []
    for clue, at in zip(clues, times, strict=True):
        head = f"{' ' * indent}{at:<{widest}}{'  ' if widest else ''}"
        hang = len(head) + SOURCES + 1
        first, *others = visible_lines(clue.text)
        lines.append(line((head, "muted"), (f"{clue.source:<{SOURCES}} ", "muted"), first, hang=hang))
        lines += [line(" " * hang + other, hang=hang) for other in others]
    return lines


def visible_lines(text: str) -> list[str]:
    """A text's lines, fit to be shown; at least one."""
    return [visible(part) for part in text.strip().split("\n")]


def _missing_lines(restart: Restart, now: float) -> list[PageLine]:
    indent = " " * INDENT
    return [line((f"{indent}not known: {visible(each)}", "muted"), hang=INDENT + 2) for each in restart.missing]


# -- restarts


def _restarts(restarts: Sequence[Restart], now: float, *, unfolded: bool, fold_key: str, told: bool) -> list[PageLine]:
    """Each that is still told of, the newest first; `told`: the verdict itself tells the newest in full."""
    if not restarts:
        return []
    total = sum(restart.count for restart in restarts)
    shown = restarts if unfolded else restarts[:FOLDED]
    more = f"{fold_key} shows {'less' if unfolded else 'each with its evidence'}"
    page = [line(), line(("Ends and restarts", "strong"), (f"  {total:,} known, the newest first; {more}", "muted"))]
    several = len({restart.container for restart in restarts}) > 1
    ages = [_age(restart, now) for restart in shown]
    widths = (
        max((len(_when(restart, now)) for restart in shown), default=0),
        max(map(len, ages), default=0),
        min(max(width_of(visible(restart.container)) for restart in shown), NAME) if several else 0,
        max(len(CAUSES[restart.cause]) for restart in shown),
    )
    for number, (restart, age) in enumerate(zip(shown, ages, strict=True)):
        page.append(_head(restart, now, age, widths))
        if unfolded or (number == 0 and not told):
            page.append(line(" " * 2 * INDENT, visible(restart.sentence), hang=2 * INDENT))
            page += _clue_lines(restart.clues, now, 2 * INDENT)
            page += [line("  ", *each.spans, hang=2 * INDENT) for each in _missing_lines(restart, now)]
    if (left := sum(restart.count for restart in restarts[len(shown) :])) > 0:
        page.append(line((f"{' ' * INDENT}and {left:,} before", "muted")))
    return page


def _head(restart: Restart, now: float, age: str, widths: tuple[int, int, int, int]) -> PageLine:
    when, old, name, cause = widths
    spans = [(f"{' ' * INDENT}{_when(restart, now):<{when}}  ", ""), (f"{age:>{old}}  ", "muted")]
    if name:
        spans.append((fit(visible(restart.container), name) + "  ", "strong"))
    spans.append((f"{CAUSES[restart.cause]:<{cause}}  ", _tone(restart.cause)))
    spans.append((_outcome(restart), ""))
    return line(*spans, hang=2 * INDENT)


def _when(restart: Restart, now: float) -> str:
    return "not told" if restart.at is None else moment_words(restart.at, now)


def _age(restart: Restart, now: float) -> str:
    return "" if restart.at is None else f"{human_duration(max(now - restart.at, 0.0))} ago"


def _outcome(restart: Restart) -> str:
    """`exit 137 SIGKILL`, and what is particular about it."""
    words = []
    if restart.count > 1:
        words.append(f"{restart.count:,} times, no exit told")
    elif restart.exit_code is None:
        words.append("exit not told")
    else:
        words.append(f"exit {restart.exit_code}")
    if restart.signal is not None:
        words[-1] += f" {SIGNALS.get(restart.signal, f'signal {restart.signal}')}"
    if not restart.replaced:
        words.append("not replaced")
    return ", ".join(words)


# -- advice


def _advice(advice: Sequence[Advice]) -> list[PageLine]:
    """What to write otherwise: the rule and the field, the reason, and what to write instead."""
    if not advice:
        return []
    page = [line(), line(("Advice", "strong"), (f"  {len(advice)} on how it is written", "muted"))]
    for each in advice:
        page.append(line("  ", (visible(each.rule), "busy"), (f"  {visible(each.field)}", "muted"), hang=2 * INDENT))
        page += [line(" " * 2 * INDENT, text, hang=2 * INDENT) for text in visible_lines(each.reason)]
        for number, text in enumerate(each.instead.strip("\n").split("\n")):
            head = "    instead: " if not number else " " * 13
            page.append(line((head, "muted"), (visible(text), "key"), hang=6))
    return page

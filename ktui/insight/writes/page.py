"""What a user sees of a change before it is made, while it is made, and where not all of it was: a page of lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.insight.page import line
from ktui.insight.text import fit, visible
from ktui.insight.writes.words import (
    counted,
    done_words,
    kind_of_ref,
    made_by,
    names_words,
    objects_words,
    value_words,
)
from ktui.model.verbs import VERBS
from ktui.model.writes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ktui.insight.page import PageLine, Span
    from ktui.model.writes import Done, ObjectRef, Plan, Result, Write

ASIDE = 10
"""Cells of the words on the left, which say what a line is about."""
LISTED = 12
"""So many objects that go, or differences of two objects, have a line each; of more, the rest is counted."""
OF_ONE = frozenset(
    f"metadata.{field}"
    for field in ("name", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink")
) | {"status"}
"""Fields that no two objects have in common."""
LONGEST = 600
"""Characters of the command that would do the same: of more, its beginning shows what it is."""
COMMANDS = 4
"""So many commands have a line each."""
_VALUE = 60
"""Cells of a value in a difference: whole pod templates may be in one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a change is."""

    waiting: str = ""
    """What is waited for while there is no plan, `reads DaemonSet web/agent and what it owns`."""
    problem: str = ""
    """Why there is no plan, or why nothing was sent, in a sentence."""
    plan: Plan | None = None
    command: str = ""
    """The kubectl command that would do the same."""
    changes: Sequence[PageLine] | None = None
    """What it changes, where whoever asked for it tells that in another way."""
    more: Sequence[PageLine] = ()
    """What else the plan means, told by whoever asked for it."""
    answers: tuple[Result, ...] | None = None
    """The server's dry run, one for each of the plan's items; None: it has not answered."""
    unasked: bool = False
    """Whether the server is not asked yet: the plan is made of what is known without it."""
    results: tuple[Result, ...] = ()
    """Of those that have ended, in the order in which they did."""
    applying: bool = False
    stopping: bool = False
    """Whether no more is sent."""
    done: Done | None = None
    """How it all ended."""

    @property
    def ready(self) -> bool:
        """Whether there is something to send, and it has not been sent."""
        return self.plan is not None and bool(self.plan.writes) and not self.under_way

    @property
    def final(self) -> bool:
        """Whether nothing more comes by itself."""
        if self.problem or self.done is not None:
            return True
        return self.plan is not None and not self.applying and (self.answers is not None or not self.plan.writes)

    @property
    def under_way(self) -> bool:
        """Whether it is being sent, or has been."""
        return self.applying or self.done is not None


def change_page(now: Standing) -> list[PageLine]:
    """The page of a change."""
    if now.problem:
        return [line((visible(now.problem), "bad"))]
    if now.plan is None:
        return [line((f"{visible(now.waiting)} …", "muted"))]
    if now.done is not None:
        return [*_ended(now.plan, now.done)]
    if now.applying:
        return [*_under_way(now.plan, now)]
    return [*_planned(now.plan, now)]


def go_words(now: Standing) -> str:
    """What going on means; empty: nothing."""
    if now.done is not None:
        return "go to it" if made_by(now.done.results) is not None else ""
    if now.plan is None or not now.ready:
        return ""
    verb = now.plan.verb if now.plan.undoes is None else "undo it"
    refused = now.answers is not None and all(answer.outcome is not Outcome.PREVIEWED for answer in now.answers)
    return f"{verb} all the same" if refused else verb


def leave_words(now: Standing) -> str:
    """What going back means."""
    if now.applying:
        return "" if now.stopping else "stop"
    return "leave it" if now.ready else "back"


# -- before


def _planned(plan: Plan, now: Standing) -> Iterator[PageLine]:
    writes = plan.writes
    yield from _aside("changes", _changed(writes)) if now.changes is None else now.changes
    yield from _aside("makes", _made(plan))
    yield from _aside("unlike it", _differences(writes))
    yield from _aside("deletes", _deleted(writes))
    yield from _refusals("refused", [item.result for item in plan.items if item.result is not None])
    yield from now.more
    yield from _aside("note", ((f"{sentence}", "busy") for sentence in map(visible, plan.warnings)))
    if writes:
        yield from _aside("server", [("asked when you pause", "muted")]) if now.unasked else _dry_run(now.answers)
    if command := now.command or plan.kubectl:
        yield from _aside("same as", _commands(command))


def _changed(writes: Sequence[Write]) -> Iterator[Span]:
    """`disk: (none) → ssd on 480 Nodes (n000, n001, n002 …)`, the commonest first."""
    groups: dict[str, dict[str, list[ObjectRef]]] = {}
    for write in writes:
        for field in write.change.fields:
            way = f"{value_words(field.before)} → {value_words(field.after)}"
            groups.setdefault(visible(field.path[-1]), {}).setdefault(way, []).append(write.change.ref)
    for name, ways in groups.items():
        for way, refs in sorted(ways.items(), key=lambda item: -len(item[1])):
            where = f" on {names_words(refs)}" if len(writes) > 1 else ""
            yield f"{name}: {way}{where}", "strong"


def _made(plan: Plan) -> Iterator[Span]:
    made = [(item.ref, item.write.change.ref) for item in plan.items if item.write and _makes(item.write)]
    for origin, ref in made[:LISTED]:
        yield f"{objects_words([ref])}, from {objects_words([origin])}", "strong"
    if len(made) > LISTED:
        yield f"and {counted(len(made) - LISTED, kind_of_ref(made[0][1]))} more", ""


def _makes(write: Write) -> bool:
    return VERBS[write.change.verb].makes is not None


def _differences(writes: Sequence[Write]) -> Iterator[Span]:
    """In what one object that is made differs from what it is made after; of several it would be too much."""
    if len(writes) != 1:
        return
    differences = [each for each in writes[0].differences if each.field not in OF_ONE]
    for each in differences[:LISTED]:
        yield f"{visible(each.field)}: {_short(each.before)} → {_short(each.after)}", ""
    if len(differences) > LISTED:
        yield f"and {len(differences) - LISTED:,} fields more", "muted"
    if len(writes[0].differences) > len(differences):
        yield "and its name, uid, times and status, which are each object's own", "muted"


def _short(text: str | None) -> str:
    shown = value_words(text)
    return shown if len(shown) <= _VALUE else fit(shown, _VALUE)


def _deleted(writes: Sequence[Write]) -> Iterator[Span]:
    """What goes, with what goes with it; those with which something goes come first."""
    going = sorted((write for write in writes if write.change.verb == "delete"), key=lambda write: not write.goes)
    for write in going[:LISTED]:
        with_it = f", and with it {visible(write.goes)}" if write.goes else ""
        yield f"{objects_words([write.change.ref])}{with_it}", "strong"
    if len(going) > LISTED:
        owning = sum(bool(write.goes) for write in going[LISTED:])
        theirs = f", {owning:,} of them with what they own" if owning else ""
        yield f"and {counted(len(going) - LISTED, kind_of_ref(going[0].change.ref))} more{theirs}", "strong"


def _dry_run(answers: tuple[Result, ...] | None) -> Iterator[PageLine]:
    if answers is None:
        yield from _aside("server", [("asked for a dry run …", "muted")])
        return
    asked = [answer for answer in answers if answer.write is not None]
    taken = sum(answer.outcome is Outcome.PREVIEWED for answer in asked)
    if taken == len(asked):
        yield from _aside("server", [("dry run accepted", "good")])
        return
    if taken:
        yield from _aside("server", [(f"dry run: {taken:,} accepted, {len(asked) - taken:,} not", "busy")])
    yield from _refusals("" if taken else "server", asked, accepted=Outcome.PREVIEWED)


def _commands(command: str) -> Iterator[Span]:
    lines = visible_lines(command)
    for each in lines[:COMMANDS]:
        yield (each if len(each) <= LONGEST else f"{each[:LONGEST]}…"), ""
    if len(lines) > COMMANDS:
        yield f"and {len(lines) - COMMANDS:,} more such commands", "muted"


def visible_lines(text: str) -> list[str]:
    """The lines of a text, each safe to show."""
    return [visible(each) for each in text.split("\n")]


# -- while it is made, and after


def _under_way(plan: Plan, now: Standing) -> Iterator[PageLine]:
    yield line((f"{len(now.results):,} of {len(plan.items):,}", "strong"))
    if now.answers is None and plan.writes:
        yield line(("The dry run was not answered: it was sent without.", "muted"))
    if now.stopping:
        yield line(("Stopping: what is under way is waited for, no more is sent.", "busy"))
    yield from _refusals("not done", now.results)


def _ended(plan: Plan, done: Done) -> Iterator[PageLine]:
    if all(result.outcome in (Outcome.APPLIED, Outcome.UNCHANGED) for result in done.results):
        follows = ": enter follows it" if made_by(done.results) is not None else ""
        yield line((f"{done_words(plan, done.results)}{follows}", "strong"))
    else:
        applied = sum(result.outcome is Outcome.APPLIED for result in done.results)
        of = len(done.results)
        yield line((f"{applied:,} of {of:,} done." if of > 1 else "Not done.", "strong"))
        yield from _refusals("not done", done.results)
    if done.unrecorded:
        yield from _aside("note", [(visible(done.unrecorded), "busy")])


def _refusals(word: str, results: Iterable[Result], *, accepted: Outcome = Outcome.APPLIED) -> Iterator[PageLine]:
    """What was not done, a sentence for each reason, and how many are so already."""
    results = list(results)
    same = [result.ref for result in results if result.outcome is Outcome.UNCHANGED]
    reasons: dict[str, list[ObjectRef]] = {}
    for result in results:
        if result.outcome not in (Outcome.UNCHANGED, accepted):
            reasons.setdefault(visible(result.message), []).append(result.ref)
    yield from _aside(word, ((_reason(message, refs), "bad") for message, refs in reasons.items()))
    if same:
        yield from _aside("as it is", [(f"{names_words(same)}: so already", "muted")])


def _reason(message: str, refs: Sequence[ObjectRef]) -> str:
    """A sentence, and whom it is about where it does not say so itself."""
    told = len(refs) == 1 and visible(refs[0].name) in message
    return message if told else f"{names_words(refs)}: {message}"


def _aside(word: str, spans: Iterable[Span]) -> Iterator[PageLine]:
    """Lines about one thing, which stands on their left once."""
    for text, tone in spans:
        yield line((f"{word:<{ASIDE}}", "muted"), (text, tone), hang=ASIDE)
        word = ""

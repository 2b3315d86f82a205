"""What the commands that change a cluster have in common: how they reach it, what they say, how they end."""

from __future__ import annotations

import random
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ktui.errors import KtuiError
from ktui.insight.relations import kind_word
from ktui.insight.text import visible
from ktui.kube.clock import SystemClock
from ktui.kube.connect import connect
from ktui.model.kinds import KINDS
from ktui.model.verbs import VERBS, group_of
from ktui.model.writes import Outcome
from ktui.session.writing import Writing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ktui.cli import Where
    from ktui.kube.connect import Connection
    from ktui.model.writes import ObjectRef, Plan, Result

GOOD = (Outcome.APPLIED, Outcome.UNCHANGED, Outcome.PREVIEWED)

_KINDS = {kind.name: kind for kind in KINDS}


@asynccontextmanager
async def writing_at(where: Where) -> AsyncIterator[tuple[Connection, Writing]]:
    """A cluster and whatever is changed there; raises `KtuiError`."""
    connection = await connect(where)
    writing = Writing(
        connection.transport,
        context=connection.access.context,
        clock=SystemClock(),
        rand=random.random,
        gzip=connection.gzip,
        kubectl=_told(where),
    )
    try:
        yield connection, writing
    finally:
        await writing.close()
        await connection.transport.close()


def _told(where: Where) -> list[str]:
    """What kubectl has to be told that the environment does not tell it."""
    options = {"--kubeconfig": where.kubeconfig, "--context": where.context}
    return [f"{option}={value}" for option, value in options.items() if value]


async def tell_open_ends(writing: Writing) -> None:
    """Say how changes ended whose answer an earlier ktui has not seen; what cannot be found out now waits."""
    try:
        for sentence in await writing.settle():
            complain(sentence)
    except KtuiError:
        pass


async def carry_out(writing: Writing, plan: Plan, *, dry_run: bool) -> tuple[Result, ...]:
    """Apply a plan or ask the server whether it would; what is wrong is said. Raises `KtuiError`."""
    if sys.stderr.isatty():
        for warning in plan.warnings:
            complain(warning)
    if dry_run:
        results = await writing.preview(plan)
    else:
        progress = _Progress(len(plan.items))
        done = await writing.apply(plan, progress)
        progress.end()
        results = done.results
        if done.unrecorded:
            complain(done.unrecorded)
    for sentence in dict.fromkeys(result.message for result in results if result.outcome not in GOOD):
        complain(sentence)
    return results


def exit_code(results: Sequence[Result]) -> int:
    """0; what all of them failed by; 1 where that differs, or some did not fail."""
    bad = [result for result in results if result.outcome not in GOOD]
    codes = {
        1 if result.outcome is Outcome.UNKNOWN or result.error is None else result.error.exit_code for result in bad
    }
    if not bad:
        return 0
    return codes.pop() if len(codes) == 1 and len(bad) == len(results) else 1


def object_item(ref: ObjectRef) -> dict[str, Any]:
    """An object, in JSON."""
    return {
        "kind": kind_word(_KINDS[ref.kind]),
        "namespace": ref.namespace or None,
        "name": ref.name,
        "uid": ref.uid or None,
    }


def result_line(result: Result, verb: str) -> str:
    """As kubectl has it: `node/n1 cordoned`, `cronjob.batch/backup already suspended`."""
    kind = _KINDS[result.ref.kind]
    group = group_of(kind)
    name = f"{kind.singular}{f'.{group}' if group else ''}/{result.ref.name}"
    done = VERBS[verb].done
    if result.outcome is Outcome.UNCHANGED:
        return f"{name} not labeled" if verb == "label" else f"{name} already {done}"
    goes = f", and with it {result.write.goes}" if result.write is not None and result.write.goes else ""
    return f"{name} {done}{goes}{' (server dry run)' if result.outcome is Outcome.PREVIEWED else ''}"


def lines_of(results: Sequence[Result], verb: str) -> str:
    """A line for each that did not fail: those that did are told as errors."""
    return "".join(
        f"{visible(result_line(result, result.write.change.verb if result.write is not None else verb))}\n"
        for result in results
        if result.outcome in GOOD
    )


def complain(sentence: str) -> None:
    """One line on stderr."""
    print(f"ktui: {visible(sentence)}", file=sys.stderr)


class _Progress:
    """How far it is, on a terminal's stderr, where there are several."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._shown = total > 1 and sys.stderr.isatty()

    def __call__(self, _: Result) -> None:
        self._done += 1
        if self._shown:
            sys.stderr.write(f"\r{self._done} of {self._total}")
            sys.stderr.flush()

    def end(self) -> None:
        """Wipe it out."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

"""`ktui advice`: what to write otherwise, in a pod or in all of the scope."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ktui.commands.advice_text import advice_rows, advice_text
from ktui.commands.output import columns, document, write
from ktui.commands.painting import coloured, painted
from ktui.commands.pod_documents import advice_document
from ktui.commands.pod_facts import facts_of
from ktui.commands.recorded import recording_then, warn
from ktui.insight.advice.rules import advice_on
from ktui.insight.evidence import Evidence
from ktui.insight.text import visible
from ktui.kube.connect import connect
from ktui.kube.reads import read_all
from ktui.model.kinds import PODS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.cli_pods import PodCommand
    from ktui.insight.advice.advice import Advice
    from ktui.model.objects import Pod

    Advised = list[tuple[Pod, Sequence[Advice]]]


async def run_advice(command: PodCommand) -> int:
    """Run it; returns the exit code, raises `KtuiError`. With a recording, nothing but the file is consulted."""
    if command.name is not None:
        facts = await facts_of(command)
        _tell(command, [(facts.pod, advice_on(facts.pod, facts.evidence))], facts.pod.meta.namespace)
        return 0
    advised, unreadable, namespace = await (_then(command) if command.where.recording is not None else _now(command))
    _tell(command, advised, namespace)
    if unreadable:
        warn(f"{unreadable} of the pods cannot be read")
    return 1 if unreadable else 0


async def _then(command: PodCommand) -> tuple[Advised, int, str | None]:
    """All pods of a recording's scope, how many more cannot be read, and the scope (None: all namespaces)."""
    then = recording_then(command.where)
    pods, unreadable = then.objects(PODS)
    return [(pod, advice_on(pod, then.evidence(pod.meta.uid))) for pod in pods], unreadable, then.namespace


async def _now(command: PodCommand) -> tuple[Advised, int, str | None]:
    """The same of a cluster: by what each pod tells of itself."""
    connection = await connect(command.where)
    try:
        found = await read_all(connection.transport, PODS, connection.namespace, gzip=connection.gzip)
    finally:
        await connection.transport.close()
    advised: Advised = []
    for pod in found.objects:
        evidence = Evidence(pod.meta.uid)
        evidence.note_pod(pod)
        advised.append((pod, advice_on(pod, evidence)))
    return advised, found.unreadable, connection.namespace


def _tell(command: PodCommand, found: Advised, namespace: str | None) -> None:
    if command.output in ("json", "yaml"):
        write(document(advice_document(found), command.output))
    elif not any(advice for _, advice in found):
        where = "" if namespace is None else f" in {namespace} namespace"
        nothing = f"No advice on {command.name or f'the {len(found)} pods{where}'}."
        print(visible(nothing if found else f"No resources found{where}."), file=sys.stderr)
    elif command.output == "text":
        write(painted(advice_text(found), colour=coloured()))
    else:
        rows = advice_rows(found, wide=command.output == "wide", namespaces=namespace is None)
        write("".join(f"{each}\n" for each in columns(rows, [])))

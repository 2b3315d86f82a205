"""`ktui trigger` and `ktui rerun`: a Job now, waited for where that is asked."""

from __future__ import annotations

import asyncio
import random
import sys
from typing import TYPE_CHECKING, Any

from ktui.commands.output import document, write
from ktui.commands.writing import carry_out, complain, exit_code, tell_open_ends, writing_at
from ktui.errors import KtuiError
from ktui.insight.log_lines import shown
from ktui.kube.clock import SystemClock
from ktui.model.kinds import JOBS, PODS
from ktui.model.writes import Outcome
from ktui.session.job_run import JobRun
from ktui.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ktui.cli_writes import MakeJobCommand
    from ktui.kube.connect import Connection
    from ktui.session.writing import Writing


async def run_make_job(command: MakeJobCommand) -> int:
    """Run it; returns the exit code, raises `KtuiError`."""
    async with writing_at(command.where) as (connection, writing):
        if not command.dry_run:
            writing.require_writing()
            await tell_open_ends(writing)
        return await _run(command, connection, writing)


async def _run(command: MakeJobCommand, connection: Connection, writing: Writing) -> int:
    planner = writing.planner
    keys = [(connection.namespace or "", command.origin)]
    plan = await (planner.trigger if command.verb == "trigger" else planner.rerun)(keys, name=command.name)
    item = plan.items[0]
    if item.write is None:
        assert item.result is not None
        raise item.result.error or KtuiError(item.result.message)
    as_document = command.output in ("json", "yaml")
    if command.dry_run:
        body = item.write.request.body
        name = body["metadata"]["name"]
        write(document(body, command.output) if as_document else f"job.batch/{name} created (dry run)\n")
        return 0
    results = await carry_out(writing, plan, dry_run=False)
    (result,) = results
    if result.outcome is not Outcome.APPLIED or result.answer is None:
        return exit_code(results)
    job = result.answer
    if not as_document:
        write(f"job.batch/{job['metadata']['name']} created\n")
    failed = ""
    if command.wait:
        failed, job = await _until_ended(command, connection, job)
    if as_document:
        write(document(dict(job), command.output))
    if failed:
        complain(failed)
    return 1 if failed else 0


async def _until_ended(
    command: MakeJobCommand, connection: Connection, job: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]]:
    """Why it did not come to a good end, in a sentence (empty: it did), and the Job as it is then."""
    meta = job["metadata"]
    run = JobRun(meta["namespace"], meta["name"], meta["uid"], _printer(command) if command.logs else None)
    session = Session(
        context=connection.access.context,
        transport=connection.transport,
        namespaces=(meta["namespace"],),
        listener=run,
        clock=SystemClock(),
        rand=random.random,
        kinds=(JOBS, PODS) if command.logs else (JOBS,),
        gzip=connection.gzip,
        keep_open=True,
    )
    name = f"job {meta['namespace']}/{meta['name']}"
    try:
        async with asyncio.timeout(command.timeout):
            ended = await run.ended(session)
    except TimeoutError:
        return f"{name} has not ended within {command.timeout:g} s: it goes on", await _as_it_is(session, job)
    return ("" if ended.complete else f"{name}: {ended.sentence}"), await _as_it_is(session, job)


async def _as_it_is(session: Session, job: Mapping[str, Any]) -> Mapping[str, Any]:
    """The Job as the server has it now, or as it was last seen."""
    meta = job["metadata"]
    try:
        found = await session.read(JOBS, (meta["namespace"], meta["name"]))
    except KtuiError:
        return job
    return found if found["metadata"].get("uid") == meta["uid"] else job


def _printer(command: MakeJobCommand) -> Callable[[str, str], None]:
    """Where a log's lines go: to stdout, or to stderr where that is for the one document; safe on a terminal."""
    stream = sys.stderr if command.output in ("json", "yaml") else sys.stdout
    safe = stream.isatty()
    pods: list[str] = []

    def line(pod: str, text: str) -> None:
        if pod not in pods:
            pods.append(pod)
        prefix = f"[{pod}] " if len(pods) > 1 else ""
        stream.write(f"{prefix}{shown(text) if safe else text}\n")
        stream.flush()

    return line

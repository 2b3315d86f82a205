"""The pages about a pod's past and what it means, kept as they should be until cancelled.

Nothing is read for them: the feed has the pod, the session's memory its past, and all of the pod's own events are
watched for as long as one looks.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ktui.insight.durations import LONGEST_WAIT
from ktui.insight.page import line
from ktui.insight.probes.chart import chart_window
from ktui.insight.probes.page import probes_page
from ktui.insight.probes.standing import Standing, asked_of, events_notes, times_of
from ktui.insight.probes.timeline import timeline
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.page import PageLine
    from ktui.model.objects import Pod
    from ktui.session.object_events import ObjectEvents
    from ktui.session.subject import Subject

    Show = Callable[[Sequence[PageLine]], None]
    Draw = Callable[[Subject, Pod, ObjectEvents], tuple[list[PageLine], float]]
    """What a page says of a pod now, and in how many of the cluster's seconds it says something else at the latest."""

AT_LEAST = 1.0
"""Seconds between two looks at what ticks on a page."""


async def show_probes(subject: Subject, show: Show) -> None:
    """The timeline of a pod's probes, live: new evidence within a frame, the axis as time goes by."""
    await _keep(subject, show, _probes)


def _probes(subject: Subject, pod: Pod, events: ObjectEvents) -> tuple[list[PageLine], float]:
    session, now = subject.session, subject.session.now()
    evidence = session.memory.look(pod)
    watched = session.memory.watched_in(pod.meta.namespace)
    lanes = timeline(pod, evidence, watched, now, session.version or NEWEST)
    gone = evidence.gone.at if evidence.gone is not None else None
    standing = Standing(times_of(pod, now, gone), asked_of(pod), notes=events_notes(events.groups[0].link))
    subject.timeline, subject.since = lanes, standing.times.since
    shown = chart_window(lanes, subject.view, now)
    return probes_page(lanes, subject.view, now, standing), shown.begins(shown.cell(now) + 1) - now


async def _keep(subject: Subject, show: Show, draw: Draw) -> None:
    """Show what is drawn of the pod, and again whenever it or its events change; of one that is gone, the last."""
    pod: Pod | None = subject.obj
    if pod is None:
        show(_note("It is gone."))
        return
    while True:
        pod = await _keep_one(subject, pod, show, draw)


async def _keep_one(subject: Subject, pod: Pod, show: Show, draw: Draw) -> Pod:
    """The same of one pod, until another of its name takes its place: that one."""
    session = subject.session
    events = session.events_of(subject.kind, pod, subject.touch)
    keeping = asyncio.create_task(events.run())
    keeping.add_done_callback(lambda _: subject.touch())
    try:
        while True:
            latest: Pod | None = subject.obj
            if latest is not None and latest.meta.uid != pod.meta.uid:
                return latest
            pod = latest or pod
            session.memory.note_events(pod.meta.uid, events.groups[0].events)
            page, lasts = draw(subject, pod, events)
            show(page if latest is not None else [*_note("It is gone; this is what was known last."), *page])
            await subject.touched(within=max(AT_LEAST, min(session.lasting(lasts), LONGEST_WAIT)))
            if keeping.done():
                await keeping
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


def _note(sentence: str) -> tuple[PageLine, ...]:
    return (line((sentence, "bad")), line())

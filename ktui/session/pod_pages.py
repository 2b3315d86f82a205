"""The pages about a pod's past and what it means, kept as they should be until cancelled.

Nothing is read for them: the feed has the pod, the session's memory its past, and all of the pod's own events are
watched for as long as one looks.
"""

from __future__ import annotations

import asyncio
import re
from math import inf
from typing import TYPE_CHECKING

from ktui.insight.advice.rules import advice_on
from ktui.insight.durations import LONGEST_WAIT, ticking, youngest
from ktui.insight.evidence import seen_in_event
from ktui.insight.page import line
from ktui.insight.probes.chart import chart_window
from ktui.insight.probes.page import probes_page
from ktui.insight.probes.standing import events_notes, standing_of
from ktui.insight.probes.timeline import timeline
from ktui.insight.why.judging import verdict
from ktui.insight.why.page import why_page
from ktui.insight.why.verdict import Around
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.page import PageLine
    from ktui.insight.probes.lane import Timeline
    from ktui.model.objects import Pod
    from ktui.session.object_events import ObjectEvents
    from ktui.session.session import Session
    from ktui.session.subject import Subject

    Show = Callable[[Sequence[PageLine]], None]
    Draw = Callable[[Subject, Pod, ObjectEvents, float], list[PageLine]]
    """What a page says of a pod at a time (Unix seconds)."""

AT_LEAST = 1.0
"""Seconds between two looks at what ticks on a page: what counts down counts seconds."""
_SPACED = re.compile(r"(?<=\d) (?=[smhd]\b)")
"""The blank in `31 s`."""


async def show_probes(subject: Subject, show: Show) -> None:
    """The timeline of a pod's probes, live: new evidence within a frame, the axis as time goes by."""
    await _keep(subject, show, _probes)


async def show_why(subject: Subject, show: Show) -> None:
    """Why a pod is as it is, why each of its containers ended, and what to change; live."""
    await _keep(subject, show, _why)


def _probes(subject: Subject, pod: Pod, events: ObjectEvents, now: float) -> list[PageLine]:
    session = subject.session
    evidence = session.memory.look(pod)
    lanes = _timeline(session, pod, now)
    gone = evidence.gone.at if evidence.gone is not None and subject.obj is None else None
    standing = standing_of(pod, lanes, events.groups[0].link, now, gone, session.version or NEWEST)
    subject.timeline, subject.since = lanes, standing.times.since
    return probes_page(lanes, subject.view, now, standing)


def _why(subject: Subject, pod: Pod, events: ObjectEvents, now: float) -> list[PageLine]:
    session = subject.session
    evidence = session.memory.look(pod)
    own, *owners = events.groups
    told = [write for group in owners for event in group.events if (write := seen_in_event(event)) is not None]
    found = verdict(
        pod,
        evidence,
        session.memory.watched_in(pod.meta.namespace),
        now,
        session.version or NEWEST,
        Around(session.memory.node_of(pod), told),
        _timeline(session, pod, now),
    )
    advice = advice_on(pod, evidence)
    notes = events_notes(own.link)
    return why_page(found, advice, now, unfolded=subject.unfolded, fold_key=subject.fold_key, notes=notes)


def _timeline(session: Session, pod: Pod, now: float) -> Timeline:
    watched = session.memory.watched_in(pod.meta.namespace)
    return timeline(pod, session.memory.look(pod), watched, now, session.version or NEWEST)


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
            now = session.now()
            later = draw(subject, pod, events, now + 1 / session.lasting(1))
            page = draw(subject, pod, events, now)
            show(page if latest is not None else [*_note("It is gone; this is what was known last."), *page])
            await subject.touched(within=_lasting(subject, page, later, now))
            if keeping.done():
                await keeping
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


def _lasting(subject: Subject, page: Sequence[PageLine], later: Sequence[PageLine], now: float) -> float:
    """This machine's seconds until a page says something else that is worth the bytes; `later`: the page in a second.

    An age is told anew when it is a tenth older; a chart, when its present is another cell.
    """
    session = subject.session
    texts, after = ([_SPACED.sub("", each.text) for each in lines] for lines in (page, later))
    older = youngest(ticking(texts, after)) / 10 if texts != after else inf
    if texts != after and older == inf:
        older = AT_LEAST  # what counts is no age: `41 of 60 s used`
    if subject.timeline is not None:
        shown = chart_window(subject.timeline, subject.view, now)
        older = min(older, shown.begins(shown.cell(now) + 1) - now)
    return max(AT_LEAST, min(session.lasting(older), LONGEST_WAIT))


def _note(sentence: str) -> tuple[PageLine, ...]:
    return (line((sentence, "bad")), line())

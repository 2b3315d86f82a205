"""The pages about one object, kept as they should be until cancelled: read, shown, and read anew when it changes."""

from __future__ import annotations

import asyncio
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from ktui.errors import KtuiError, NotFoundError
from ktui.insight.describe import summary_page
from ktui.insight.durations import LONGEST_WAIT, ticking, youngest
from ktui.insight.events import events_page
from ktui.insight.page import line
from ktui.insight.text import visible
from ktui.insight.yaml_page import yaml_page
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ktui.insight.page import PageLine
    from ktui.session.session import Session
    from ktui.session.subject import Subject

    Show = Callable[[Sequence[PageLine]], None]
    Page = Callable[[float], Sequence[PageLine]]
    """What a page says at a time (Unix seconds)."""

AGES = 2.0
"""Seconds between two looks at what ticks on a page, at least: each tick costs a slow link the lines it is in."""
READ_AGAIN = 1.0
"""Seconds at least between two readings of an object that keeps changing."""
RETRY = 5.0
"""Seconds after which what could not be read is tried again, unless the object changes before."""


async def show_summary(subject: Subject, show: Show) -> None:
    """What an object is and how it does, in words; its ages tick."""
    session = subject.session

    async def read() -> Page:
        obj = await session.read(subject.kind, subject.key)
        owners = await session.owners(obj)
        version = session.version or NEWEST
        return lambda now: summary_page(subject.kind, obj, now=now, owners=owners, version=version)

    await _keep(subject, show, read)


async def show_yaml(subject: Subject, show: Show) -> None:
    """All of an object, as the server has it."""

    async def read() -> Page:
        obj = await subject.session.read(subject.kind, subject.key)
        page = yaml_page(obj, managed_fields=subject.unfolded)
        return lambda _: page

    await _keep(subject, show, read)


async def show_events(subject: Subject, show: Show) -> None:
    """What the cluster has told of an object, and of what controls it; live, and its ages tick."""
    session = subject.session
    news = asyncio.Event()
    obj = subject.obj
    if obj is None:
        show(_note("It is gone."))
        return
    events = session.events_of(subject.kind, obj, news.set)
    keeping = asyncio.create_task(events.run())
    try:
        while True:
            news.clear()
            page = partial(events_page, events.groups)
            show(page(session.now()))
            waiting = asyncio.ensure_future(news.wait())
            sleeping = asyncio.ensure_future(session.clock.sleep(_until_older(page, session)))
            try:
                await asyncio.wait({waiting, sleeping, keeping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                waiting.cancel()
                sleeping.cancel()
            if keeping.done():
                await keeping
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def _keep(subject: Subject, show: Show, read: Callable[[], Awaitable[Page]]) -> None:
    """Show what `read` makes a page of; what was read stays on the screen when it cannot be read again."""
    session, clock = subject.session, subject.session.clock
    page: Page | None = None
    while True:
        note: tuple[PageLine, ...] = ()
        read_at = clock.monotonic()
        until = inf
        try:
            page = await read()
        except NotFoundError:
            note = _note("It is gone." if page is None else "It is gone; this is what was read last.")
        except KtuiError as error:
            note = _note(f"{error}." if page is None else f"Not read anew: {error}.")
            until = read_at + RETRY
        changed = False
        while not changed and clock.monotonic() < until:
            now = session.now()
            show([*note, *(page(now) if page is not None else ())])
            wait = _until_older(page, session) if page is not None else LONGEST_WAIT
            changed = await subject.touched(within=min(wait, until - clock.monotonic()))
        if changed and (rest := read_at + READ_AGAIN - clock.monotonic()) > 0:
            await clock.sleep(rest)


def _until_older(page: Page, session: Session) -> float:
    """This machine's seconds until an age on a page is a tenth older: of durations that stand still it has many."""
    now = session.now()
    texts, later = ([line.text for line in page(when)] for when in (now, now + 1 / session.lasting(1)))
    return max(AGES, min(session.lasting(youngest(ticking(texts, later)) / 10), LONGEST_WAIT))


def _note(sentence: str) -> tuple[PageLine, ...]:
    return (line((visible(sentence), "bad")), line())

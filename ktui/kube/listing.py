"""A list, page by page, the next one asked for while this one still arrives."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from ktui.model.decode import HEAD_LIMIT, SLIM, Page, Reading, early_continue

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ktui.kube.transport import Transport
    from ktui.model.kinds import Kind

FIRST_PAGE = 100
"""Objects on the first page: more than a screen of rows, and there as soon as the server answers at all."""
PAGE = 250
"""Objects on the others: decoding one takes some 5 ms of the loop, unnoticed between two keys."""
AHEAD = 3
"""Requests under way at once: the server works on the next pages while this one is read. Three keep two of its cores
busy; more gain nothing."""


async def pages(
    transport: Transport,
    kind: Kind,
    path: str,
    *,
    selector: str = "",
    field_selector: str = "",
    limited: bool = True,
    gzip: bool = False,
    reading: Reading = SLIM,
) -> AsyncGenerator[Page, None]:
    """The pages of a list of the most recent state (no resourceVersion is asked for); not `limited`: all in one.

    Raises what `Transport.open` does (an `AnswerError` 410 between pages means: begin again) and `MalformedError`.
    Close the generator when leaving it early, so that nothing stays under way.
    """
    under_way: deque[asyncio.Task[Page]] = deque()
    places = asyncio.Semaphore(AHEAD)

    def start(token: str) -> None:
        under_way.append(asyncio.create_task(fetch(token)))

    async def fetch(token: str) -> Page:
        params = {"continue": token} if token else {}
        if limited:
            params["limit"] = str(PAGE if token else FIRST_PAGE)
        if selector:
            params["labelSelector"] = selector
        if field_selector:
            params["fieldSelector"] = field_selector
        body = bytearray()
        head_read = False
        async with places, transport.open(path, params, gzip=gzip) as incoming:
            async for chunk in incoming.chunks():
                body += chunk
                if not head_read and (b'"items":' in body[:HEAD_LIMIT] or len(body) >= HEAD_LIMIT):
                    head_read = True
                    following = early_continue(body)
                    if following:
                        start(following)
        return reading.page(kind, body)

    start("")
    try:
        while under_way:
            page = await under_way[0]
            under_way.popleft()
            yield page
            if page.continue_token and not under_way:
                start(page.continue_token)
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

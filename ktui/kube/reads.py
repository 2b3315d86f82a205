"""Reading once: one object, or all of a kind."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from ktui.errors import NotFoundError
from ktui.kube.answers import AnswerError
from ktui.kube.listing import pages
from ktui.model.decode import decode_object, decode_raw

if TYPE_CHECKING:
    from ktui.kube.transport import Transport
    from ktui.model.kinds import Kind

ANEW = 3
"""How often a list that expires between two pages (410) is begun anew, in one answer then."""


class Everything(msgspec.Struct, frozen=True):
    """All of a kind."""

    objects: list[Any]
    """As the server orders them."""
    unreadable: int
    """Objects left out because they are not of the form the API promises."""


async def read_all(
    transport: Transport,
    kind: Kind,
    namespace: str | None,
    *,
    selector: str = "",
    field_selector: str = "",
    gzip: bool = False,
) -> Everything:
    """Every object of a kind; raises `KtuiError`."""
    for attempt in range(ANEW):
        objects: list[Any] = []
        unreadable = 0
        try:
            for last, prefix in _prefixes(kind):
                try:
                    listing = pages(
                        transport,
                        kind,
                        kind.path(prefix, namespace),
                        selector=selector,
                        field_selector=field_selector,
                        limited=attempt == 0,
                        gzip=gzip,
                    )
                    async with aclosing(listing):
                        async for page in listing:
                            objects += page.objects
                            unreadable += page.unreadable
                    return Everything(objects, unreadable)
                except AnswerError as error:
                    if error.code != 404 or last:
                        raise
        except AnswerError as error:
            if error.code != 410 or attempt == ANEW - 1:
                raise error.for_user(f"list {kind.name}") from None
    raise AssertionError("the last attempt returns or raises")


async def read_one(transport: Transport, kind: Kind, namespace: str | None, name: str) -> Any:
    """One object; raises `NotFoundError` and the other `KtuiError`s."""
    return decode_object(kind, await _one(transport, kind, namespace, name))


async def read_raw(transport: Transport, kind: Kind, namespace: str | None, name: str) -> dict[str, Any]:
    """One object, every field of it, as plain values; raises as `read_one` does."""
    return decode_raw(kind, await _one(transport, kind, namespace, name))


async def _one(transport: Transport, kind: Kind, namespace: str | None, name: str) -> bytes:
    if name in (".", ".."):  # no object is called so, and the path would be another one's
        raise NotFoundError(f'{kind.name} "{name}" not found')
    for last, prefix in _prefixes(kind):
        try:
            return await transport.get(f"{kind.path(prefix, namespace)}/{quote(name, safe='')}")
        except AnswerError as error:
            # A 404 that names no object means that the server lacks the whole kind at this prefix.
            if error.code == 404 and not last and not (error.status.details and error.status.details.name):
                continue
            raise error.for_user(f"get {kind.singular} {name}") from None
    raise AssertionError("the last prefix returns or raises")


def _prefixes(kind: Kind) -> list[tuple[bool, str]]:
    return [(prefix == kind.prefixes[-1], prefix) for prefix in kind.prefixes]

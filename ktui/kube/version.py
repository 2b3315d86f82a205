"""The server's version."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from ktui.errors import UnreachableError
from ktui.kube.answers import AnswerError
from ktui.model.version import ServerVersion, parse_version, version_served

if TYPE_CHECKING:
    from ktui.kube.transport import Transport

_Answer = TypeVar("_Answer")

SECONDS = 10.0
"""For an answer of a few hundred bytes."""


class _Version(msgspec.Struct, rename="camel"):
    git_version: str = ""


class _GroupVersion(msgspec.Struct, rename="camel"):
    group_version: str = ""


class _Group(msgspec.Struct):
    versions: list[_GroupVersion] = []


class _Groups(msgspec.Struct):
    groups: list[_Group] = []


async def fetch_version(transport: Transport) -> ServerVersion:
    """The server's release: GET /version, and for a build that does not know it the API groups it serves.

    Raises what `Transport.get` does, its refusals in the command line's words, and `UnreachableError` for an answer
    that no API server gives.
    """
    text = (await _fetch(transport, "/version", _Version)).git_version
    version = parse_version(text)
    if version is None:
        served = await _fetch(transport, "/apis", _Groups)
        version = version_served({each.group_version for group in served.groups for each in group.versions}, text)
    return version


async def _fetch(transport: Transport, path: str, form: type[_Answer]) -> _Answer:
    try:
        return msgspec.json.decode(await transport.get(path, seconds=SECONDS), type=form)
    except AnswerError as error:
        raise error.for_user(f"get {path}") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise UnreachableError(f"{transport.server} does not answer as a Kubernetes API server does") from None

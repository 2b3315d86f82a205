"""In which form an answer is wanted: objects as they are, their metadata alone, or a table of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ktui.demo.server import statuses
from ktui.demo.server.statuses import RefusalError

if TYPE_CHECKING:
    from ktui.demo.server.call import Call
    from ktui.demo.server.resources import Resource

Sort = Literal["", "Table", "PartialObjectMetadata"]

META = "meta.k8s.io"
VERSIONS = ("v1", "v1beta1")
_ACCEPTED = "application/json"
_INCLUDES = ("Metadata", "Object", "None")


@dataclass(frozen=True, slots=True)
class Form:
    """What to make of objects before they are sent."""

    sort: Sort = ""
    """"" is the object itself."""
    version: str = "v1"
    """Of the form, not of the object."""
    include: str = "Metadata"
    """How much of its object comes with a table's row: `Metadata`, `Object` or `None`."""

    @property
    def api_version(self) -> str:
        """Of the form."""
        return f"{META}/{self.version}"


PLAIN = Form()


def wanted_form(call: Call, *, lists: bool) -> Form:
    """The first form of the Accept header that can be had. Raises a 406 `RefusalError` where there is none.

    `lists`: whether the answer is a list. What names no type is taken for JSON; protobuf is never sent.
    """
    accept = call.headers.get("Accept", "").strip()
    if not accept:
        return PLAIN
    known = False
    for media, parameters in _clauses(accept):
        if media not in (_ACCEPTED, "application/*", "*/*"):
            continue
        known = True
        sort, version = parameters.get("as", ""), parameters.get("v", "")
        if not sort:
            return PLAIN
        if parameters.get("g") != META or version not in VERSIONS:
            continue
        if sort == "Table":
            return Form("Table", version, _include(call))
        if sort in ("PartialObjectMetadata", "PartialObjectMetadataList"):
            _check_list(sort, call, lists=lists)
            return Form("PartialObjectMetadata", version)
    if known:
        raise RefusalError(406, statuses.not_acceptable(f"only the following media types are accepted: {_ACCEPTED}"))
    message = f"406: Not Acceptable\n\nAvailable representations: {_ACCEPTED}, {_ACCEPTED};stream=watch"
    raise RefusalError(406, {**statuses.not_acceptable(message), "details": {}})


def _clauses(accept: str) -> list[tuple[str, dict[str, str]]]:
    """The media types with their parameters, the most wanted first."""
    found = []
    for clause in accept.split(","):
        media, *rest = (part.strip() for part in clause.split(";"))
        pairs = (part.partition("=") for part in rest)
        found.append((media.lower(), {name.strip(): value.strip() for name, _, value in pairs}))
    return sorted(found, key=lambda clause: -_weight(clause[1].get("q", "1")))


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _include(call: Call) -> str:
    include = call.query.get("includeObject", "") or "Metadata"
    if include not in _INCLUDES:
        words = "must be 'Metadata', 'Object', 'None', or empty"
        message = f'Unable to convert to Table as requested: includeObject: Invalid value: "{include}": {words}'
        raise RefusalError(400, statuses.bad_request(message))
    return include


def _check_list(sort: str, call: Call, *, lists: bool) -> None:
    """A client has to say whether it expects the metadata of one object or of a list; a watch's are of one."""
    assert call.resource is not None
    if call.verb == "watch" or sort.endswith("List") is lists:
        return
    kind = _internal_type(call.resource)
    words = (
        f"the requested object is a list (*{kind}List)" if lists else f"the requested object is not a list (*{kind})"
    )
    raise RefusalError(406, statuses.not_acceptable(f"you requested {sort}, but {words}"))


def _internal_type(resource: Resource) -> str:
    """The name of the type in the server's program, which its words show."""
    group = resource.group.partition(".")[0] if resource.kind != "Event" else ""
    return f"{group or 'core'}.{resource.kind}"

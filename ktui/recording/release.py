"""Which release a recording is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ktui.model.version import NEWEST, ServerVersion, parse_version
from ktui.recording.line import START

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.recording.line import Line

_MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"


class _Start(msgspec.Struct):
    serverVersion: Any = None  # noqa: N815  the recording's own name


class _NodeInfo(msgspec.Struct, rename="camel"):
    kubelet_version: str = ""


class _NodeStatus(msgspec.Struct, rename="camel"):
    node_info: _NodeInfo | None = None


class _Node(msgspec.Struct):
    status: _NodeStatus | None = None


class _Volume(msgspec.Struct):
    name: str = ""
    secret: Any = None
    projected: Any = None


class _Mount(msgspec.Struct, rename="camel"):
    name: str = ""
    mount_path: str = ""


class _Container(msgspec.Struct, rename="camel"):
    volume_mounts: list[_Mount] | None = None


class _PodSpec(msgspec.Struct):
    volumes: list[_Volume] | None = None
    containers: list[_Container] | None = None


class _Pod(msgspec.Struct):
    spec: _PodSpec | None = None


class _Any(msgspec.Struct, rename="camel"):
    api_version: str = ""


def release_of(lines: Iterable[Line]) -> ServerVersion:
    """The release of the server that was recorded.

    The START line tells it. Without one, the objects do, as far as they can: a kubelet is never newer than its server,
    so the newest one of the nodes; else the service account's token in the pods, which the server puts there as they
    are made: a Secret of its own before 1.21, a projected volume since. What shows neither is taken for the newest
    release known.
    """
    told: ServerVersion | None = None
    kubelet: ServerVersion | None = None
    secrets = projected = served = False
    for line in lines:
        if line.type == START and told is None:
            told = _told(line)
        elif line.resource == "nodes":
            version = _kubelet(line)
            if version is not None and (kubelet is None or version > kubelet):
                kubelet = version
        elif line.resource == "pods" and line.type == "ADDED":
            secret, bound = _token(line)
            secrets, projected = secrets or secret, projected or bound
        elif line.resource == "cronjobs" and not served:
            served = _read(_Any, line).api_version == "batch/v1"
    if told or kubelet:
        return told or kubelet or NEWEST
    return ServerVersion(1, 20) if secrets and not (projected or served) else NEWEST


def _told(line: Line) -> ServerVersion | None:
    """`v1.35.4`, or the whole answer of /version."""
    version = _read(_Start, line).serverVersion
    if isinstance(version, dict):
        version = version.get("gitVersion")
    return parse_version(version) if isinstance(version, str) else None


def _kubelet(line: Line) -> ServerVersion | None:
    status = _read(_Node, line).status
    return parse_version(status.node_info.kubelet_version) if status and status.node_info else None


def _token(line: Line) -> tuple[bool, bool]:
    """Whether the pod has its token from a Secret, and whether from a projected volume."""
    spec = _read(_Pod, line).spec
    if spec is None:
        return False, False
    mounted = {
        mount.name
        for container in spec.containers or ()
        for mount in container.volume_mounts or ()
        if mount.mount_path == _MOUNT
    }
    volumes = [volume for volume in spec.volumes or () if volume.name in mounted]
    return any(volume.secret for volume in volumes), any(volume.projected for volume in volumes)


def _read(form: type[Any], line: Line) -> Any:
    """The object, as far as `form` goes; an empty one where it is of another form."""
    try:
        return msgspec.json.decode(line.raw, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return form()

"""What a change has to know of an object: who it is, where it is, the value of a field."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ktui.model.writes import ObjectRef

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.model.kinds import Kind


def ref_of(kind: Kind, obj: Mapping[str, Any]) -> ObjectRef:
    """Who an object is."""
    meta = obj.get("metadata") or {}
    namespace = str(meta.get("namespace") or "") if kind.namespaced else ""
    return ObjectRef(kind.name, namespace, str(meta.get("name") or ""), str(meta.get("uid") or ""))


def prefix_of(kind: Kind, obj: Mapping[str, Any]) -> str:
    """Where the API serves an object: by its own apiVersion, else where the kind is served first."""
    version = str(obj.get("apiVersion") or "")
    prefix = f"/apis/{version}" if "/" in version else f"/api/{version}"
    return prefix if prefix in kind.prefixes else kind.prefixes[0]


def path_of(kind: Kind, prefix: str, namespace: str, name: str) -> str:
    """An object's own path."""
    return f"{kind.path(prefix, namespace or None)}/{quote(name, safe='')}"


def value_at(obj: Mapping[str, Any], path: Sequence[str]) -> Any:
    """The value of a field; None where it, or what it is in, is not there."""
    value: Any = obj
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def kubectl_words(*words: str, namespace: str = "") -> str:
    """A command as one types it."""
    return shlex.join(["kubectl", *words, *((f"--namespace={namespace}",) if namespace else ())])

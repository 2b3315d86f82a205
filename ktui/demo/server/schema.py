"""What the fields of objects are (`schema.json`), and JSON read by it: what does not fit is told in Go's words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

_NUMBERS = ("int32", "int64", "float")
_GO_NAMES = {
    "restartPolicy": "v1.RestartPolicy",
    "dnsPolicy": "v1.DNSPolicy",
    "imagePullPolicy": "v1.PullPolicy",
    "concurrencyPolicy": "v1.ConcurrencyPolicy",
    "completionMode": "v1.CompletionMode",
    "effect": "v1.TaintEffect",
    "phase": "v1.PodPhase",
    "float": "float64",
    "object": "map[string]interface {}",
    "quantity": "resource.Quantity",
}
_LEFT_OUT_WHEN_ZERO = {
    "PodSpec": {"nodeName", "hostNetwork", "hostPID", "hostIPC", "hostname", "subdomain"},
    "Container": {"stdin", "stdinOnce", "tty", "workingDir"},
    "EnvVar": {"value"},
    "VolumeMount": {"readOnly", "subPath"},
    "NodeSpec": {"unschedulable", "podCIDR"},
    "DaemonSetSpec": {"minReadySeconds"},
    "DeploymentSpec": {"minReadySeconds", "paused"},
    "ReplicaSetSpec": {"minReadySeconds"},
    "StatefulSetSpec": {"minReadySeconds"},
    "CronJobSpec": {"concurrencyPolicy"},
}
"""Fields that the API leaves out when they hold "", 0 or false; the others of this kind are seldom sent so."""
_NULL_WHEN_ABSENT = {"PodCondition": ("lastProbeTime", "lastTransitionTime")}
"""Times that the API writes as null where there are none."""
_QUANTITY = re.compile(r"^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$")
_TIME = re.compile(r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a type."""

    kind: str
    """`string`, `int32`, ..., the name of a type, `[]` or `{}` before that of its elements, `object` for anything."""
    merge: str | None = None
    """In a strategic merge its lists are merged: by this key of their elements, or ("") as plain values."""
    retain: bool = False
    """Patches of it may name the keys that are to stay."""
    keys: tuple[str, ...] = ()
    """By which server-side apply tells the elements of a list apart."""
    whole: bool = False
    """Server-side apply takes it as one value."""
    atoms: bool = False
    """Server-side apply takes each element as one value."""

    @property
    def element(self) -> str:
        """What a list or a map holds."""
        return self.kind[2:]


Types = dict[str, dict[str, Field]]


@lru_cache(1)
def types() -> Types:
    """Every type that is known, by name: its fields."""
    read = json.loads((Path(__file__).parent / "schema.json").read_text())
    return {name: {key: _field(told) for key, told in fields.items()} for name, fields in read.items()}


def _field(told: str) -> Field:
    kind, *words = told.split(" ")
    merge: str | None = None
    keys: tuple[str, ...] = ()
    whole = kind.startswith("[]")
    for word in words:
        if word.startswith("merge="):
            merge = word.removeprefix("merge=")
        elif word.startswith("keys="):
            keys, whole = tuple(word.removeprefix("keys=").split(",")), False
        elif word == "set":
            whole = False
        elif word == "atomic":
            whole = True
    return Field(kind, merge, "retain" in words, keys, whole, "atoms" in words)


class MisfitError(Exception):
    """A value of the wrong type; the text is Go's."""


class Doubled(dict[str, Any]):
    """A JSON object that names some keys more than once: the last one counts."""

    doubled: tuple[str, ...] = ()


def parse(text: str) -> Any:
    """JSON; objects with keys that come twice are `Doubled`. Raises `ValueError` in Go's words."""
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise ValueError(_go_words(error)) from None


def _object(pairs: list[tuple[str, Any]]) -> Raw:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    keys = [key for key, _ in pairs]
    found = Doubled(made)
    found.doubled = tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))
    return found


def _go_words(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos :].lstrip()
    if not rest or error.msg.startswith("Unterminated"):
        return "unexpected end of JSON input"
    where = {
        "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
        "Expecting ':' delimiter": "after object key",
        "Expecting ',' delimiter": "after object key:value pair",
        "Extra data": "after top-level value",
    }.get(error.msg, "looking for beginning of value")
    return f"invalid character '{rest[0]}' {where}"


@dataclass(slots=True)
class Decoded:
    """What was read."""

    obj: Raw = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    """What strict reading refuses: `unknown field "spec.a"`, `duplicate field "kind"`."""


def decoded(kind: str, body: Raw) -> Decoded:
    """An object of this type, without fields that it has not and without nulls. Raises `MisfitError`."""
    found = Decoded()
    found.obj = _struct(kind, body, "", (), found.odd)
    return found


def _struct(kind: str, value: Raw, place: str, go: tuple[str, ...], odd: list[str]) -> Raw:
    fields = types()[kind]
    zero_left_out = _LEFT_OUT_WHEN_ZERO.get(kind, ())
    made: Raw = {}
    if isinstance(value, Doubled):
        odd += [f'duplicate field "{_at(place, key)}"' for key in value.doubled]
    for key, item in value.items():
        known = fields.get(key)
        if known is None:
            odd.append(f'unknown field "{_at(place, key)}"')
        elif item is not None:
            read = _value(known.kind, item, _at(place, key), (*go, key), kind, odd)
            if read in ([], {}) and known.kind[:2] in ("[]", "{}"):
                continue
            if not read and key in zero_left_out:
                continue
            made[key] = read
    for key in _NULL_WHEN_ABSENT.get(kind, ()):
        made.setdefault(key, None)
    return made


def _value(kind: str, value: Any, place: str, go: tuple[str, ...], owner: str, odd: list[str]) -> Any:
    if kind.startswith("[]") and isinstance(value, list):
        return [_value(kind[2:], item, f"{place}[{at}]", go, owner, odd) for at, item in enumerate(value)]
    if kind.startswith("{}") and isinstance(value, dict):
        # A quantity's reader knows nothing of where it stands.
        return {
            key: _value(kind[2:], item, _at(place, key), go, owner, odd)
            for key, item in value.items()
            if item is not None or kind != "{}string"
        }
    if kind in types() and isinstance(value, dict):
        return _struct(kind, value, place, go, odd)
    match kind:
        case "object":
            return value
        case "string" | "bytes" if isinstance(value, str):
            return value
        case "time" | "microtime" if isinstance(value, str):
            if not _TIME.match(value):
                layout = "2006-01-02T15:04:05Z07:00" if kind == "time" else "2006-01-02T15:04:05.000000Z07:00"
                raise MisfitError(f'parsing time "{value}" as "{layout}": cannot parse "{value}" as "2006"')
            return value
        case "bool" if isinstance(value, bool):
            return value
        case "int32" | "int64" | "float" if isinstance(value, int | float) and not isinstance(value, bool):
            if kind != "float" and value != int(value):
                raise _misfit(f"number {value}", kind, go, owner)
            return value if kind == "float" else int(value)
        case "quantity" if isinstance(value, str | int | float) and not isinstance(value, bool):
            if not _QUANTITY.match(str(value)):
                raise MisfitError(f"quantities must match the regular expression '{_QUANTITY.pattern}'")
            return str(value)
        case "intorstring" if isinstance(value, str | int) and not isinstance(value, bool):
            return value
    raise _misfit(json_name(value), kind, go, owner)


def _misfit(what: str, kind: str, go: tuple[str, ...], owner: str) -> MisfitError:
    return MisfitError(
        f"json: cannot unmarshal {what} into Go struct field {owner}.{'.'.join(go)} of type {_go(kind, go[-1])}"
    )


def _go(kind: str, key: str) -> str:
    if kind.startswith("[]"):
        return f"[]{_go(kind[2:], '')}"
    if kind.startswith("{}"):
        return f"map[string]{_go(kind[2:], '')}"
    if kind == "string":
        return _GO_NAMES.get(key, kind)
    return f"v1.{kind}" if kind in types() else _GO_NAMES.get(kind, kind)


def json_name(value: Any) -> str:
    """What Go calls a JSON value's type."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _at(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key

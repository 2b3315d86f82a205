"""Volumes and claims to them, as a server prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.demo.server.tables.any_kind import AGE, NAME, column, created, name, part, table

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.tables.any_kind import Cells, KindTable, KindTables
    from ktui.model.version import ServerVersion

UNSET = "<unset>"
_CLASS_NOTE = "volume.beta.kubernetes.io/storage-class"
_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def _modes(modes: Any) -> str:
    return ",".join(short for mode, short in _MODES.items() if mode in (modes or ()))


def _class(obj: Raw) -> str:
    notes = part(obj, "metadata", "annotations") or {}
    return str(notes.get(_CLASS_NOTE) or part(obj, "spec", "storageClassName") or "")


def _phase(obj: Raw) -> str:
    return "Terminating" if part(obj, "metadata", "deletionTimestamp") else str(part(obj, "status", "phase") or "")


def _attributes(obj: Raw, release: ServerVersion) -> Cells:
    return [part(obj, "spec", "volumeAttributesClassName") or UNSET] if _has_attributes(release) else []


def _has_attributes(release: ServerVersion) -> bool:
    return release.at_least(1, 29)


def _claims(release: ServerVersion) -> KindTable:
    def cells(obj: Raw, now: float) -> Cells:
        spec, status = obj.get("spec", {}), obj.get("status", {})
        bound = bool(spec.get("volumeName"))
        return [
            name(obj),
            _phase(obj),
            spec.get("volumeName") or "",
            str(part(status, "capacity", "storage") or "0") if bound else "",
            _modes(status.get("accessModes")) if bound else "",
            _class(obj),
            *_attributes(obj, release),
            created(obj, now),
            spec.get("volumeMode") or UNSET,
        ]

    attributes = ("VolumeAttributesClass",) if _has_attributes(release) else ()
    titles = ("Status", "Volume", "Capacity", "Access Modes", "StorageClass", *attributes)
    return table((NAME, *map(column, titles), AGE, column("VolumeMode", wide=True)), cells)


def _volumes(release: ServerVersion) -> KindTable:
    def cells(obj: Raw, now: float) -> Cells:
        spec = obj.get("spec", {})
        claim = spec.get("claimRef")
        return [
            name(obj),
            str(part(spec, "capacity", "storage") or "0"),
            _modes(spec.get("accessModes")),
            spec.get("persistentVolumeReclaimPolicy") or "",
            _phase(obj),
            f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else "",
            _class(obj),
            *_attributes(obj, release),
            part(obj, "status", "reason") or "",
            created(obj, now),
            spec.get("volumeMode") or UNSET,
        ]

    attributes = ("VolumeAttributesClass",) if _has_attributes(release) else ()
    titles = ("Capacity", "Access Modes", "Reclaim Policy", "Status", "Claim", "StorageClass", *attributes, "Reason")
    return table((NAME, *map(column, titles), AGE, column("VolumeMode", wide=True)), cells)


VOLUMES: KindTables = {"persistentvolumeclaims": _claims, "persistentvolumes": _volumes}

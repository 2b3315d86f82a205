"""Namespaces, leases, priorities, classes of storage and disruption budgets, as a server prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.demo.server.tables.any_kind import AGE, NAME, column, created, name, number, part, table

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.tables.any_kind import Cells, KindTable, KindTables
    from ktui.model.version import ServerVersion

_DEFAULT_CLASS = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")


def _namespace(obj: Raw, now: float) -> Cells:
    return [name(obj), part(obj, "status", "phase") or "", created(obj, now)]


def _lease(obj: Raw, now: float) -> Cells:
    return [name(obj), part(obj, "spec", "holderIdentity") or "", created(obj, now)]


def _budget(obj: Raw, now: float) -> Cells:
    bounds = (_bound(obj, "minAvailable"), _bound(obj, "maxUnavailable"))
    return [name(obj), *bounds, number(obj, "status", "disruptionsAllowed"), created(obj, now)]


def _bound(obj: Raw, field: str) -> str:
    found: Any = part(obj, "spec", field)
    return "N/A" if found is None else str(found)


def _priorities(release: ServerVersion) -> KindTable:
    preempts = (column("PreemptionPolicy"),) if release.at_least(1, 33) else ()

    def cells(obj: Raw, now: float) -> Cells:
        told = [name(obj), number(obj, "value"), bool(obj.get("globalDefault")), created(obj, now)]
        return [*told, obj.get("preemptionPolicy") or ""] if preempts else told

    value, default = column("Value", "integer"), column("Global-Default", "boolean")
    return table((NAME, value, default, AGE, *preempts), cells)


def _storage_class(obj: Raw, now: float) -> Cells:
    notes = part(obj, "metadata", "annotations") or {}
    default = " (default)" if any(notes.get(key) == "true" for key in _DEFAULT_CLASS) else ""
    return [
        name(obj) + default,
        obj.get("provisioner", ""),
        obj.get("reclaimPolicy", "Delete"),
        obj.get("volumeBindingMode", "Immediate"),
        bool(obj.get("allowVolumeExpansion")),
        created(obj, now),
    ]


_BUDGET = (column("Min Available"), column("Max Unavailable"), column("Allowed Disruptions", "integer"))
_STORAGE = ("Provisioner", "ReclaimPolicy", "VolumeBindingMode", "AllowVolumeExpansion")

CLUSTER: KindTables = {
    "namespaces": lambda release: table((NAME, column("Status"), AGE), _namespace),
    "leases": lambda release: table((NAME, column("Holder"), AGE), _lease),
    "poddisruptionbudgets": lambda release: table((NAME, *_BUDGET, AGE), _budget),
    "priorityclasses": _priorities,
    "storageclasses": lambda release: table((NAME, *map(column, _STORAGE), AGE), _storage_class),
}

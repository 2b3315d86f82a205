"""ConfigMaps, Secrets, accounts, quotas and who may do what, as a server prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.tables.any_kind import AGE, NAME, column, created, name, part, table

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.tables.any_kind import Cells, KindTable, KindTables
    from ktui.model.version import ServerVersion

_DATA = column("Data")


def _config_map(obj: Raw, now: float) -> Cells:
    return [name(obj), len(obj.get("data") or ()) + len(obj.get("binaryData") or ()), created(obj, now)]


def _secret(obj: Raw, now: float) -> Cells:
    return [name(obj), obj.get("type", "Opaque"), len(obj.get("data") or ()), created(obj, now)]


def _service_accounts(release: ServerVersion) -> KindTable:
    if release.at_least(1, 33):
        return table((NAME, AGE), lambda obj, now: [name(obj), created(obj, now)])
    definitions = (NAME, column("Secrets"), AGE)
    return table(definitions, lambda obj, now: [name(obj), len(obj.get("secrets") or ()), created(obj, now)])


def _quotas(release: ServerVersion) -> KindTable:
    columns = (column("Request"), column("Limit"))

    def cells(obj: Raw, now: float) -> Cells:
        hard, used = part(obj, "status", "hard") or {}, part(obj, "status", "used") or {}
        told = {limit: f"{limit}: {used.get(limit, '0')}/{hard[limit]}" for limit in sorted(hard)}
        limits = ", ".join(text for limit, text in told.items() if limit.startswith("limits."))
        requests = ", ".join(text for limit, text in told.items() if not limit.startswith("limits."))
        if release.at_least(1, 33):
            return [name(obj), requests, limits, created(obj, now)]
        return [name(obj), created(obj, now), requests, limits]

    return table((NAME, *columns, AGE) if release.at_least(1, 33) else (NAME, AGE, *columns), cells)


def _binding(obj: Raw, now: float) -> Cells:
    subjects = obj.get("subjects") or ()

    def named(kind: str) -> str:
        found = [subject for subject in subjects if subject.get("kind") == kind]
        return ", ".join(
            f"{subject.get('namespace', '')}/{subject['name']}" if kind == "ServiceAccount" else subject["name"]
            for subject in found
        )

    role = f"{part(obj, 'roleRef', 'kind')}/{part(obj, 'roleRef', 'name')}"
    return [name(obj), role, created(obj, now), named("User"), named("Group"), named("ServiceAccount")]


_SUBJECTS = tuple(column(title, wide=True) for title in ("Users", "Groups", "ServiceAccounts"))
_BINDING = (NAME, column("Role"), AGE, *_SUBJECTS)

CONFIGURATION: KindTables = {
    "configmaps": lambda release: table((NAME, _DATA, AGE), _config_map),
    "secrets": lambda release: table((NAME, column("Type"), _DATA, AGE), _secret),
    "serviceaccounts": _service_accounts,
    "resourcequotas": _quotas,
    "rolebindings": lambda release: table(_BINDING, _binding),
    "clusterrolebindings": lambda release: table(_BINDING, _binding),
}

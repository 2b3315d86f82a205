"""Making the generated objects on a cluster, and removing them to the last."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tests.lab.api import MERGE, ApiError
from tests.parity.cases import FINALIZER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.lab.api import Api
    from tests.parity.cases import Case, Manifest

AT_ONCE = 8
"""Requests in flight: more does not make the API server any faster."""

GRACE = 600
"""Seconds for which a deleted pod is kept: longer than any test."""

TRIES = 5
"""How often a status is written: a controller that is not frozen may change the object in between."""


@dataclass(frozen=True, slots=True)
class Made:
    """A case, and what became of it."""

    case: Case
    path: str
    """Of the object."""
    uid: str = ""
    refused: str = ""
    """Why the server would not have it; then there is no `uid`."""


def served_prefix(api: Api, case: Case) -> str:
    """Where this server keeps the case's kind."""
    for prefix in case.kind.prefixes:
        try:
            resources = api.get(prefix)["resources"]
        except ApiError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            continue
        if any(resource["name"] == case.kind.name for resource in resources):
            return prefix
    raise AssertionError(f"the server has no {case.kind.name}")


def make(api: Api, namespace: str, cases: Iterable[Case]) -> list[Made]:
    """Make every case in `namespace`; a refusal (400, 403, 422) is noted, any other error undoes all."""
    account = {"metadata": {"name": "default"}}  # its maker may be frozen, and no pod is admitted without it
    created = (HTTPStatus.CREATED, HTTPStatus.CONFLICT)
    api.request("POST", f"/api/v1/namespaces/{namespace}/serviceaccounts", account, ok=created)
    prefixes: dict[str, str] = {}

    def one(case: Case) -> Made:
        prefix = prefixes[case.kind.name]
        collection = case.kind.path(prefix, namespace)
        made = Made(case, f"{collection}/{case.name}")
        try:
            return Made(case, made.path, _make(api, collection, case, prefix))
        except ApiError as error:
            if error.status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY):
                raise
            remove(api, [made])
            return Made(case, made.path, refused=str(error))

    everything = list(cases)
    for case in everything:
        if case.kind.name not in prefixes:
            prefixes[case.kind.name] = served_prefix(api, case)
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, everything))
    except BaseException:
        paths = [f"{case.kind.path(prefixes[case.kind.name], namespace)}/{case.name}" for case in everything]
        remove(api, [Made(case, path) for case, path in zip(everything, paths, strict=True)])
        raise


def _make(api: Api, collection: str, case: Case, prefix: str) -> str:
    manifest: Manifest = {**case.manifest, "apiVersion": prefix.removeprefix("/apis/").removeprefix("/api/")}
    if case.deleted:
        manifest["metadata"] = {**manifest["metadata"], "finalizers": [FINALIZER]}
    item: Any = api.request("POST", collection, manifest)
    path = f"{collection}/{case.name}"
    if case.status is not None:
        _put_status(api, path, item, case.status)
    if case.deleted:
        api.request("DELETE", f"{path}?gracePeriodSeconds={GRACE}&propagationPolicy=Background")
    return str(item["metadata"]["uid"])


def _put_status(api: Api, path: str, item: Any, status: Manifest) -> None:
    for attempt in range(TRIES):
        try:
            api.put_status(path, {**item, "status": {**item.get("status", {}), **status}})
        except ApiError as error:
            if error.status != HTTPStatus.CONFLICT or attempt == TRIES - 1:
                raise
            item = api.get(path)
        else:
            return


def remove(api: Api, made: Iterable[Made]) -> None:
    """Remove every object at once, also such as are held; what is gone already is no matter."""
    fine = (HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.NOT_FOUND)

    def one(item: Made) -> None:
        api.request("DELETE", f"{item.path}?gracePeriodSeconds=0&propagationPolicy=Background", ok=fine)
        if item.case.deleted:
            freed = {"metadata": {"finalizers": None}}
            api.request("PATCH", item.path, freed, content_type=MERGE, ok=fine)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, made))

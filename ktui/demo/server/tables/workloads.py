"""Deployments, ReplicaSets, StatefulSets and what belongs to them, as a server prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.tables.any_kind import (
    AGE,
    CONTAINERS,
    NAME,
    column,
    containers,
    created,
    name,
    number,
    part,
    table,
)
from ktui.demo.server.tables.any_kind import selector as selector_words
from ktui.insight.columns.any_kind import NONE
from ktui.insight.columns.selectors import label_text

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.tables.any_kind import Cells, KindTables

_SELECTOR = column("Selector", wide=True)
_COUNTS = (column("Desired", "integer"), column("Current", "integer"), column("Ready", "integer"))


def _of(obj: Raw, count: str) -> str:
    return f"{number(obj, 'status', count)}/{number(obj, 'spec', 'replicas')}"


def _deployment(obj: Raw, now: float) -> Cells:
    status = part(obj, "status")
    words = selector_words(part(obj, "spec", "selector"))
    words = {NONE: "", "<error>": "<invalid>"}.get(words, words)
    return [
        name(obj),
        _of(obj, "readyReplicas"),
        number(status, "updatedReplicas"),
        number(status, "availableReplicas"),
        created(obj, now),
        *containers(part(obj, "spec", "template", "spec")),
        words,
    ]


def _counts(obj: Raw, now: float) -> Cells:
    status = part(obj, "status")
    counts = (number(obj, "spec", "replicas"), number(status, "replicas"), number(status, "readyReplicas"))
    return [name(obj), *counts, created(obj, now), *containers(part(obj, "spec", "template", "spec"))]


def _replicaset(obj: Raw, now: float) -> Cells:
    return [*_counts(obj, now), selector_words(part(obj, "spec", "selector"))]


def _replication_controller(obj: Raw, now: float) -> Cells:
    return [*_counts(obj, now), label_text(part(obj, "spec", "selector"))]


def _statefulset(obj: Raw, now: float) -> Cells:
    cells = (name(obj), _of(obj, "readyReplicas"), created(obj, now))
    return [*cells, *containers(part(obj, "spec", "template", "spec"))]


def _controller_revision(obj: Raw, now: float) -> Cells:
    owners = part(obj, "metadata", "ownerReferences") or []
    owner = next((found for found in owners if found.get("controller")), None)
    words = NONE
    if owner is not None:
        group = owner["apiVersion"].rpartition("/")[0]
        words = f"{'.'.join(filter(None, (owner['kind'], group))).lower()}/{owner['name']}"
    return [name(obj), words, number(obj, "revision"), created(obj, now)]


_replicas = (NAME, *_COUNTS, AGE, *CONTAINERS, _SELECTOR)

WORKLOADS: KindTables = {
    "deployments": lambda release: table(
        (NAME, column("Ready"), column("Up-to-date"), column("Available"), AGE, *CONTAINERS, _SELECTOR), _deployment
    ),
    "replicasets": lambda release: table(_replicas, _replicaset),
    "replicationcontrollers": lambda release: table(_replicas, _replication_controller),
    "statefulsets": lambda release: table((NAME, column("Ready"), AGE, *CONTAINERS), _statefulset),
    "controllerrevisions": lambda release: table(
        (NAME, column("Controller"), column("Revision"), AGE), _controller_revision
    ),
}

"""Where an object leads: its owner, its node, its pods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ktui.errors import UsageError
from ktui.insight.columns.any_kind import NONE
from ktui.insight.columns.selectors import selector_text
from ktui.insight.filters import LONGEST
from ktui.insight.text import visible
from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, NODES, PODS, Kind, kind_named
from ktui.model.label_selector import SelectorError, parse_selector

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ktui.model.objects import CronJob, Job, OwnerReference

Key = tuple[str, str]

_GROUPS = {DAEMONSETS.name: "apps", JOBS.name: "batch", CRONJOBS.name: "batch", NODES.name: "", PODS.name: ""}
"""The API group of each kind: another group may have a Job of its own."""

_SPECIAL = re.compile("([^A-Za-z0-9_-])")
_ESCAPED = r"\\\1"
"""What is escaped in an expression is less than `re.escape` has it: a name's hyphens stay legible."""


class NowhereError(UsageError):
    """An object does not lead where one wants to go; the sentence says why."""


def kind_word(kind: Kind) -> str:
    """`DaemonSet`: one of a kind, as the API calls it."""
    return kind.title.removesuffix("s")


def kind_of(word: str, api_version: str = "") -> Kind | None:
    """The kind of an object that is named by the API's words; None: it has no pane."""
    kind = kind_named(word)
    foreign = kind is not None and api_version and api_version.rpartition("/")[0] != _GROUPS[kind.name]
    return None if foreign else kind


def owner_of(obj: Any) -> tuple[Kind, Key, str]:
    """The owner of an object: its kind, its key, its uid; raises `NowhereError`.

    That is its controller, or the first owner there is.
    """
    name = visible(obj.meta.name)
    references: list[OwnerReference] = obj.meta.owner_references or []
    owner = next((each for each in references if each.controller), references[0] if references else None)
    if owner is None:
        raise NowhereError(f"{name} has no owner")
    kind = kind_of(owner.kind, owner.api_version)
    if kind is None:
        raise NowhereError(f"{name} belongs to {visible(owner.kind)} {visible(owner.name)}, which has no pane")
    return kind, (obj.meta.namespace if kind.namespaced else "", owner.name), owner.uid


def node_of(kind: Kind, obj: Any) -> Key:
    """The node a pod is on; raises `NowhereError`."""
    name = visible(obj.meta.name)
    if kind is not PODS:
        raise NowhereError(f"only a pod is on a node, and {name} is a {kind_word(kind)}")
    if not obj.spec.node_name:
        raise NowhereError(f"{name} is on no node yet")
    return ("", obj.spec.node_name)


def pods_filter(kind: Kind, obj: Any, jobs: Mapping[Key, Job], *, several_namespaces: bool) -> str:
    """The filter that shows the pods of an object; raises `NowhereError`.

    `jobs` are those that are known, of which a CronJob's are picked.
    """
    name = visible(obj.meta.name)
    if kind is NODES:
        return _whole("NODE", obj.meta.name)
    where = f"{_whole('NAMESPACE', obj.meta.namespace)} " if several_namespaces else ""
    if kind is DAEMONSETS:
        selector = selector_text(obj.spec.selector)
        if selector.startswith("<") or selector == NONE:
            raise NowhereError(f"{name} has no selector that can match a pod")
    elif kind is JOBS:
        selector = f"job-name={obj.meta.name}"
    elif kind is CRONJOBS:
        owned = sorted(job.meta.name for job in jobs_of(obj, jobs.values()))
        if not owned:
            raise NowhereError(f"{name} has no Jobs now, and so no pods")
        selector = f"job-name in ({','.join(owned)})"
        if len(where) + len(selector) + len("-l ") > LONGEST:
            raise NowhereError(f"{name} has {len(owned)} Jobs, too many for one filter: try p on one of them")
    else:
        raise NowhereError(f"{name} is a pod itself")
    try:
        parse_selector(selector)
    except SelectorError:
        raise NowhereError(f"{name} has a selector that is no filter") from None
    if len(line := f"{where}-l {selector}") > LONGEST:
        raise NowhereError(f"the selector of {name} is too long for a filter")
    return line


def jobs_of(cronjob: CronJob, jobs: Iterable[Job]) -> list[Job]:
    """The Jobs that a CronJob made and that are still there."""
    return [
        job
        for job in jobs
        if job.meta.namespace == cronjob.meta.namespace
        and any(
            (owner.kind, owner.name, owner.uid) == ("CronJob", cronjob.meta.name, cronjob.meta.uid)
            for owner in job.meta.owner_references or ()
        )
    ]


def _whole(column: str, text: str) -> str:
    """A word of a filter that matches this text alone in a column."""
    return f"{column}:^{_SPECIAL.sub(_ESCAPED, text)}$"

"""An object that goes, and a Job that is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ktui.insight.writes.objects import kubectl_words, path_of, prefix_of, ref_of
from ktui.model.kinds import CRONJOBS, JOBS
from ktui.model.verbs import VERBS
from ktui.model.writes import Change, Danger, ObjectRef, Request, Write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.model.difference import Difference
    from ktui.model.kinds import Kind
    from ktui.model.objects import Job, Pod

Cascade = Literal["background", "foreground", "orphan"]
"""What becomes of what an object owns: it goes after it, before it, or stays."""

CASCADES: tuple[Cascade, ...] = ("background", "foreground", "orphan")


def delete(kind: Kind, obj: Mapping[str, Any], *, cascade: Cascade = "background", goes: str = "") -> Write:
    """Delete this very object, not another of its name; `goes` says what it owns, as `owned_words` does.

    The cascade is always said: what a server does with a Job's pods when it is not, is to leave them behind.
    """
    ref = ref_of(kind, obj)
    path = path_of(kind, prefix_of(kind, obj), ref.namespace, ref.name)
    meta = {key: value for key, value in obj["metadata"].items() if key != "managedFields"}
    flags = [] if cascade == "background" else [f"--cascade={cascade}"]
    change = Change(
        verb="delete",
        ref=ref,
        path=path,
        kubectl=kubectl_words("delete", kind.singular, ref.name, *flags, namespace=ref.namespace),
        before={**obj, "metadata": meta},
        no_inverse="what is deleted can only be made anew",
    )
    body = {
        "kind": "DeleteOptions",
        "apiVersion": "v1",
        "propagationPolicy": cascade.capitalize(),
        "preconditions": {"uid": ref.uid},
    }
    stays = cascade == "orphan" and bool(goes)
    return Write(
        change,
        Request("DELETE", path, body, manager=False),
        VERBS["delete"].needs(kind),
        danger=Danger.NAME if goes and not stays else Danger.ENTER,
        goes="" if stays else goes,
        warnings=(f"{goes}: stays behind, and belongs to nobody then",) if stays else (),
    )


NAMED = 3
"""So many of the objects that go with another are named."""


def owned_words(jobs: Sequence[Job], pods: Sequence[Pod]) -> str:
    """What goes with an object, some by name: `12 pods on 12 nodes (agent-0, agent-1, agent-2 …)`; empty: nothing."""
    nodes = {pod.spec.node_name for pod in pods if pod.spec.node_name}
    parts = [_counted(len(jobs), "Job"), _counted(len(pods), "pod")]
    where = f" on {_counted(len(nodes), 'node')}" if nodes else ""
    names = sorted(each.meta.name for each in pods or jobs)
    which = f" ({', '.join(names[:NAMED])}{' …' if len(names) > NAMED else ''})" if names else ""
    return f"{' and '.join(filter(None, parts))}{where}{which}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}" if count else ""


def make_job(
    verb: str,
    origin: ObjectRef,
    body: Mapping[str, Any],
    *,
    kubectl: str,
    warnings: Sequence[str] = (),
    differences: tuple[Difference, ...] = (),
) -> Write:
    """Make this Job for `origin`, the CronJob or Job it comes from; taken back by deleting it."""
    meta = body["metadata"]
    ref = ObjectRef(JOBS.name, meta.get("namespace") or origin.namespace, meta["name"])
    prefix = prefix_of(JOBS, body)
    change = Change(
        verb=verb,
        ref=ref,
        path=path_of(JOBS, prefix, ref.namespace, ref.name),
        kubectl=kubectl,
        after=body,
    )
    return Write(
        change,
        Request("POST", JOBS.path(prefix, ref.namespace), body),
        VERBS[verb].needs(JOBS),
        warnings=tuple(warnings),
        differences=differences,
    )


def trigger_command(origin: ObjectRef, name: str) -> str:
    """The kubectl command for a CronJob's Job now."""
    assert origin.kind == CRONJOBS.name
    return kubectl_words("create", "job", name, f"--from=cronjob/{origin.name}", namespace=origin.namespace)


def rerun_command(origin: ObjectRef, name: str) -> str:
    """The command for a Job again: kubectl has none of its own, and makes what ktui writes."""
    namespace = f" --namespace={origin.namespace}"
    return f"ktui rerun {origin.name} --name={name}{namespace} --dry-run -o json | kubectl create -f -"

"""An object that goes, and a Job that is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ktui.insight.writes.objects import kubectl_words, path_of, prefix_of, ref_of
from ktui.model.kinds import CRONJOBS, JOBS
from ktui.model.verbs import VERBS
from ktui.model.writes import Change, Danger, ObjectRef, Request, Write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.model.kinds import Kind

Cascade = Literal["background", "foreground", "orphan"]
"""What becomes of what an object owns: it goes after it, before it, or stays."""

CASCADES: tuple[Cascade, ...] = ("background", "foreground", "orphan")


def delete(
    kind: Kind, obj: Mapping[str, Any], *, cascade: Cascade = "background", owned: int = 0, goes: str = ""
) -> Write:
    """Delete this very object, not another of its name; `owned` objects go with it, which `goes` says in words.

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
    more = cascade != "orphan" and owned > 0
    return Write(
        change,
        Request("DELETE", path, body, manager=False),
        VERBS["delete"].needs(kind),
        danger=Danger.NAME if more else Danger.ENTER,
        goes=goes if more else "",
        warnings=(f"{owned} that it owns stay and belong to nobody",) if cascade == "orphan" and owned else (),
    )


def make_job(
    verb: str, origin: ObjectRef, body: Mapping[str, Any], *, kubectl: str, warnings: Sequence[str] = ()
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
    )


def trigger_command(origin: ObjectRef, name: str) -> str:
    """The kubectl command for a CronJob's Job now."""
    assert origin.kind == CRONJOBS.name
    return kubectl_words("create", "job", name, f"--from=cronjob/{origin.name}", namespace=origin.namespace)


def rerun_command(origin: ObjectRef, name: str) -> str:
    """The command for a Job again: kubectl has none of its own, and makes what ktui writes."""
    namespace = f" --namespace={origin.namespace}"
    return f"ktui rerun {origin.name} --name={name}{namespace} --dry-run -o json | kubectl create -f -"

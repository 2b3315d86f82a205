"""How an object is deleted: at once, in time, or when its finalizers are worked off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ktui.demo.server.field_errors import FieldErrors
from ktui.demo.server.store import timestamp

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.strategies import Strategy

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
"""The finalizers under which the garbage collector deletes, or sets free, what an object owns."""
PROPAGATIONS = ("Foreground", "Background", "Orphan")


@dataclass(frozen=True, slots=True)
class DeleteOptions:
    """How something is to be deleted."""

    propagation: str | None = None
    """`Background`, `Foreground` or `Orphan`; None: as the kind has it."""
    grace: int | None = None
    """Seconds; None: the object's own."""
    uid: str | None = None
    revision: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Deletion:
    """What came of one."""

    obj: Raw
    """As it then is, or was last."""
    gone: bool
    """Whether nothing is left of it."""


def check_options(propagation: str | None, *, orphans: bool | None = None, dry_run: list[str] | None = None) -> None:
    """Raise the 422 `RefusalError` for options that cannot be."""
    errors = FieldErrors()
    if propagation is not None and orphans is not None:
        errors.invalid("propagationPolicy", propagation, "orphanDependents and deletionPropagation cannot be both set")
    elif propagation is not None and propagation not in PROPAGATIONS:
        errors.unsupported("propagationPolicy", propagation, (*PROPAGATIONS, "nil"))
    if dry_run and dry_run != ["All"]:
        errors.unsupported("dryRun", dry_run, ("All",))
    errors.refuse("DeleteOptions", "meta.k8s.io", "")


def marked(obj: Raw, rules: Strategy, options: DeleteOptions, now: float) -> Raw | None:
    """The object with the marks that this deletion leaves on it; itself where they are there; None: at once, unmarked.

    It goes at once when it is marked with no grace and no finalizer.
    """
    meta = obj["metadata"]
    finalizers = _finalizers(meta, rules, options.propagation)
    if rules.grace:
        changes = _graceful(obj, options.grace, now)
    elif finalizers and not meta.get("deletionTimestamp"):
        changes = {"deletionTimestamp": timestamp(now), "deletionGracePeriodSeconds": 0}
    elif finalizers:
        changes = {}
    else:
        return None
    if finalizers != meta.get("finalizers", []):
        changes["finalizers"] = finalizers
    if not changes:
        return obj
    if meta.get("generation") and not meta.get("deletionTimestamp"):
        changes["generation"] = meta["generation"] + 1
    new = {**meta, **changes}
    if not new.get("finalizers"):
        new.pop("finalizers", None)
    return {**obj, "metadata": new}


def is_over(obj: Raw) -> bool:
    """Whether nothing holds an object any more that is being deleted."""
    meta = obj["metadata"]
    held = meta.get("finalizers") or meta.get("deletionGracePeriodSeconds") or obj.get("spec", {}).get("finalizers")
    return bool(meta.get("deletionTimestamp")) and not held


def explain_precondition(meta: Raw, options: DeleteOptions) -> str | None:
    """Why the object is not the one that is meant, in the server's words; None: it is."""
    if options.uid not in (None, meta["uid"]):
        return (
            f"the UID in the precondition ({options.uid}) does not match the UID in record ({meta['uid']}). "
            "The object might have been deleted and then recreated"
        )
    if options.revision not in (None, meta["resourceVersion"]):
        return (
            f"the ResourceVersion in the precondition ({options.revision}) does not match the ResourceVersion in "
            f"record ({meta['resourceVersion']}). The object might have been modified"
        )
    return None


def _graceful(pod: Raw, asked: int | None, now: float) -> Raw:
    meta, spec = pod["metadata"], pod.get("spec", {})
    period = spec.get("terminationGracePeriodSeconds", 30) if asked is None else asked
    if not spec.get("nodeName") or pod.get("status", {}).get("phase") in ("Succeeded", "Failed"):
        period = 0
    period = 1 if period < 0 else period
    if "deletionTimestamp" in meta:
        left = meta.get("deletionGracePeriodSeconds")
        # A deletion under way can only be made shorter.
        if asked is None or (left is not None and period >= left):
            return {}
        began = _seconds(meta["deletionTimestamp"]) - (left or 0)
        return {"deletionTimestamp": timestamp(began + period), "deletionGracePeriodSeconds": period}
    return {"deletionTimestamp": timestamp(now + period), "deletionGracePeriodSeconds": period}


def _finalizers(meta: Raw, rules: Strategy, propagation: str | None) -> list[str]:
    there: list[str] = meta.get("finalizers", [])
    wanted = {"Foreground": FOREGROUND, "Orphan": ORPHAN}.get(propagation or "")
    if propagation is None:
        wanted = next((one for one in (ORPHAN, FOREGROUND) if one in there), ORPHAN if rules.orphans else None)
    kept = [one for one in there if one == wanted or one not in (FOREGROUND, ORPHAN)]
    return kept if wanted is None or wanted in kept else [*kept, wanted]


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()

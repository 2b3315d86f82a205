"""Every change that ktui can make, once: what it works on and the right it needs.

All of them are closed by read-only mode; there is no verb that only some of the time writes.
"""

from __future__ import annotations

from typing import NamedTuple

from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, KINDS, NODES, Kind
from ktui.model.right import Right


class Verb(NamedTuple):
    """One sort of change."""

    name: str
    """What a user types, and what the journal calls it."""
    kinds: tuple[Kind, ...]
    """What it works on."""
    right: str
    """The API's verb that has to be permitted."""
    makes: Kind | None = None
    """What it makes, and so needs the right for; None: it changes what it works on."""
    inverse: str = ""
    """The verb that takes it back; empty: there is none."""
    done: str = ""
    """kubectl's word behind the object when it is done: `node/n1 cordoned`."""

    def needs(self, kind: Kind) -> Right:
        """The right to do it to an object of `kind`."""
        target = self.makes or kind
        return Right(self.right, group_of(target), target.name)


def group_of(kind: Kind) -> str:
    """The API group of a kind: "" for the core group, `batch`."""
    parts = kind.prefixes[0].split("/")
    return parts[2] if parts[1] == "apis" else ""


VERBS = {
    verb.name: verb
    for verb in (
        Verb("label", (NODES,), "patch", inverse="label", done="labeled"),
        Verb("cordon", (NODES,), "patch", inverse="uncordon", done="cordoned"),
        Verb("uncordon", (NODES,), "patch", inverse="cordon", done="uncordoned"),
        Verb("suspend", (CRONJOBS, JOBS), "patch", inverse="resume", done="suspended"),
        Verb("resume", (CRONJOBS, JOBS), "patch", inverse="suspend", done="resumed"),
        Verb("restart", (DAEMONSETS,), "patch", done="restarted"),
        Verb("delete", KINDS, "delete", done="deleted"),
        Verb("trigger", (CRONJOBS,), "create", makes=JOBS, inverse="delete", done="created"),
        Verb("rerun", (JOBS,), "create", makes=JOBS, inverse="delete", done="created"),
    )
}

"""A plan for the objects that a user has seen, and for no others that have taken their names since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ktui.errors import KtuiError
from ktui.insight.writes.commands import commands_of
from ktui.insight.writes.outcomes import subject
from ktui.model.writes import Outcome, Planned, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.model.writes import Plan

Key = tuple[str, str]


def only_seen(plan: Plan, uids: Mapping[Key, str]) -> Plan:
    """The plan without what it would do to objects of other uids; `uids` by (namespace, name)."""
    items = tuple(_seen(item, uids) for item in plan.items)
    if items == plan.items:
        return plan
    kubectl = commands_of([item.write.change for item in items if item.write is not None])
    return replace(plan, items=items, kubectl=kubectl)


def _seen(item: Planned, uids: Mapping[Key, str]) -> Planned:
    ref = item.ref
    seen = uids.get((ref.namespace, ref.name), "")
    if item.write is None or not seen or seen == ref.uid:
        return item
    reason = f"{subject(ref)} is another one now: the one you saw was deleted, and it was made anew"
    return Planned(ref, result=Result(ref, Outcome.REFUSED, reason, KtuiError(reason)))

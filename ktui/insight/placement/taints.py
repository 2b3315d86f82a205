"""Taints of nodes, and what pods tolerate of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.placement.affinity import integer
from ktui.insight.placement.parts import text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

NO_SCHEDULE = "NoSchedule"
NO_EXECUTE = "NoExecute"


def tolerates(toleration: Mapping[str, Any], taint: Mapping[str, Any]) -> bool:
    """Whether one toleration covers one taint."""
    effect, key = text(toleration.get("effect")), text(toleration.get("key"))
    if effect and effect != taint.get("effect"):
        return False
    if key and key != taint.get("key"):
        return False
    operator = text(toleration.get("operator")) or "Equal"
    if operator == "Exists":
        return True
    if not key:
        return False
    borne, value = text(toleration.get("value")), text(taint.get("value"))
    if operator == "Equal":
        return borne == value
    number, bound = integer(value), integer(borne)
    if operator not in ("Gt", "Lt") or number is None or bound is None:
        return False
    return number > bound if operator == "Gt" else number < bound


def untolerated(
    taints: Iterable[Mapping[str, Any]], tolerations: Collection[Mapping[str, Any]], effects: Collection[str]
) -> list[Mapping[str, Any]]:
    """The taints of these effects that no toleration covers."""
    return [
        taint
        for taint in taints
        if taint.get("effect") in effects and not any(tolerates(toleration, taint) for toleration in tolerations)
    ]

"""A DaemonSet's summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.conditions import NO_WORDS, write_conditions
from ktui.insight.describe.metadata import write_created
from ktui.insight.describe.selectors import selector_text
from ktui.insight.describe.templates import write_template
from ktui.insight.describe.values import mapping_at, number_at, text_at
from ktui.insight.describe.writing import joined

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer


def write_daemonset(writer: Writer, obj: dict[str, Any]) -> None:
    """What there is to say of a DaemonSet beneath its name."""
    spec, status = mapping_at(obj, "spec"), mapping_at(obj, "status")
    unavailable = number_at(status, "numberUnavailable") or 0
    writer.field("Unavailable", (f"{unavailable} pods that should be available" if unavailable else "", "bad"))
    misplaced = number_at(status, "numberMisscheduled") or 0
    writer.field("Misplaced", (f"{misplaced} pods on nodes that should have none" if misplaced else "", "bad"))
    made, seen = number_at(obj, "metadata", "generation"), number_at(status, "observedGeneration")
    behind = made is not None and seen is not None and seen < made
    writer.field("Change", ("the controller has not seen the last one yet" if behind else "", "busy"))
    writer.field("Selector", selector_text(mapping_at(spec, "selector")))
    writer.field("Update", _update_text(spec))
    history = number_at(spec, "revisionHistoryLimit")
    writer.field("History", "" if history is None else f"{history} revisions are kept")
    write_created(writer, obj)
    write_conditions(writer, obj, NO_WORDS)
    write_template(writer, mapping_at(spec, "template"))


def _update_text(spec: dict[str, Any]) -> str:
    strategy = mapping_at(spec, "updateStrategy")
    kind, rolling = text_at(strategy, "type"), mapping_at(strategy, "rollingUpdate")
    if kind == "OnDelete":
        return "OnDelete: a pod is only replaced when somebody deletes it"
    unavailable, surge = text_at(rolling, "maxUnavailable"), text_at(rolling, "maxSurge")
    ready = number_at(spec, "minReadySeconds")
    return joined(
        kind,
        unavailable and f"maxUnavailable {unavailable}",
        surge and f"maxSurge {surge}",
        f"available after {ready}s ready" if ready else "",
    )

"""What every object has: its state in kubectl's words, its name, its owners, its labels, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.columns import table_of
from ktui.insight.describe.values import mapping_at, moment_at, number_at, text_at, texts_at
from ktui.insight.describe.writing import joined
from ktui.insight.owners import owner_references

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.describe.writing import Writer
    from ktui.insight.owners import Owner
    from ktui.insight.page import Span
    from ktui.model.kinds import Kind
    from ktui.model.reference import Reference
    from ktui.model.version import ServerVersion

SAID_BELOW = frozenset({"NAME", "NODE SELECTOR", "SCHEDULE", "TIMEZONE"})
"""Columns that are left out of the state: a summary says them in a line of their own, and what they mean."""

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
"""The annotation that holds the object once more, as it was given to `kubectl apply`."""

LONG = 160
"""Characters of an annotation that are shown: two lines at 76 columns. The YAML has it all."""


def write_state(writer: Writer, kind: Kind, obj: dict[str, Any], version: ServerVersion) -> None:
    """The row that `kubectl get` prints for the object, each cell behind its header; nothing for an odd object."""
    import msgspec  # noqa: PLC0415  the first frame is painted without it

    from ktui.model.objects import STRUCTS  # noqa: PLC0415  as above

    try:
        decoded = msgspec.convert(obj, STRUCTS[kind.name])
    except (msgspec.ValidationError, RecursionError):
        return
    table = table_of(kind, version)
    cells, tone = table.cells(decoded, writer.now), table.tone(decoded, writer.now)
    spans: list[Span] = []
    for column, cell in zip(table.columns, cells, strict=True):
        if column.wide or column.header in SAID_BELOW:
            continue
        spans += [("  " if spans else "", ""), (column.header, "muted"), (" ", "")]
        spans.append((cell or "-", (tone or "strong") if column.header == table.state_column else ""))
    writer.line(*spans)


def write_identity(writer: Writer, title: str, obj: dict[str, Any], owners: Sequence[Owner]) -> None:
    """What the object is called, whom it belongs to, and whether it is being deleted."""
    namespace, name = text_at(obj, "metadata", "namespace"), text_at(obj, "metadata", "name")
    _write_end(writer, obj)
    writer.field(title, (joined(namespace, name, by="/"), "strong"))
    known = list(owners) or owner_references(obj)
    chain = [owner for owner in known if owner.controller]
    others = [owner for owner in known if not owner.controller]
    nobody = title == "Pod" and not known
    writer.field(
        "Owner",
        ", of ".join(map(_owner_text, chain)),
        ("none: nothing makes it again" if nobody else "", "muted"),
        about=_nearest(chain),
    )
    writer.field("Belongs to", ", ".join(map(_owner_text, others)), about=_nearest(others))


def _nearest(owners: Sequence[Owner]) -> Reference | None:
    return owners[0].reference if owners else None


def _owner_text(owner: Owner) -> str:
    said = f"{owner.kind} {owner.name}"
    if owner.kind == "ReplicationController":
        return f"{said} (deprecated: a Deployment does the same and more)"
    return f"{said} (a static pod, which its kubelet makes)" if owner.kind == "Node" else said


def _write_end(writer: Writer, obj: dict[str, Any]) -> None:
    until = moment_at(obj, "metadata", "deletionTimestamp")
    if until is None:
        return
    # The time is that by which it is to be gone: the request came a grace period earlier.
    late = writer.now - until.timestamp()
    grace = number_at(obj, "metadata", "deletionGracePeriodSeconds")
    when = f"{writer.span_of(until)} ago" if late >= 0 else f"in {-int(late)}s"
    finalizers = ", ".join(texts_at(obj, "metadata", "finalizers"))
    writer.field(
        "Being deleted",
        (f"to be gone {when}", "bad" if late > 0 else "busy"),
        "" if grace is None else f", {grace}s of grace",
        finalizers and f"; waits for finalizers {finalizers}",
    )


def write_labels(writer: Writer, obj: dict[str, Any]) -> None:
    """Labels and annotations, one a line: the last thing on a page."""
    labels = mapping_at(obj, "metadata", "labels")
    if labels:
        writer.heading("Labels")
        for key in sorted(labels):
            writer.line((key, "key"), f"={text_at(labels, key)}", indent=2)
    annotations = mapping_at(obj, "metadata", "annotations")
    keys = sorted(key for key in annotations if key != LAST_APPLIED)
    if keys:
        writer.heading("Annotations")
        for key in keys:
            text = text_at(annotations, key)
            cut = f" … ({len(text)} characters)" if len(text) > LONG else ""
            writer.line((key, "key"), f": {text[:LONG]}", (cut, "muted"), indent=2)


def write_created(writer: Writer, obj: dict[str, Any]) -> None:
    """When the object was made."""
    writer.field("Created", *writer.when(moment_at(obj, "metadata", "creationTimestamp")))

"""A node's summary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ktui.insight.describe.conditions import NODE, write_conditions
from ktui.insight.describe.metadata import write_created
from ktui.insight.describe.values import holds, mapping_at, mappings_at, text_at, texts_at
from ktui.insight.describe.writing import joined

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer

_BYTES = re.compile(r"(\d{1,18})(Ki|Mi|Gi|Ti)?")
_POWERS = {"": 0, "Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4}

_SYSTEM = (
    ("Kubelet", "kubeletVersion"),
    ("Runtime", "containerRuntimeVersion"),
    ("OS image", "osImage"),
    ("Kernel", "kernelVersion"),
)


def write_node(writer: Writer, obj: dict[str, Any]) -> None:
    """What there is to say of a node beneath its name."""
    spec, status = mapping_at(obj, "spec"), mapping_at(obj, "status")
    cordoned = holds(spec, "unschedulable")
    writer.field(
        "Unschedulable", ("true: cordoned, no new pods but those that tolerate it" if cordoned else "", "busy")
    )
    writer.fields("Taints", [_taint_text(taint) for taint in mappings_at(spec, "taints")])
    writer.field(
        "Addresses",
        ", ".join(f"{text_at(each, 'type')} {text_at(each, 'address')}" for each in mappings_at(status, "addresses")),
    )
    writer.field("Pod CIDR", ", ".join(texts_at(spec, "podCIDRs")) or text_at(spec, "podCIDR"))
    writer.field("Provider", text_at(spec, "providerID"))
    write_created(writer, obj)
    write_conditions(writer, obj, NODE)
    _write_capacity(writer, status)
    writer.heading("System")
    info = mapping_at(status, "nodeInfo")
    for label, field in _SYSTEM:
        writer.field(label, text_at(info, field), indent=2)
    writer.field("Platform", joined(text_at(info, "operatingSystem"), text_at(info, "architecture"), by="/"), indent=2)
    writer.field("Machine ID", text_at(info, "machineID"), indent=2)


def _taint_text(taint: dict[str, Any]) -> str:
    key, value, effect = (text_at(taint, field) for field in ("key", "value", "effect"))
    return f"{joined(key, value, by='=')}:{effect}"


def _write_capacity(writer: Writer, status: dict[str, Any]) -> None:
    """What the node has and what of it pods may use; only what it has not is left out."""
    capacity, allocatable = mapping_at(status, "capacity"), mapping_at(status, "allocatable")
    names = [*capacity, *(name for name in allocatable if name not in capacity)]
    shown = [name for name in names if {text_at(capacity, name), text_at(allocatable, name)} - {"0", ""}]
    if not shown:
        return
    writer.heading("Capacity")
    width = max(len(name) for name in shown)
    for name in shown:
        has, usable = (size_text(name, text_at(of, name)) for of in (capacity, allocatable))
        less = f", for pods {usable}" if usable != has else ""
        writer.line((name, "key"), " " * (width - len(name) + 2), has or "none", less, indent=2)


def size_text(name: str, quantity: str) -> str:
    """A quantity of bytes in the largest unit that leaves a number before the point; any other as it is."""
    found = _BYTES.fullmatch(quantity) if name == "memory" or "storage" in name or "hugepages" in name else None
    if found is None:
        return quantity
    size, power = int(found[1]), _POWERS[found[2] or ""]
    size <<= 10 * power
    unit = max((unit for unit, power in _POWERS.items() if size >> (10 * power)), key=_POWERS.__getitem__, default="")
    return f"{size / (1 << (10 * _POWERS[unit])):.1f}".removesuffix(".0") + unit

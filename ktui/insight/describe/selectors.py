"""Labels and selectors in kubectl's words, from plain values."""

from __future__ import annotations

from typing import Any

from ktui.insight.describe.values import mapping_at, mappings_at, text_at, texts_at

_COMPARES = {"Gt": ">", "Lt": "<"}


def labels_text(labels: dict[str, Any]) -> str:
    """`disk=ssd,zone=a`, sorted; "" for none."""
    return ",".join(sorted(f"{key}={text_at(labels, key)}" for key in labels))


def requirement_text(requirement: dict[str, Any]) -> str:
    """One expression of a selector: `disk in (nvme,ssd)`, `!old`, `cores>8`."""
    key, operator = text_at(requirement, "key"), text_at(requirement, "operator")
    if operator == "Exists":
        return key
    if operator == "DoesNotExist":
        return f"!{key}"
    values = ",".join(sorted(texts_at(requirement, "values")))
    if operator in _COMPARES:
        return f"{key}{_COMPARES[operator]}{values}"
    return f"{key} {operator.lower()} ({values})"


def selector_text(selector: dict[str, Any]) -> str:
    """A label selector: `app=web,tier in (a,b)`; "" for one that is empty."""
    labels = labels_text(mapping_at(selector, "matchLabels"))
    return ",".join([*([labels] if labels else []), *map(requirement_text, mappings_at(selector, "matchExpressions"))])

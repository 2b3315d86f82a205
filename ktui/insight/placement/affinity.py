"""What a pod asks of its node's labels and name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ktui.insight.placement.parts import mapping, mappings, text

if TYPE_CHECKING:
    from collections.abc import Mapping

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
NAME_FIELD = "metadata.name"
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")


def matches_selector(spec: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    """Whether labels hold every pair of a pod's nodeSelector."""
    return all(key in labels and labels[key] == value for key, value in mapping(spec.get("nodeSelector")).items())


def matches_affinity(spec: Mapping[str, Any], labels: Mapping[str, Any], name: str) -> bool:
    """Whether a node meets what a pod's node affinity requires: one of its terms; no term is never met."""
    required = mapping(mapping(spec.get("affinity")).get("nodeAffinity")).get(REQUIRED)
    if not isinstance(required, dict):
        return True
    return any(_matches_term(term, labels, name) for term in mappings(required.get("nodeSelectorTerms")))


def _matches_term(term: Mapping[str, Any], labels: Mapping[str, Any], name: str) -> bool:
    expressions, fields = mappings(term.get("matchExpressions")), mappings(term.get("matchFields"))
    if not expressions and not fields:
        return False
    return all(_meets(one, labels) for one in expressions) and all(_meets_field(one, name) for one in fields)


def _meets(requirement: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    operator, values = requirement.get("operator"), _values(requirement)
    value = labels.get(text(requirement.get("key")))
    if operator == "In":
        return value is not None and value in values
    if operator == "NotIn":
        return bool(values) and (value is None or value not in values)
    if operator == "Exists":
        return value is not None
    if operator == "DoesNotExist":
        return value is None
    if operator in ("Gt", "Lt") and len(values) == 1:
        number, bound = integer(value), integer(values[0])
        if number is None or bound is None:
            return False
        return number > bound if operator == "Gt" else number < bound
    return False


def _meets_field(requirement: Mapping[str, Any], name: str) -> bool:
    values = _values(requirement)
    if requirement.get("key") != NAME_FIELD or len(values) != 1:
        return False
    if requirement.get("operator") == "In":
        return bool(name == values[0])
    return bool(requirement.get("operator") == "NotIn" and name != values[0])


def _values(requirement: Mapping[str, Any]) -> list[Any]:
    values = requirement.get("values")
    return values if isinstance(values, list) else []


def integer(value: Any) -> int | None:
    """The integer of 64 bits that a label's value is; None: none."""
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        return None
    number = int(value)
    return number if -(2**63) <= number < 2**63 else None

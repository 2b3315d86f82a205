"""Labels and selectors as kubectl writes them.

The rules are `FormatLabels` (pkg/labels) and `FormatLabelSelector` (pkg/apis/meta/v1) of k8s.io/apimachinery, the same
from Kubernetes 1.20 to 1.35.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ktui.insight.columns.any_kind import NONE

if TYPE_CHECKING:
    from ktui.model.objects import LabelSelector, LabelSelectorRequirement

_VALUE = re.compile(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
"""What a label's value may be: up to 63 characters, a letter or a digit at both ends."""


def label_text(labels: dict[str, str] | None) -> str:
    """`disk=ssd,zone=a`, or `<none>`; whole texts are sorted, so `a-b=1` comes before `a=1`."""
    return ",".join(sorted(f"{key}={value}" for key, value in labels.items())) if labels else NONE


def selector_text(selector: LabelSelector | None) -> str:
    """`app=web,!legacy,tier in (a,b)`, sorted by key; `<none>`, or `<error>` for one that can match nothing.

    A selector may ask for a value that no label can have: a server of 1.20 takes it (one of 1.35 does not), and prints
    no more of it than that.
    """
    if selector is None:
        return NONE
    parts = [(key, f"{key}={value}") for key, value in (selector.match_labels or {}).items()]
    for requirement in selector.match_expressions or ():
        if not all(map(_VALUE.fullmatch, requirement.values or ())):
            return "<error>"
        parts.append((requirement.key, _requirement_text(requirement)))
    parts.sort(key=lambda part: part[0])
    return ",".join(text for _, text in parts) or NONE


def _requirement_text(requirement: LabelSelectorRequirement) -> str:
    if requirement.operator == "Exists":
        return requirement.key
    if requirement.operator == "DoesNotExist":
        return f"!{requirement.key}"
    word = "in" if requirement.operator == "In" else "notin"
    return f"{requirement.key} {word} ({','.join(sorted(requirement.values or ()))})"

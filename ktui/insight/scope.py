"""Scopes: which namespaces are shown, what they are called, and which were shown lately."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ktui.insight.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

Namespaces = tuple[str, ...]
"""The namespaces of a scope; none named: all of them."""

ALL: Namespaces = ()

NAMED = 30
"""Cells up to which several namespaces are named one by one: more would push the rest off a line of 80."""
REMEMBERED = 12
"""Names kept as recent: those beyond are found by typing sooner than by looking."""

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
"""What the API takes for a namespace's name (RFC 1123 label)."""


def scope_words(namespaces: Namespaces | None) -> str:
    """The scope as a title says it: `web`, `blog, shop`, `3 namespaces`; an ellipsis while it is not known."""
    if namespaces is None:
        return "…"
    if not namespaces:
        return "all namespaces"
    named = visible(", ".join(namespaces))
    return named if len(namespaces) == 1 or len(named) <= NAMED else f"{len(namespaces)} namespaces"


def shows_namespaces(namespaces: Namespaces | None) -> bool:
    """Whether rows have to say which namespace they are in."""
    return namespaces is not None and len(namespaces) != 1


def wrong_namespace(name: str) -> str:
    """Why no namespace can have this name, in a sentence; empty where one can."""
    if _NAME.fullmatch(name):
        return ""
    return f"{visible(name)!r} cannot be a namespace: names have small letters, digits and dashes, 63 at most"


def recent_first(recent: Sequence[str], *names: str) -> tuple[str, ...]:
    """The recent names after `names` were used, the latest first."""
    return tuple(dict.fromkeys((*names, *recent)))[:REMEMBERED]

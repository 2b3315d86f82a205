"""A short name for what a template says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

LETTERS = "bcdfghjklmnpqrstvwxz2456789"
"""Nothing that makes words, nothing that looks alike."""
PRIME, OFFSET = 16777619, 2166136261
"""Of the 32 bit FNV-1a hash."""


def template_hash(template: Raw, collisions: int = 0) -> str:
    """Letters and digits, the same for the same template: as long as the real ones, which hash Go's own printing."""
    said = json.dumps(template, sort_keys=True, separators=(",", ":")) + (str(collisions) if collisions else "")
    value = OFFSET
    for byte in said.encode():
        value = (value ^ byte) * PRIME % 2**32
    return "".join(LETTERS[ord(digit) % len(LETTERS)] for digit in str(value))

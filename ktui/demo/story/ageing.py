"""Objects that have been there for longer than the story was acted out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ktui.demo.moments import moment, seconds_text

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""A whole text that is a time with seconds, as most fields have it."""


def aged(obj: Raw, seconds: float) -> Raw:
    """The object as it would be if all that its times tell had happened so much earlier."""
    older: Raw = _earlier(obj, seconds)
    return older


def _earlier(value: Any, seconds: float) -> Any:
    if isinstance(value, dict):
        return {key: _earlier(each, seconds) for key, each in value.items()}
    if isinstance(value, list):
        return [_earlier(each, seconds) for each in value]
    if isinstance(value, str) and _TIME.fullmatch(value):
        return seconds_text(moment(value) - seconds)
    return value

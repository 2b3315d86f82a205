"""Work that takes demo time: a generator that says what to wait for, again and again."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

_Made = TypeVar("_Made")

Wait = float | Callable[[Callable[[], None]], None]
"""Seconds, or something that calls what it is given when it is over."""

Steps = Generator[Wait, None, None]
StepsTo = Generator[Wait, None, _Made]
"""Work that comes to something."""

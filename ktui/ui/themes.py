"""The screen's themes. A colour only repeats what a word or a glyph says, so any of them may be taken."""

from __future__ import annotations

import os
import sys

from rich.console import Console
from textual.theme import Theme

from ktui.model.themes import CONTRAST, DARK, LIGHT, SIXTEEN

ANSI = "ansi-dark"
"""Textual's own theme of the terminal's sixteen colours; on a light terminal it is light, as it sets no background."""

_DARK = Theme(
    name="ktui-dark",
    primary="#0178D4",
    secondary="#004578",
    accent="#ffa62b",
    warning="#ffa62b",
    error="#ba3c5b",
    success="#4EBF71",
    foreground="#e0e0e0",
)

_LIGHT = Theme(
    name="ktui-light",
    primary="#0b5cad",
    secondary="#004578",
    accent="#8a3d00",
    warning="#8a4b00",
    error="#b0122f",
    success="#17652f",
    foreground="#1c1c1c",
    background="#fafafa",
    surface="#ececec",
    panel="#e2e6ea",
    dark=False,
    variables={
        "text-primary": "#0a4f96",
        "text-warning": "#7a4300",
        "text-error": "#a50f2b",
        "text-success": "#145a29",
        "text-muted": "#424242",
    },
)

_CONTRAST = Theme(
    name="ktui-contrast",
    primary="#3d8bff",
    secondary="#2a6fd6",
    accent="#ffe100",
    warning="#ffd000",
    error="#ff8080",
    success="#4dff88",
    foreground="#ffffff",
    background="#000000",
    surface="#1a1a1a",
    panel="#1a1a1a",
    variables={
        "text-primary": "#9ccbff",
        "text-warning": "#ffd000",
        "text-error": "#ff9a9a",
        "text-success": "#4dff88",
        "text-muted": "#d8d8d8",
    },
)

THEMES: dict[str, Theme] = {DARK: _DARK, LIGHT: _LIGHT, CONTRAST: _CONTRAST}
"""Those of ktui's own, by the names a user has for them."""


def theme_for(told: str | None, usual: str = "") -> str:
    """The theme's name: what the command line tells, what the terminal can show, what the configuration has.

    NO_COLOR goes before all of them, and a terminal of sixteen colours before the configuration, which is for every
    terminal its user has.
    """
    if "NO_COLOR" in os.environ:
        return SIXTEEN
    if told:
        return told
    few = Console(file=sys.__stderr__).color_system in (None, "standard")
    return SIXTEEN if few else usual or DARK

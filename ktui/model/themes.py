"""The names of the screen's themes: what may be said on the command line and in the configuration."""

from __future__ import annotations

DARK = "dark"
LIGHT = "light"
CONTRAST = "contrast"
SIXTEEN = "16"
THEMES = (DARK, LIGHT, CONTRAST, SIXTEEN)
"""Dark is what one gets; `16` are the terminal's own sixteen colours."""

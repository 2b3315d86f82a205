"""Where ktui's own files are."""

from __future__ import annotations

import os
from pathlib import Path


def styles_dir() -> Path:
    """The folder of the screen's styles: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "styles"
    return inside if inside.is_dir() else package.parent / "styles"


def config_dir() -> Path:
    """`$XDG_CONFIG_HOME/ktui`, or what the system has for it."""
    return _folder("XDG_CONFIG_HOME", "user_config_path")


def config_file() -> Path:
    """The user's configuration, unless the command line names another."""
    return config_dir() / "config.yaml"


def state_dir() -> Path:
    """`$XDG_STATE_HOME/ktui`, or what the system has for it."""
    return _folder("XDG_STATE_HOME", "user_state_path")


def cache_dir() -> Path:
    """`$XDG_CACHE_HOME/ktui`, or what the system has for it."""
    return _folder("XDG_CACHE_HOME", "user_cache_path")


def log_file() -> Path:
    """What went wrong inside, for a report."""
    return state_dir() / "ktui.log"


def _folder(variable: str, fallback: str) -> Path:
    given = os.environ.get(variable, "")
    if given and os.path.isabs(given):  # a relative one is to be ignored, by the XDG specification
        return Path(given) / "ktui"
    import platformdirs  # noqa: PLC0415  3 ms, and only where the variable is not set

    return Path(getattr(platformdirs, fallback)("ktui", appauthor=False))

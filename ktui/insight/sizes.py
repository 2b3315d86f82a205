"""How large a file is, in words."""

from __future__ import annotations

_UNITS = ("kB", "MB", "GB", "TB")


def human_size(count: int) -> str:
    """Bytes as one reads them, in units of 1000: `950 B`, `1.2 MB`, `34 MB`."""
    if count < 1000:
        return f"{count} B"
    size = float(count)
    for unit in _UNITS:
        size /= 1000
        if size < 999.5 or unit == _UNITS[-1]:
            break
    return f"{size:.1f} {unit}" if size < 9.95 else f"{size:.0f} {unit}"

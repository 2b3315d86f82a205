"""A log's lines into a file of the user's."""

from __future__ import annotations

import asyncio
import os
import re
import time
from typing import TYPE_CHECKING

from ktui.errors import KtuiError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ktui.insight.log_lines import LogLine

SLICE = 4_000
"""Lines written before the screen gets its turn: a few milliseconds."""

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


def file_name(name: str, now: float) -> str:
    """A file's name for the log of `name` at `now` (Unix seconds, told in local time): `web-1-app-20261124-120304.log`.

    Whatever a shell or a file system may take for more than a name is left out.
    """
    return f"{fit_name(name) or 'log'}-{time.strftime('%Y%m%d-%H%M%S', time.localtime(now))}.log"


def fit_name(text: str) -> str:
    """A part of a file's name that says `text`, as far as it can; may be empty."""
    return _UNFIT.sub("-", text).strip(".-")[:150]


async def save_log(
    lines: Sequence[LogLine], *, names: Sequence[str], stamps: bool, folders: Sequence[Path], name: str
) -> Path:
    """Write the lines as they came into a new file that only its owner can read; where it is.

    The first of `folders` that can be written gets it. `names`: what stands before the lines of each source, empty
    where there is one only. Raises `KtuiError`.
    """
    failure = ""
    for folder in folders:
        path = folder / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            failure = f"{path}: {error.strerror}"
            continue
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
                for start in range(0, len(lines), SLICE):
                    file.writelines(_written(line, names, stamps) for line in lines[start : start + SLICE])
                    await asyncio.sleep(0)
        except OSError as error:
            raise KtuiError(f"cannot write all of {path}: {error.strerror}") from None
        return path
    raise KtuiError(f"cannot save the log to {failure}: choose another folder to start ktui in")


def _written(line: LogLine, names: Sequence[str], stamps: bool) -> str:
    stamp = f"{line.stamp} " if stamps and line.stamp else ""
    name = f"{names[line.source]} " if names else ""
    return f"{stamp}{name}{'-- ' if line.note else ''}{line.text}\n"

"""From the log that is open to a file of the user's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ktui.errors import KtuiError
from ktui.paths import state_dir
from ktui.session.save_log import file_name, save_log

if TYPE_CHECKING:
    from ktui.session.logs import LogFeed


async def save_all(log: LogFeed, *, stamps: bool, now: float) -> str:
    """Save all lines there are: what became of it, in words. `now`: this machine's clock in Unix seconds."""
    container = log.sources[0].request.container if len(log.sources) == 1 else ""
    try:
        path = await save_log(
            list(log.ring.lines),
            names=log.names if len(log.sources) > 1 else [],
            stamps=stamps,
            folders=[Path.cwd(), state_dir()],
            name=file_name("-".join(filter(None, (log.target.name, container))), now),
        )
    except (KtuiError, OSError) as error:
        return str(error)
    return f"saved {path if path.parent != Path.cwd() else path.name}"

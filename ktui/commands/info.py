"""`ktui info`: versions and paths."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from ktui import __version__
from ktui.commands.output import columns, document, write
from ktui.errors import KtuiError
from ktui.history.history import history_file, history_size
from ktui.kube.connect import connect
from ktui.kube.version import fetch_version
from ktui.paths import cache_dir, config_file, state_dir

if TYPE_CHECKING:
    from ktui.cli import InfoCommand


async def run_info(command: InfoCommand) -> int:
    """Run it; what cannot be found out is unknown, not an error."""
    context = address = server = None
    try:
        connection = await connect(command.where)
        context, address = connection.access.context, connection.access.server
        try:
            server = (await fetch_version(connection.transport)).text
        finally:
            await connection.transport.close()
    except KtuiError:
        pass
    facts = {
        "version": __version__,
        "python": platform.python_version(),
        "textual": _installed("textual"),
        "kubernetes": _installed("kubernetes"),
        "config": str(config_file()),
        "state": str(state_dir()),
        "cache": str(cache_dir()),
        "context": context,
        "server": server,
        "address": address,
        "history": str(history_file()),
        "historySize": history_size(),
    }
    if command.output in ("json", "yaml"):
        write(document(facts, command.output))
    else:
        write(
            "\n".join(columns([(key, "unknown" if value is None else str(value)) for key, value in facts.items()], []))
            + "\n"
        )
    return 0


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None

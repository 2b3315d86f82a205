"""`ktui keys`: every key of the screen, as the user's configuration has it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ktui.commands.output import columns, document, write
from ktui.config import user_config
from ktui.insight.text import visible
from ktui.model.key_names import NAMED, key_printed
from ktui.model.keys import PLACES

if TYPE_CHECKING:
    from ktui.cli import KeysCommand
    from ktui.model.keys import Key
    from ktui.model.right import Right


async def run_keys(command: KeysCommand) -> int:
    """Run it; what is wrong with the configuration is told on stderr and costs no key. Raises `UsageError`."""
    config, problems = user_config(command.config)
    for problem in problems:
        print(f"ktui: {visible(problem)}", file=sys.stderr)
    keys = config.table
    if command.output in ("json", "yaml"):
        write(document({"items": [_item(key) for key in keys]}, command.output))
        return 0
    wide = command.output == "wide"
    rows = [("ID", "KEY", "WHERE", "DOES", *(("NEEDS", "WRITES") if wide else ()))]
    rows += [
        (
            key.id,
            key.shown,
            PLACES[key.where],
            key.does,
            *((", ".join(right.words for right in key.rights) or "-", _yes(key.writes)) if wide else ()),
        )
        for key in keys
    ]
    write("".join(line + "\n" for line in columns(rows, [])))
    return 0


def _item(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "key": key.shown,
        "keys": [name if "+" in name or name in NAMED else key_printed(name) for name in key.keys],
        "where": key.where,
        "does": key.does,
        "needs": _right(key.rights[0]) if len(key.rights) == 1 else None,
        "writes": key.writes,
        "rights": [_right(right) for right in key.rights],
    }


def _right(right: Right) -> dict[str, str | None]:
    return {
        "verb": right.verb,
        "group": right.group,
        "resource": right.resource,
        "subresource": right.subresource or None,
    }


def _yes(value: bool) -> str:
    return "yes" if value else "no"

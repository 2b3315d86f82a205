"""`ktui get --from FILE`: what `ktui get` would have printed then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.commands.printing import Printer, wants_extras
from ktui.commands.recorded import recording_then, warn
from ktui.errors import NotFoundError, UsageError
from ktui.insight.columns import table_of
from ktui.insight.text import visible
from ktui.model.label_selector import parse_selector
from ktui.recording.moments import said

if TYPE_CHECKING:
    from ktui.cli import GetCommand


async def run_get_recorded(command: GetCommand) -> int:
    """Run it; returns the exit code, raises `KtuiError`. Nothing but the file is consulted."""
    if command.watch:
        raise UsageError("a recording does not change: leave out -w, or play it on the screen with ktui replay FILE")
    if command.names and command.selector:
        raise UsageError("a name and -l exclude each other: leave one out")
    selector = parse_selector(command.selector)
    then = recording_then(command.where)
    kind = command.kind
    printer = Printer(
        command,
        table_of(kind, then.recording.version),
        lambda: then.at,
        namespace=then.namespace,
    )
    if wants_extras(command):
        from ktui.commands.pod_extras import extras_then  # noqa: PLC0415  a table waits for nothing it does not need

        printer.extra = extras_then(then)
    objects, unreadable = then.objects(kind)
    missing: list[str] = []
    if command.names:
        found: list[Any] = []
        for name in command.names:
            of_name = [obj for obj in objects if obj.meta.name == name]
            found += of_name
            if not of_name:
                missing.append(f'{kind.name} "{visible(name)}" not found in the recording at {said(then.at)}')
        objects, unreadable = found, 0
    else:
        objects = [obj for obj in objects if selector.matches(obj.meta.labels)]
    if objects or not (missing or unreadable) or (not missing and command.output in ("json", "yaml")):
        printer.all(objects)
    if missing and not objects:
        *missing, last = missing
        for lack in missing:
            warn(lack)
        raise NotFoundError(last)
    for lack in missing:
        warn(lack)
    if unreadable:
        warn(f"{unreadable} of the {kind.name} cannot be read")
    return 1 if missing or unreadable else 0

"""`ktui get`: what kubectl prints of a kind, once or for each change."""

from __future__ import annotations

import asyncio
import random
import sys
from typing import TYPE_CHECKING, Any

from ktui.commands.printing import Printer, wants_extras
from ktui.errors import ForbiddenError, NotFoundError, UnreachableError, UsageError
from ktui.insight.columns import table_of
from ktui.insight.text import visible
from ktui.kube.clock import SystemClock
from ktui.kube.connect import connect
from ktui.kube.pulse import Pulse
from ktui.kube.reads import read_all, read_one
from ktui.kube.reflector import Reflector, Target
from ktui.kube.version import fetch_version
from ktui.model.link import LinkState
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.cli import GetCommand
    from ktui.kube.connect import Connection
    from ktui.kube.reflector import Sink
    from ktui.model.link import Link
    from ktui.model.version import ServerVersion


async def run_get(command: GetCommand) -> int:
    """Run it; returns the exit code, raises `KtuiError`."""
    if command.names and command.where.all_namespaces and command.kind.namespaced:
        raise UsageError("an object cannot be got by name across all namespaces: say which with -n")
    if command.names and command.selector:
        raise UsageError("a name and -l exclude each other: leave one out")
    if command.watch and len(command.names) > 1:
        raise UsageError("-w watches one name or all: leave the other names out")
    connection = await connect(command.where)
    try:
        try:
            version = await fetch_version(connection.transport)
        except ForbiddenError:  # a hardened cluster may hide its version, and still show the objects
            version = NEWEST
        printer = Printer(
            command,
            table_of(command.kind, version),
            connection.transport.server_clock.time,
            namespace=connection.namespace,
        )
        if command.watch:
            return await _watch(command, connection, printer, version)
        return await _once(command, connection, printer, version)
    finally:
        await connection.transport.close()


async def _once(command: GetCommand, connection: Connection, printer: Printer, version: ServerVersion) -> int:
    if command.names:
        return await _named(command, connection, printer, version)
    kind = command.kind
    found = await read_all(
        connection.transport, kind, connection.namespace, selector=command.selector, gzip=connection.gzip
    )
    if found.objects or not found.unreadable or command.output in ("json", "yaml"):
        await _print(command, connection, printer, version, found.objects)
    if found.unreadable:
        _complain(f"{found.unreadable} of the {kind.name} cannot be read; kubectl get {kind.name} -o json shows them")
        return 1
    return 0


async def _print(
    command: GetCommand, connection: Connection, printer: Printer, version: ServerVersion, objects: Sequence[Any]
) -> None:
    """All of an answer, with what is ktui's own where there is a place for it."""
    if wants_extras(command) and objects:
        from ktui.commands.pod_extras import extras_now  # noqa: PLC0415  a table waits for nothing it does not need

        printer.extra = await extras_now(command, connection, version, objects)
    printer.all(objects)


async def _named(command: GetCommand, connection: Connection, printer: Printer, version: ServerVersion) -> int:
    """Those with the names that were given, in that order; those that are missing are told one by one."""
    objects, missing = [], []
    for name in command.names:
        try:
            objects.append(await read_one(connection.transport, command.kind, connection.namespace, name))
        except NotFoundError as error:
            missing.append(error)
    if objects:
        await _print(command, connection, printer, version, objects)
    elif missing:
        *missing, last = missing
        for lack in missing:
            _complain(str(lack))
        raise last
    for lack in missing:
        _complain(str(lack))
    return 1 if missing else 0


def _complain(sentence: str) -> None:
    print(f"ktui: {visible(sentence)}", file=sys.stderr)


async def _watch(command: GetCommand, connection: Connection, printer: Printer, version: ServerVersion) -> int:
    """The objects there are, then each change, through outages, until ctrl+c."""
    clock = SystemClock()
    pulse = Pulse(connection.transport, clock)
    connection.transport.heard = pulse.heard
    name = command.names[0] if command.names else ""

    def reflector(target: Target, sink: Sink) -> Reflector:
        return Reflector(
            target,
            sink,
            transport=connection.transport,
            pulse=pulse,
            clock=clock,
            rand=random.random,
            gzip=connection.gzip,
        )

    target = Target(
        command.kind,
        connection.namespace if command.kind.namespaced else None,
        command.selector,
        f"metadata.name={name}" if name else "",
    )
    tasks = [asyncio.create_task(pulse.run())]
    changes = _Changes(printer, must_exist=name)
    try:
        if wants_extras(command):
            from ktui.commands.pod_extras import WatchedExtras  # noqa: PLC0415  as above

            now = connection.transport.server_clock.time
            extras = WatchedExtras(connection.namespace, version, reflector, now=now, clock=clock)
            tasks.append(asyncio.create_task(extras.run()))
            await extras.begun()
            printer.extra, changes.gone = extras.extra, extras.forget
        await reflector(target, changes).run()
    finally:
        for task in tasks:
            task.cancel()
    return 0


class _Changes:
    """A reflector's sink that prints: the first list as a whole, then what differs from what was printed."""

    def __init__(self, printer: Printer, *, must_exist: str) -> None:
        self._printer = printer
        self._must_exist = must_exist
        self._known: dict[tuple[str, str], Any] = {}
        self._listed: dict[tuple[str, str], Any] = {}
        self._begun = False
        self.gone: Callable[[Any], None] = lambda _: None
        """Hears of each that was told to be gone."""

    def list_began(self) -> None:
        self._listed = {}

    def page(self, objects: Sequence[Any], remaining: int | None) -> None:
        self._listed.update((obj.key, obj) for obj in objects)

    def list_ended(self) -> None:
        listed, self._listed = self._listed, {}
        if not self._begun:
            self._begun = True
            if self._must_exist and not listed:
                raise _GoneError(f"there is no {self._must_exist} here to watch")
            self._known = listed
            self._printer.changes("ADDED", self._printer.sorted(list(listed.values())), headers=True)
            return
        for key in [key for key in self._known if key not in listed]:
            self.remove(self._known[key])
        for obj in listed.values():
            self.put(obj)

    def put(self, obj: Any) -> None:
        old = self._known.get(obj.key)
        if old is not None and old.meta.uid != obj.meta.uid:
            self.remove(old)
            old = None
        if old is None or old.meta.resource_version != obj.meta.resource_version:
            self._known[obj.key] = obj
            self._printer.change("ADDED" if old is None else "MODIFIED", obj)

    def remove(self, obj: Any) -> None:
        known = self._known.get(obj.key)
        if known is not None and known.meta.uid == obj.meta.uid:
            del self._known[obj.key]
            self._printer.change("DELETED", obj)
            self.gone(obj)

    def linked(self, link: Link) -> None:
        if not self._begun and link.reason and link.retry_at is not None:
            # Nothing was shown yet, so there is nothing to keep: say what is wrong and leave it to the caller.
            raise {LinkState.DENIED: ForbiddenError, LinkState.ABSENT: NotFoundError}.get(link.state, UnreachableError)(
                f"not permitted to {link.reason}" if link.state is LinkState.DENIED else link.reason
            )
        if link.state is LinkState.STALE and sys.stderr.isatty():
            _complain(f"not live: {link.reason}")


class _GoneError(NotFoundError):
    """Raised out of the first list; never retried."""

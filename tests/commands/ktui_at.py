"""ktui's commands as a user types them, against the test API server."""

from __future__ import annotations

import asyncio
import gc
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.__main__ import main
from ktui.cli import GetCommand, parse
from ktui.commands.get import run_get
from tests.fakes.clock import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import pytest

    from ktui.demo.server.api_server import ApiServer


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout, as the one document that it is."""
        return json.loads(self.out)

    @property
    def items(self) -> list[Any]:
        """The items of the answer."""
        found: list[Any] = self.json["items"]
        return found

    @property
    def names(self) -> list[str]:
        """The items' names, in order."""
        return [item["name"] for item in self.items]


class Ktui:
    """Runs commands on one cluster, as `dev`, whose context is in namespace `web`."""

    def __init__(self, server: ApiServer, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.server = server
        self.kubeconfig = folder / "kubeconfig"
        self.journal = folder / "state" / "ktui" / "journal.db"
        self.kubeconfig.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "current-context": "lab",
                    "clusters": [{"name": "c", "cluster": {"server": server.url}}],
                    "users": [{"name": "dev", "user": {"token": "secret"}}],
                    "contexts": [{"name": "lab", "context": {"cluster": "c", "user": "dev", "namespace": "web"}}],
                }
            )
        )

    async def __call__(self, *arguments: str) -> Answer:
        """Run one command to its end, in a thread as it has a loop of its own."""
        self._capsys.readouterr()
        try:
            code = await asyncio.to_thread(main, ["--kubeconfig", str(self.kubeconfig), *arguments])
        finally:
            gc.enable()
        out, err = self._capsys.readouterr()
        return Answer(code, out, err)

    @asynccontextmanager
    async def watching(self, *arguments: str) -> AsyncIterator[Watching]:
        """A `get -w` at work, cancelled at the end as by ctrl+c."""
        self._capsys.readouterr()
        command = parse(["--kubeconfig", str(self.kubeconfig), "get", *arguments, "-w"])
        assert isinstance(command, GetCommand)
        task = asyncio.create_task(run_get(command))
        try:
            yield Watching(task, self._capsys)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class Watching:
    """What a `get -w` has printed so far."""

    def __init__(self, task: asyncio.Task[int], capsys: pytest.CaptureFixture[str]) -> None:
        self.task = task
        self._capsys = capsys
        self.out = ""

    @property
    def lines(self) -> list[str]:
        """Every line so far."""
        self.out += self._capsys.readouterr().out
        return self.out.splitlines()

    async def until_lines(self, count: int) -> list[str]:
        """Wait until so many are there."""
        await until(lambda: len(self.lines) >= count or self.task.done(), what=f"{count} lines")
        if self.task.done():
            self.task.result()
        return self.lines

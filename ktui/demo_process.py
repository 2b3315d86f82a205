"""The demo's cluster behind a screen: a process of its own, so that neither keeps the other waiting."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ktui.demo.clock import DemoClock, time_from_now
from ktui.demo.kubeconfig import CONTEXT, FILE, private_folder
from ktui.errors import KtuiError
from ktui.paths import log_file

if TYPE_CHECKING:
    from ktui.cli import Where
    from ktui.demo.options import DemoOptions

RUN = """\
import gc, sys
gc.disable()
sys.path.append(sys.argv[2])
from ktui.demo.child import main
sys.exit(main(sys.argv[1:]))
"""
"""ktui's own place goes behind the others: it may not be installed, but run from a checkout. Garbage is looked for once
the cluster is made."""
LEAVING_SECONDS = 2.0
"""For which its end is waited for."""


class DemoProcess:
    """`with DemoProcess(options) as demo:` starts it; it ends with the context, or when this process is killed."""

    def __init__(self, options: DemoOptions) -> None:
        shared = time_from_now(options.speed)
        self.clock = DemoClock(shared)
        """The cluster's time."""
        self.kubeconfig = private_folder() / FILE
        """There once `ready` has returned."""
        self._options = options
        self._shared = shared
        self._told: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        told = {
            "options": self._options._asdict(),
            "folder": str(self.kubeconfig.parent),
            "time": str(self._shared),
            "log": str(log_file()),
        }
        # -P: what happens to lie in the folder where one is must not be taken for a module. A session of its own: what
        # is typed at the terminal is not for it.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", RUN, json.dumps(told), str(Path(__file__).parent.parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            # It speaks no TLS, and the library it serves with would read all of the system's certificates.
            env={**os.environ, "SSL_CERT_FILE": os.devnull},
        )
        return self

    def __exit__(self, *exc: object) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(LEAVING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.kubeconfig.parent, ignore_errors=True)

    def where(self, where: Where) -> Where:
        """The same part of this cluster."""
        return where._replace(kubeconfig=str(self.kubeconfig), context=CONTEXT)

    async def ready(self) -> None:
        """Wait until it serves; raises `KtuiError` where it cannot."""
        if self._told is None:
            self._told = asyncio.create_task(self._hear())
        await asyncio.shield(self._told)

    async def _hear(self) -> None:
        reader = asyncio.StreamReader()
        output = self._process.stdout
        assert output is not None
        # A copy: the transport closes what it was given.
        with os.fdopen(os.dup(output.fileno()), "rb", buffering=0) as pipe:
            transport, _ = await asyncio.get_running_loop().connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(reader), pipe
            )
            try:
                line = await reader.readline()
            finally:
                transport.close()
        if not line:
            raise KtuiError(f"the demo's cluster ended before it was there: {log_file()} may say why")
        if (error := json.loads(line).get("error")) is not None:
            raise KtuiError(error)

"""The process of a demo's cluster behind the screen: it lives as long as whoever started it holds its input open.

Its only argument is JSON: `options`, the `folder` for the kubeconfig, the demo's `time`, the `log` file. One line of
JSON on its output tells that the cluster is there, or in `error` why it cannot be.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ktui.demo.clock import DemoTime
from ktui.demo.options import DemoOptions
from ktui.demo.serving import serving
from ktui.errors import KtuiError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Serve until the input ends; the exit code."""
    told = json.loads(arguments[0])
    os.umask(0o077)
    handler = logging.FileHandler(told["log"], encoding="utf-8", delay=True)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], format="%(asctime)s %(name)s %(message)s")
    folder = Path(told["folder"])
    try:
        asyncio.run(_serve(DemoOptions(**told["options"]), folder, DemoTime.parse(told["time"])))
    except KtuiError as error:
        _say(error=str(error))
        return error.exit_code
    except Exception as error:
        logging.getLogger(__name__).exception("the demo's cluster failed")
        _say(error=f"the demo's cluster failed inside ({error!r}); {told['log']} says more; please report it")
        return 1
    finally:
        # Whoever started it does the same; but that one may have been killed.
        shutil.rmtree(folder, ignore_errors=True)
    return 0


async def _serve(options: DemoOptions, folder: Path, shared: DemoTime) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    held = sys.stdin.fileno()

    def heard() -> None:
        if not os.read(held, 1024):
            loop.remove_reader(held)
            ended.set()

    loop.add_reader(held, heard)
    async with serving(options, folder, shared):
        _say()
        await ended.wait()


def _say(**what: Any) -> None:
    """One line; whoever should read it may be gone."""
    try:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

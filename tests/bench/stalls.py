"""How long the event loop is ever held up: python tests/bench/stalls.py, on the lab filled as for run.py.

The application runs in this process, headless, at 160x50, while a task on its loop measures how late it is woken: while
10,001 pods load, then under churn. Prints the worst and the 99th percentile of each, in milliseconds, and how much of
it was the loop's own work: on two cores that also run the cluster, a waking may wait as long for a core.
"""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ktui.session.session import Listener, Session

HERE = Path(__file__).parent
LAB = HERE.parent / "lab"
STEP = 0.001
"""Seconds between two wakings; what comes later than that is the loop's doing."""
CHURN_SECONDS = 30


class Lags(NamedTuple):
    """How each waking was late; not an object for each, which garbage collections would walk."""

    late: list[float]
    """Milliseconds."""
    worked: list[float]
    """Milliseconds of processor time that the loop's thread had meanwhile."""


async def lags(until: asyncio.Event) -> Lags:
    """By how much each waking was late."""
    found = Lags([], [])
    while not until.is_set():
        began, worked = time.perf_counter(), time.thread_time()
        await asyncio.sleep(STEP)
        late = time.perf_counter() - began - STEP
        found.late.append(late * 1000)
        found.worked.append((time.thread_time() - worked) * 1000)
    return found


def told(what: str, found: Lags) -> str:
    """One line."""
    worst, worked = max(zip(*found, strict=True))
    late, work = sorted(found.late), sorted(found.worked)
    place = int(len(late) * 0.99)
    return (
        f"{what:<10} worst {worst:5.1f} ms, {worked:.1f} of them work   p99 {late[place]:5.1f} ms"
        f"   most work {work[-1]:5.1f} ms, p99 {work[place]:5.1f} ms   {len(late)} wakings"
    )


async def measure() -> None:
    """Load, then churn."""
    from ktui.cli import Where
    from ktui.opening import open_session
    from ktui.ui.app import KtuiApp

    opened: list[Session] = []

    async def connect(listener: Listener, **_elsewhere: object) -> Session:
        opened.append(await open_session(Where(all_namespaces=True), listener))
        return opened[0]

    gc.disable()  # as the command does until the first lists are loaded
    app = KtuiApp(connect=connect, namespaces=())
    async with app.run_test(size=(160, 50)):
        done = asyncio.Event()
        watching = asyncio.create_task(lags(done))
        while not (opened and all(feed.loaded for feed in opened[0].feeds.values())):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        done.set()
        print(told("loading", await watching), flush=True)

        churning = await asyncio.create_subprocess_exec(
            sys.executable, str(LAB / "fill"), "churn", "300", str(CHURN_SECONDS), stdout=subprocess.PIPE
        )
        assert churning.stdout is not None
        await churning.stdout.readline()  # it lists the pods itself first
        done.clear()
        watching = asyncio.create_task(lags(done))
        rate = (await churning.communicate())[0].decode().strip()
        done.set()
        print(told("churning", await watching), f"  {rate}", flush=True)


if __name__ == "__main__":
    if "KUBECONFIG" not in os.environ:
        os.environ["KUBECONFIG"] = subprocess.check_output([LAB / "lab", "kubeconfig"], text=True).strip()
    asyncio.run(measure())

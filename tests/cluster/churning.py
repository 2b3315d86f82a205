"""Changes to the pods of a namespace, as a process of its own: `churning KUBECONFIG NS RATE SECONDS`."""

from __future__ import annotations

import itertools
import random
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from tests.cluster.truth import status
from tests.lab.api import STRATEGIC, Api

WRITERS = 12
"""Requests at a time: more only wait for each other in a server that has two cores."""


def churn(api: Api, namespace: str, *, rate: float, seconds: float) -> float:
    """Patch pods at random; the rate that was achieved."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    names = [item["metadata"]["name"] for item in api.every(path)]
    done = itertools.count()

    def flip(turn: int) -> None:
        restarts, ready = turn, random.random() < 0.9
        change = {"status": status(restarts=restarts, ready=ready, waiting="" if ready else "CrashLoopBackOff")}
        target = f"{path}/{random.choice(names)}/status"
        api.request("PATCH", target, change, content_type=STRATEGIC)
        next(done)

    began, sent = time.monotonic(), 0
    with ThreadPoolExecutor(WRITERS) as pool:
        waiting: list[Future[None]] = []
        while (now := time.monotonic() - began) < seconds:
            waiting = [future for future in waiting if not future.done()]
            if len(waiting) < rate:  # no more than a second's backlog
                due = max(int(now * rate) - sent, 0)
                waiting += [pool.submit(flip, turn) for turn in range(sent, sent + due)]
                sent += due
            time.sleep(0.02)
        pool.shutdown(cancel_futures=True)
    return next(done) / (time.monotonic() - began)


def main() -> None:
    """Read the arguments and do it; the rate goes to stdout."""
    kubeconfig, namespace, rate, seconds = sys.argv[1:]
    api = Api(Path(kubeconfig))
    try:
        print(f"{churn(api, namespace, rate=float(rate), seconds=float(seconds)):.0f}")
    finally:
        api.close()


if __name__ == "__main__":
    main()

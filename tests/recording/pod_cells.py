"""kubectl's cells of a plain pod (no init containers, no gates), by a reading of its own: nothing of ktui's is used."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def seconds(stamp: str) -> float:
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()


def age(elapsed: float) -> str:
    whole = int(elapsed)
    if whole < 120:
        return f"{whole}s"
    if whole < 600:
        return f"{whole // 60}m" + (f"{whole % 60}s" if whole % 60 else "")
    assert whole < 10800, "none of the recordings is as long"
    return f"{whole // 60}m"


def cells(pod: dict[str, Any], now: float, *, minor: int) -> dict[str, str]:
    """By header, as kubectl of the release 1.`minor` prints them at `now`."""
    status = pod["status"]
    statuses = status.get("containerStatuses", [])
    word = status.get("reason") or status["phase"]
    ready = restarts = 0
    ended: float | None = None
    running = False
    for container in reversed(statuses):
        restarts += container["restartCount"]
        last = container.get("lastState", {}).get("terminated")
        if last:
            ended = max(ended or 0.0, seconds(last["finishedAt"]))
        state = container["state"]
        if state.get("waiting", {}).get("reason"):
            word = state["waiting"]["reason"]
        elif "terminated" in state:
            terminated = state["terminated"]
            word = terminated.get("reason") or f"ExitCode:{terminated['exitCode']}"
        elif container["ready"] and "running" in state:
            running = True
            ready += 1
    conditions = {condition["type"]: condition["status"] for condition in status.get("conditions", [])}
    if word == "Completed" and running:
        word = "Running" if conditions.get("Ready") == "True" else "NotReady"
    if pod["metadata"].get("deletionTimestamp"):
        word = "Terminating"
    told = str(restarts)
    if minor >= 22 and restarts and ended is not None:
        told += f" ({age(now - ended)} ago)"
    return {
        "NAME": pod["metadata"]["name"],
        "READY": f"{ready}/{len(pod['spec']['containers'])}",
        "STATUS": word,
        "RESTARTS": told,
        "AGE": age(now - seconds(pod["metadata"]["creationTimestamp"])),
        "IP": status.get("podIP", "<none>"),
        "NODE": pod["spec"].get("nodeName", "<none>"),
        "NOMINATED NODE": "<none>",
        "READINESS GATES": "<none>",
    }

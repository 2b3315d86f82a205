"""Which program a container runs: by its image, its command and its environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ktui.demo.kubelet.program import IGNORES_TERM, Exit, Launch, Program
from ktui.demo.kubelet.programs import workloads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ktui.demo.kubelet.program import Programs

_SLEEP = re.compile(r"(?:^|[;&|\s])sleep (\d+(?:\.\d+)?)")
_EXIT = re.compile(r"(?:^|[;&|\s])exit (\d+)")
_SHELLS = ("sh", "bash", "/bin/sh", "/bin/bash")


def bare_name(image: str) -> str:
    """`docker.io/luksa/kubia-unhealthy:latest` -> `luksa/kubia-unhealthy`; the registry and `library/` left out."""
    name = image.partition("@")[0]
    head, _, last = name.rpartition("/")
    name = f"{head}/{last.partition(':')[0]}" if head else last.partition(":")[0]
    parts = name.split("/")
    if len(parts) > 1 and ("." in parts[0] or ":" in parts[0] or parts[0] == "localhost"):
        parts = parts[1:]
    return "/".join(parts[1:] if parts[0] == "library" else parts)


def _number(launch: Launch, name: str, default: int) -> int:
    text = launch.env.get(name, "")
    return int(text) if text.lstrip("-").isdigit() else default


def _unhealthy(launch: Launch) -> Program:
    return workloads.unhealthy(_number(launch, "HEALTHY", 5))


def _batch_job(launch: Launch) -> Program:
    return workloads.batch_job(_number(launch, "SECS", 20), _number(launch, "EXIT", 0))


IMAGES: Mapping[str, Callable[[Launch], Program]] = {
    "luksa/kubia": lambda launch: workloads.web(),
    "luksa/kubia-unhealthy": _unhealthy,
    "luksa/ssd-monitor": lambda launch: workloads.monitor(),
    "luksa/batch-job": _batch_job,
    "nginx": lambda launch: workloads.web(),
}
"""The images of the manifests, and what people try first."""


def commanded(launch: Launch) -> Program | None:
    """What a command of the container's own does, if it is a `sleep`, an `exit`, `true` or `false`; else None."""
    words = [*launch.container.get("command", ()), *launch.container.get("args", ())]
    if not words:
        return None
    if words[0] in ("true", "false"):
        return Program(exit=Exit(0.01, int(words[0] == "false")))
    script = words[2] if words[0] in _SHELLS and words[1:2] == ["-c"] and len(words) > 2 else " ".join(words)
    if "while" in script:
        return None
    sleep, code = _SLEEP.search(script), _EXIT.search(script)
    if sleep is None and code is None:
        return None
    return Program(exit=Exit(float(sleep[1]) if sleep else 0.01, int(code[1]) if code else 0), on_term=IGNORES_TERM)


def catalogue(more: Mapping[str, Callable[[Launch], Program]] | None = None) -> Programs:
    """Programs by `bare_name` of the image, `more` first; a container with a command of its own runs that.

    What is not known is a container that is well.
    """
    images = {**IMAGES, **(more or {})}

    def program(launch: Launch) -> Program:
        own = commanded(launch)
        if own is not None:
            return own
        known = images.get(bare_name(launch.container["image"]))
        return Program() if known is None else known(launch)

    return program

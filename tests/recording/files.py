"""Recordings made up for a test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parents[1] / "data" / "recordings"


def change(at: float, kind: str, name: str, *, resource: str = "pods", namespace: str = "web", **fields: Any) -> str:
    """A line of a watch."""
    obj = {"metadata": {"name": name, "namespace": namespace}, **fields}
    return json.dumps({"at": at, "resource": resource, "type": kind, "object": obj})


def notice(at: float, kind: str, **told: Any) -> str:
    """A line about the recording itself."""
    return json.dumps({"at": at, "resource": "recording", "type": kind, "object": told})


def written(path: Path, *lines: str) -> Path:
    """A plain file of them."""
    path.write_text("".join(line + "\n" for line in lines))
    return path


def naive(path: Path, at: float) -> dict[str, dict[tuple[str, str], dict[str, Any]]]:
    """What a file's last objects say, read the simplest way: the last line for a key wins."""
    found: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for text in path.read_text().splitlines():
        line = json.loads(text)
        if line["at"] > at:
            continue
        if line["resource"] == "recording":
            if line["type"] == "LISTED":
                found[line["object"]["resource"]] = {}
            continue
        meta = line["object"]["metadata"]
        objects = found.setdefault(line["resource"], {})
        key = (meta.get("namespace", ""), meta["name"])
        if line["type"] == "DELETED":
            objects.pop(key, None)
        else:
            objects[key] = line["object"]
    return found

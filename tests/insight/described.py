"""What kubectl described: the recorded objects, and the lines that are to be equal."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ktui.insight.describe import summary_page
from ktui.model.kinds import KINDS, Kind
from ktui.model.version import NEWEST
from tests.insight.objects import NOW

_FILE = Path(__file__).parent / "data" / "described-1.35.jsonl"
_CONTAINER = re.compile(r" {2,3}(\S+):")
_PROBE = re.compile(r" +(Liveness|Readiness|Startup): +(.*)")

KIND = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Described:
    kind: Kind
    obj: dict[str, Any]
    text: str

    @property
    def name(self) -> str:
        return str(self.obj["metadata"]["name"])

    def probes(self) -> dict[tuple[str, str], str]:
        """(container, Liveness) -> the line, as kubectl printed it."""
        found, container = {}, ""
        for line in self.text.splitlines():
            if match := _CONTAINER.fullmatch(line):
                container = match[1]
            elif match := _PROBE.fullmatch(line):
                found[container, match[1]] = match[2]
        return found


@cache
def described() -> tuple[Described, ...]:
    with _FILE.open() as file:
        return tuple(Described(KIND[e["kind"]], e["object"], e["described"]) for e in map(json.loads, file))


def containers_of(item: dict[str, Any]) -> list[dict[str, Any]]:
    spec = item["spec"]
    for step in ("jobTemplate", "spec", "template", "spec"):
        spec = spec.get(step, spec)
    return [*spec.get("containers", ()), *spec.get("initContainers", ())]


def summary(kind: str, obj: dict[str, Any], **options: Any) -> str:
    """A summary's text."""
    options = {"now": NOW, "version": NEWEST, **options}
    return "\n".join(line.text for line in summary_page(KIND[kind], obj, **options))

"""What a real server answered for the generated objects, kept so that the columns are checked without a cluster.

    python -m tests.parity.recording      makes the objects on the lab (LAB_VERSION chooses which) and writes the file

A file has one line of JSON for each kind: its name, the headers, the time at which the server printed, and for each
object its JSON as a list has it and its cells.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.insight.columns import table_of
from ktui.model.kinds import KINDS, Kind, kind_named
from ktui.model.objects import STRUCTS
from tests.parity.make import Made, make, remove, served_prefix
from tests.parity.server_table import cells_of, differences, fetch_table, moments

if TYPE_CHECKING:
    from ktui.model.version import ServerVersion
    from tests.lab.api import Api

FOLDER = Path(__file__).parent / "recorded"
"""One file for each server: `1.35.4.jsonl`."""

SEED, RANDOM_PODS, RANDOM_OTHERS = 35, 60, 10
"""Enough random objects to meet mixtures that nobody thought of, and a file that a reader can still open."""


_UNREAD = frozenset(
    {
        "managedFields",
        "automountServiceAccountToken",
        "dnsPolicy",
        "enableServiceLinks",
        "imageID",
        "imagePullPolicy",
        "preemptionPolicy",
        "schedulerName",
        "securityContext",
        "terminationGracePeriodSeconds",
        "terminationMessagePath",
        "terminationMessagePolicy",
        "tolerations",
    }
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One kind as a server printed it."""

    kind: Kind
    headers: tuple[str, ...]
    wide: tuple[bool, ...]
    now: float
    """Unix seconds at which the server's clock stood when it printed."""
    objects: list[tuple[bytes, tuple[str, ...]]]
    """(JSON, cells) of each object."""


def recorded(release: str) -> list[Recorded]:
    """What the server of `release` (`1.35.4`) answered, one for each kind."""
    found = []
    for line in (FOLDER / f"{release}.jsonl").read_text().splitlines():
        told = json.loads(line)
        kind = kind_named(told["kind"])
        assert kind is not None
        objects = [(json.dumps(item["object"]).encode(), tuple(item["cells"])) for item in told["objects"]]
        found.append(Recorded(kind, tuple(told["headers"]), tuple(told["wide"]), told["now"], objects))
    return found


def _record(api: Api, made: list[Made], kind: Kind, version: ServerVersion) -> dict[str, Any]:
    ours = {item.uid: item for item in made if item.uid and item.case.kind is kind}
    path = kind.path(served_prefix(api, next(iter(ours.values())).case), None)
    items = {item["metadata"]["uid"]: _slim(item) for item in api.every(path) if item["metadata"]["uid"] in ours}
    server = fetch_table(api, path).only(items)
    decoder = msgspec.json.Decoder(STRUCTS[kind.name])
    objects = {uid: decoder.decode(json.dumps(item)) for uid, item in items.items()}
    table = table_of(kind, version)
    # The server's clock at the time is not told; it is the one at which all ages agree.
    now = min(moments(server, 0.05), key=lambda now: len(differences(server, cells_of(table, objects, now))))
    lines = [
        {"object": item, "cells": [server.rows[uid].cells[header] for header in server.headers]}
        for uid, item in items.items()
    ]
    return {"kind": kind.name, "headers": server.headers, "wide": server.wide, "now": now, "objects": lines}


def _slim(item: Any) -> Any:
    """`item` without what fills every object alike and no column reads, which halves the file."""
    if isinstance(item, dict):
        return {key: _slim(value) for key, value in item.items() if key not in _UNREAD}
    return [_slim(value) for value in item] if isinstance(item, list) else item


def main() -> None:
    """Write the recording of the lab's server."""
    from tests.cluster.target import find_cluster
    from tests.lab.api import Api
    from tests.parity.frozen import frozen_namespace
    from tests.parity.generate import cases

    cluster = find_cluster()
    if cluster.lab is None:
        sys.exit("only the lab's controllers can be stopped meanwhile: unset KTUI_TEST_KUBECONFIG")
    api = Api(cluster.kubeconfig)
    lines = []
    with frozen_namespace(api, cluster.lab) as namespace:
        made: list[Made] = []
        try:
            made = make(api, namespace, cases(SEED, pods=RANDOM_PODS, others=RANDOM_OTHERS))
            lines = [json.dumps(_record(api, made, kind, cluster.version), separators=(",", ":")) for kind in KINDS]
        finally:
            remove(api, [item for item in made if item.uid])
    api.close()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{cluster.lab.version}.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

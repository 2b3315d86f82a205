"""Every cell of every object, to the letter as the server prints it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ktui.insight.columns import table_of
from ktui.model.kinds import KINDS, Kind
from ktui.model.objects import STRUCTS
from tests.parity.frozen import frozen_namespace
from tests.parity.generate import cases
from tests.parity.make import Made, make, remove, served_prefix
from tests.parity.server_table import Cells, cells_of, differences, fetch_table, moments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.target import Cluster, Lab
    from tests.lab.api import Api

SEED = int(os.environ.get("KTUI_PARITY_SEED", "20"))
"""Another seed makes other random objects."""

PODS, OTHERS = 300, 40
"""How many random pods, and random objects of each other kind: some ten seconds of requests."""

TRIES = 3
"""How often what ktui and the server print is compared: on a busy machine a second may tick twice in between."""

SHOWN = 20
"""How many differences a failure tells."""


@pytest.fixture(scope="module")
def stopped_namespace(api: Api, lab: Lab) -> Iterator[str]:
    """A namespace in a cluster whose controllers stand still."""
    with frozen_namespace(api, lab) as name:
        yield name


@pytest.fixture(scope="module")
def made(api: Api, stopped_namespace: str) -> Iterator[list[Made]]:
    """All generated objects, on the cluster."""
    everything = list(cases(SEED, pods=PODS, others=OTHERS))
    done: list[Made] = []
    try:
        done = make(api, stopped_namespace, everything)
        yield done
    finally:
        remove(api, [item for item in done if item.uid])


def read(api: Api, kind: Kind, path: str) -> dict[str, Any]:
    """The objects at `path` by uid, decoded as the program does it."""
    decoder = msgspec.json.Decoder(STRUCTS[kind.name])
    objects = [decoder.decode(json.dumps(item)) for item in api.every(path)]
    return {obj.meta.uid: obj for obj in objects}


def printed(cluster: Cluster, kind: Kind, namespace: str) -> dict[str, Cells]:
    """The cells by uid that a process of ktui prints."""
    where = ["-n", namespace] if kind.namespaced else []
    command = [sys.executable, "-m", "ktui", "get", kind.name, *where, "-o", "json"]
    environment = {**os.environ, "KUBECONFIG": str(cluster.kubeconfig)}
    answer = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stderr.decode()
    return {item["uid"]: item["cells"] for item in json.loads(answer.stdout)["items"]}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_cell_is_the_servers_own(api: Api, cluster: Cluster, made: list[Made], kind: Kind) -> None:
    ours = {item.uid for item in made if item.uid and item.case.kind is kind}
    example = next(item.case for item in made if item.case.kind is kind)
    path = kind.path(served_prefix(api, example), None)
    objects = read(api, kind, path)
    server = fetch_table(api, path)
    # What changed between the two requests has no cells to compare; what was made here does not change.
    steady = {
        uid
        for uid, row in server.rows.items()
        if uid in objects and objects[uid].meta.resource_version == row.resource_version
    }
    assert ours <= steady
    server = server.only(steady)
    objects = {uid: objects[uid] for uid in steady}
    table = table_of(kind, cluster.version)

    assert tuple(column.header for column in table.columns) == server.headers
    assert tuple(column.wide for column in table.columns) == server.wide
    found = differences(server, *(cells_of(table, objects, now) for now in (server.began, server.ended)))
    if found:  # the server may have read its clock in between
        found = differences(server, *(cells_of(table, objects, now) for now in moments(server)))
    assert not found, "\n".join(found[:SHOWN])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_cell_that_ktui_get_prints_is_the_servers_own(
    api: Api, cluster: Cluster, stopped_namespace: str, made: list[Made], kind: Kind
) -> None:
    ours = {item.uid for item in made if item.uid and item.case.kind is kind}
    example = next(item.case for item in made if item.case.kind is kind)
    for _ in range(TRIES):
        before = printed(cluster, kind, stopped_namespace)
        server = fetch_table(api, kind.path(served_prefix(api, example), stopped_namespace)).only(ours)
        after = printed(cluster, kind, stopped_namespace)
        answers = [{uid: cells for uid, cells in answer.items() if uid in ours} for answer in (before, after)]
        found = differences(server, *answers)
        assert server.rows
        if not found:
            break
    assert not found, "\n".join(found[:SHOWN])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_column_sorts_and_every_state_has_a_tone(
    api: Api, cluster: Cluster, stopped_namespace: str, made: list[Made], kind: Kind
) -> None:
    example = next(item.case for item in made if item.case.kind is kind)
    objects = read(api, kind, kind.path(served_prefix(api, example), stopped_namespace))
    table = table_of(kind, cluster.version)
    for column in table.columns:
        values = sorted(column.sort_value(obj, 1.8e9) for obj in objects.values())
        assert len(values) == len(objects)
    assert {table.tone(obj, 1.8e9) for obj in objects.values()} <= {"", "good", "busy", "bad", "muted"}
    assert table.state_column in [column.header for column in table.columns]


def test_the_server_takes_nearly_all_that_is_generated(made: list[Made]) -> None:
    """A refused object proves nothing: should a server refuse most of them, the others must be thought out anew."""
    refused = [item for item in made if item.refused]
    assert len(refused) < len(made) / 4, "\n".join(f"{item.case.name}: {item.refused}" for item in refused[:SHOWN])

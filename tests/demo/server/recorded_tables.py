"""What a real server printed of the kinds that have no pane, kept so that the embedded one is checked without it.

    python -m tests.demo.server.recorded_tables      makes a few objects on the lab and writes `tables-RELEASE.json`

The file has for each collection its path, its columns, the time at which the server printed, and each object with its
cells.
"""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager
from pathlib import Path
from time import sleep, time
from typing import TYPE_CHECKING, Any

from ktui.demo.server.store import Stored
from ktui.demo.server.tables import table_of
from tests.cluster.target import find_cluster
from tests.lab.api import Api
from tests.parity.server_table import ACCEPT

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "recorded"

MANY = 6
"""Objects of one kind that are kept at most."""

TEMPLATE = {
    "metadata": {"labels": {"app": "web", "tier": "a"}},
    "spec": {
        "containers": [{"name": "web", "image": "none/web:1"}, {"name": "side", "image": "none/side:2"}],
        "nodeSelector": {"nowhere": "at-all"},
    },
}
SELECTOR = {
    "matchLabels": {"app": "web"},
    "matchExpressions": [{"key": "tier", "operator": "In", "values": ["b", "a"]}],
}
PORTS = [{"name": "http", "port": 80}, {"name": "dns", "port": 53, "protocol": "UDP"}]


def _spec(name: str, **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": spec}


def _places(*addresses: str) -> list[dict[str, str]]:
    return [{"ip": address} for address in addresses]


MADE: dict[str, list[dict[str, Any]]] = {
    "/api/v1/configmaps": [{"metadata": {"name": "files"}, "data": {"a": "1"}, "binaryData": {"b": "AAAA"}}],
    "/api/v1/secrets": [{"metadata": {"name": "keys"}, "stringData": {"a": "1", "b": "2"}}],
    "/api/v1/resourcequotas": [_spec("quota", hard={"pods": "10", "limits.cpu": "2", "requests.cpu": "1"})],
    "/api/v1/limitranges": [_spec("limits", limits=[{"type": "Pod", "max": {"cpu": "1"}}])],
    "/api/v1/services": [
        _spec("plain", selector={"b": "2", "a": "1"}, ports=PORTS),
        _spec("nodes", type="NodePort", ports=[{"port": 80, "nodePort": 30999}]),
        _spec("outside", type="LoadBalancer", ports=[{"port": 80, "nodePort": 30998}]),
        _spec("given", type="LoadBalancer", externalIPs=["203.0.113.7"], ports=[{"port": 80, "nodePort": 30997}]),
        _spec("name", type="ExternalName", externalName="db.example.com"),
        _spec("headless", clusterIP="None"),
    ],
    "/api/v1/endpoints": [
        {"metadata": {"name": "none"}},
        {"metadata": {"name": "two"}, "subsets": [{"addresses": _places("192.0.2.1", "fd00::1"), "ports": PORTS[:1]}]},
        {"metadata": {"name": "bare"}, "subsets": [{"addresses": _places(*(f"192.0.2.{i}" for i in range(1, 6)))}]},
        {"metadata": {"name": "unready"}, "subsets": [{"notReadyAddresses": _places("192.0.2.1"), "ports": PORTS}]},
    ],
    "/api/v1/persistentvolumeclaims": [
        _spec("claim", accessModes=["ReadWriteOnce"], resources={"requests": {"storage": "1Gi"}}, storageClassName="x")
    ],
    "/api/v1/replicationcontrollers": [_spec("rc", replicas=1, selector={"app": "web"}, template=TEMPLATE)],
    "/apis/apps/v1/deployments": [
        _spec("web", replicas=2, selector=SELECTOR, template=TEMPLATE),
        _spec("idle", replicas=0, selector={"matchLabels": {"app": "web"}}, template=TEMPLATE),
    ],
    "/apis/apps/v1/replicasets": [_spec("rs", replicas=3, selector=SELECTOR, template=TEMPLATE)],
    "/apis/apps/v1/statefulsets": [_spec("db", serviceName="db", replicas=1, selector=SELECTOR, template=TEMPLATE)],
    "/apis/apps/v1/daemonsets": [_spec("agent", selector=SELECTOR, template=TEMPLATE)],
    "/apis/apps/v1/controllerrevisions": [{"metadata": {"name": "loose"}, "revision": 3, "data": {}}],
    "/apis/coordination.k8s.io/v1/leases": [_spec("held", holderIdentity="me"), _spec("free")],
    "/apis/policy/v1/poddisruptionbudgets": [
        _spec("least", minAvailable=1, selector=SELECTOR),
        _spec("most", maxUnavailable="30%", selector=SELECTOR),
    ],
    "/apis/discovery.k8s.io/v1/endpointslices": [
        {
            "metadata": {"name": "many"},
            "addressType": "IPv4",
            "ports": [{"port": 80}, {"name": "b", "port": 81}],
            "endpoints": [{"addresses": [f"192.0.2.{i}"]} for i in range(1, 6)],
        },
        {"metadata": {"name": "empty"}, "addressType": "IPv6", "endpoints": []},
    ],
}
"""What is made, by the collection's path outside its namespace."""

BESIDE = (
    "/api/v1/namespaces",
    "/api/v1/serviceaccounts",
    "/api/v1/events",
    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "/apis/rbac.authorization.k8s.io/v1/rolebindings",
    "/apis/scheduling.k8s.io/v1/priorityclasses",
)
"""Collections of which there always is something."""


@contextmanager
def _namespace(api: Api) -> Iterator[str]:
    name = f"ktui-tables-{uuid.uuid4().hex[:8]}"
    api.request("POST", "/api/v1/namespaces", {"metadata": {"name": name}})
    try:
        yield name
    finally:
        api.request("DELETE", f"/api/v1/namespaces/{name}")


def _table(api: Api, path: str) -> dict[str, Any]:
    began = time()
    table = api.get(f"{path}?includeObject=Object&limit={MANY}", accept=ACCEPT)
    ended = time()
    rows = [{"object": _slim(row["object"]), "cells": row["cells"]} for row in table["rows"] or ()]
    columns = [{**column, "description": ""} for column in table["columnDefinitions"]]
    told = {"path": path, "columns": columns, "rows": rows}
    # The server's clock at the time is not told; it is the one at which all ages agree.
    moments = [began + step * 0.05 for step in range(int((ended - began) / 0.05) + 2)]
    return {**told, "now": min(moments, key=lambda now: _differing(path, rows, now))}


def _differing(path: str, rows: list[dict[str, Any]], now: float) -> int:
    cluster = find_cluster()
    cells = table_of(path.rpartition("/")[2], cluster.version).cells
    return sum(cells(Stored(("", ""), 0, row["object"]), now) != row["cells"] for row in rows)


def _slim(obj: dict[str, Any]) -> dict[str, Any]:
    return {**obj, "metadata": {key: value for key, value in obj["metadata"].items() if key != "managedFields"}}


def main() -> None:
    """Write the recording of the lab's server."""
    cluster = find_cluster()
    api = Api(cluster.kubeconfig)
    with _namespace(api) as namespace:
        for path, objects in MADE.items():
            prefix, _, plural = path.rpartition("/")
            for obj in objects:
                api.request("POST", f"{prefix}/namespaces/{namespace}/{plural}", obj, ok=(201, 409))
        sleep(2)  # so that controllers have filled in what they do, and ages are not all 0
        inside = [f"{path.rpartition('/')[0]}/namespaces/{namespace}/{path.rpartition('/')[2]}" for path in MADE]
        tables = [_table(api, path) for path in (*inside, *BESIDE)]
    api.close()
    FOLDER.mkdir(exist_ok=True)
    text = ",\n".join(json.dumps(table, separators=(",", ":")) for table in tables)
    (FOLDER / f"tables-{cluster.version.text.lstrip('v')}.json").write_text(f"[{text}]\n")


if __name__ == "__main__":
    main()

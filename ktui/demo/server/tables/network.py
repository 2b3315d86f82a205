"""Services and where they lead, as a server prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.tables.any_kind import AGE, NAME, column, created, more, name, part, table
from ktui.insight.columns.any_kind import NONE
from ktui.insight.columns.selectors import label_text

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.tables.any_kind import Cells, KindTables

UNSET = "<unset>"


def _service(obj: Raw, now: float) -> Cells:
    spec = obj.get("spec", {})
    kind = spec.get("type", "ClusterIP")
    address = next(iter(spec.get("clusterIPs") or ()), None) or spec.get("clusterIP") or NONE
    ports = ",".join(_port(port) for port in spec.get("ports") or ())
    cells = (name(obj), kind, address, _outside(obj, kind), ports or NONE, created(obj, now))
    return [*cells, label_text(spec.get("selector"))]


def _port(port: Raw) -> str:
    inside = f"{port['port']}:{port['nodePort']}" if port.get("nodePort") else str(port["port"])
    return f"{inside}/{port.get('protocol', 'TCP')}"


def _outside(obj: Raw, kind: str) -> str:
    own = part(obj, "spec", "externalIPs") or []
    match kind:
        case "ClusterIP" | "NodePort":
            return ",".join(own) or NONE
        case "LoadBalancer":
            told = part(obj, "status", "loadBalancer", "ingress") or []
            found = sorted({place.get("ip") or place.get("hostname") or "" for place in told} - {""})
            return ",".join([*found, *own]) or "<pending>"
        case "ExternalName":
            return str(part(obj, "spec", "externalName") or "")
        case _:
            return "<unknown>"


def _endpoints(obj: Raw, now: float) -> Cells:
    places: list[str] = []
    for subset in obj.get("subsets") or ():
        addresses = [address["ip"] for address in subset.get("addresses") or ()]
        ports = subset.get("ports") or ()
        places += [_joined(ip, port["port"]) for port in ports for ip in addresses] if ports else addresses
    return [name(obj), more(places) if obj.get("subsets") else NONE, created(obj, now)]


def _joined(ip: str, port: int) -> str:
    return f"[{ip}]:{port}" if ":" in ip else f"{ip}:{port}"


def _slice(obj: Raw, now: float) -> Cells:
    ports = [str(port.get("port", port.get("name", "*"))) for port in obj.get("ports") or ()]
    places = [address for endpoint in obj.get("endpoints") or () for address in endpoint.get("addresses") or ()]
    return [name(obj), obj.get("addressType", ""), more(ports) or UNSET, more(places) or UNSET, created(obj, now)]


_SERVICE = ("Type", "Cluster-IP", "External-IP", "Port(s)")

NETWORK: KindTables = {
    "services": lambda release: table((NAME, *map(column, _SERVICE), AGE, column("Selector", wide=True)), _service),
    "endpoints": lambda release: table((NAME, column("Endpoints"), AGE), _endpoints),
    "endpointslices": lambda release: table(
        (NAME, column("AddressType"), column("Ports"), column("Endpoints"), AGE), _slice
    ),
}

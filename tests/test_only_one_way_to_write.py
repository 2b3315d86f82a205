"""Nothing changes a cluster but the gateway: held by who may call what, in every module of ktui."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import ktui

PACKAGE = Path(ktui.__file__).parent
TRANSPORT, GATEWAY, CLIENT = "kube/transport.py", "kube/gateway.py", "kube/http_client.py"
HTTP = (
    "aiohttp",
    "ktui.kube.http_client",
    "http.client",
    "urllib.request",
    "urllib3",
    "requests",
    "httpx",
    "kubernetes",
)


@cache
def modules() -> list[tuple[str, ast.Module]]:
    return [
        (path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


def attributes(tree: ast.Module) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_only_the_gateway_sends_changes() -> None:
    callers = {name for name, tree in modules() if "send_change" in attributes(tree)}
    assert callers == {GATEWAY}


def test_only_access_reviews_are_posted_otherwise() -> None:
    callers = {name for name, tree in modules() if "review" in attributes(tree)}
    assert callers == {"kube/access_review.py"}


def test_only_the_shell_opens_a_websocket() -> None:
    callers = {name for name, tree in modules() if "websocket" in attributes(tree)}
    assert callers == {"kube/exec_socket.py"}


def test_only_the_transport_makes_requests() -> None:
    found = {
        name
        for name, tree in modules()
        if any(module == library or module.startswith(f"{library}.") for module in imported(tree) for library in HTTP)
    }
    # One imports the library. Two say what arrived and what went wrong. The official client reads the in-cluster
    # configuration; a proxy's exceptions are read by the standard library. The demo's server answers.
    assert {name for name in found if not name.startswith("demo/server/")} == {
        TRANSPORT,
        CLIENT,
        "kube/answers.py",
        "kube/incoming.py",
        "kube/connect.py",
        "kube/incluster.py",
    }
    assert {name for name, tree in modules() if "ClientSession" in attributes(tree)} == {TRANSPORT}


def test_the_demos_server_only_answers() -> None:
    names = {name for path, tree in modules() if path.startswith("demo/") for name in imported(tree)}
    used = {name for name in names if name.split(".")[0] == "aiohttp"}
    assert used == {"aiohttp", "aiohttp.web", "aiohttp.WSMsgType"}
    assert not {name for name in names if name.startswith(HTTP[1:])}


def test_nobody_reaches_into_the_transport() -> None:
    private = {
        node.attr
        for name, tree in modules()
        if name != TRANSPORT
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute | ast.Name)
        and (node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id) in ("transport", "_transport")
        and node.attr.startswith("_")
    }
    assert private == set()

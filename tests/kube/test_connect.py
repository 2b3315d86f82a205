"""From the command line's words to a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.cli import Where
from ktui.errors import UnreachableError
from ktui.kube.connect import connect

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
apiVersion: v1
kind: Config
current-context: c
contexts: [{name: c, context: {cluster: c, namespace: web}}]
clusters: [{name: c, cluster: {server: "SERVER"}}]
"""


def config(folder: Path, server: str) -> str:
    path = folder / "config"
    path.write_text(CONFIG.replace("SERVER", server))
    return str(path)


@pytest.mark.parametrize(
    ("where", "namespace"),
    [(Where(), "web"), (Where(namespace="db"), "db"), (Where(all_namespaces=True), None)],
)
async def test_the_scope_is_what_was_asked_for_or_the_contexts(
    tmp_path: Path, where: Where, namespace: str | None
) -> None:
    where = Where(config(tmp_path, "http://127.0.0.1:1"), None, where.namespace, where.all_namespaces)
    connection = await connect(where, environ={})
    assert connection.namespace == namespace
    assert not connection.gzip  # loopback
    await connection.transport.close()


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"HTTP_PROXY": "http://proxy:3128"}, True),
        ({"http_proxy": "http://proxy:3128", "NO_PROXY": "elsewhere"}, True),
        ({"http_proxy": "http://proxy:3128", "no_proxy": ".invalid"}, False),
        ({"HTTPS_PROXY": "http://proxy:3128"}, False),
        ({}, False),
    ],
)
async def test_a_proxy_that_is_not_gone_through_is_told_where_no_connection_can_be_had(
    tmp_path: Path, environ: dict[str, str], told: bool
) -> None:
    where = Where(kubeconfig=config(tmp_path, "http://api.cluster.invalid:8080"))
    connection = await connect(where, environ=environ)
    assert connection.gzip
    with pytest.raises(UnreachableError) as raised:
        await connection.transport.get("/version")
    assert ("does not go through proxies yet" in str(raised.value)) is told
    await connection.transport.close()

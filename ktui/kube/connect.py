"""From the command line's words to a transport that is ready to use."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import msgspec

from ktui.kube.clock import SystemClock
from ktui.kube.credentials import credentials_for
from ktui.kube.kubeconfig import read_access
from ktui.kube.tls import TlsContexts
from ktui.kube.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.kube.access import Access
    from ktui.kube.server_clock import ClusterClock


class Where(Protocol):
    """Which cluster, as whom, and how much of it: the command line's options."""

    @property
    def kubeconfig(self) -> str | None:
        """The file to read, None: where kubectl looks."""

    @property
    def context(self) -> str | None:
        """Its context, None: the current one."""

    @property
    def namespace(self) -> str | None:
        """The namespace, None: the context's."""

    @property
    def all_namespaces(self) -> bool:
        """Whether all are meant."""

    @property
    def read_only(self) -> bool:
        """Whether nothing may be changed there."""


class Connection(msgspec.Struct, frozen=True):
    """One cluster, ready to be asked."""

    access: Access
    transport: Transport
    namespace: str | None
    """The scope; None: all namespaces."""
    gzip: bool
    """Whether compressing lists pays: not over loopback, where it only costs both sides time."""
    kubectl: tuple[str, ...] | None = None
    """The options by which kubectl reaches the same cluster as the same user; None: it has no kubeconfig to do so."""


async def connect(
    where: Where, *, environ: Mapping[str, str] = os.environ, cluster_clock: ClusterClock | None = None
) -> Connection:
    """Read the kubeconfig and the credentials; nothing is sent yet. Raises `ConfigError` and `CredentialsError`.

    `cluster_clock`: the cluster's time where it is known beforehand, as a demo's is; None: what its answers say. How
    the network is waited for follows this machine's clock in any case.
    """
    access = await asyncio.to_thread(read_access, kubeconfig=where.kubeconfig, context=where.context, environ=environ)
    clock = SystemClock()
    credentials = credentials_for(access, clock=clock, environ=environ)
    tls = TlsContexts(access, credentials)
    await tls.prepare()
    transport = Transport(
        server=access.server,
        credentials=credentials,
        tls=tls,
        clock=clock,
        tls_server_name=access.tls_server_name,
        compress=not access.disable_compression,
        hint=_proxy_hint(access.server, environ),
        read_only=where.read_only,
        server_clock=cluster_clock,
    )
    namespace = None if where.all_namespaces else where.namespace or access.namespace
    return Connection(
        access, transport, namespace, gzip=not _loopback(access.server), kubectl=_kubectl_options(access, where)
    )


def _kubectl_options(access: Access, where: Where) -> tuple[str, ...] | None:
    if not access.source:
        return None
    told = (f"--kubeconfig={where.kubeconfig}",) if where.kubeconfig else ()
    return (*told, f"--context={access.context}")


def _proxy_hint(server: str, environ: Mapping[str, str]) -> str:
    """Where the environment asks for a proxy, which kubectl would go through: say that this is not done."""
    parts = urlsplit(server)
    names = [name for name in (f"{parts.scheme}_proxy", f"{parts.scheme}_proxy".upper()) if environ.get(name)]
    if not names or _loopback(server):
        return ""
    # Only where it matters: it loads a second HTTP client. The stubs lack the function; the library documents it.
    from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # noqa: PLC0415

    excepted = environ.get("no_proxy", "") or environ.get("NO_PROXY", "")
    if proxy_bypass_environment(parts.netloc, {"no": excepted}):
        return ""
    return f" ({names[0]} is set, and ktui does not go through proxies yet)"


def _loopback(server: str) -> bool:
    host = urlsplit(server).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")

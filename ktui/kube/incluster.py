"""Access from inside a pod: the service account that the cluster puts into it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from ktui.errors import ConfigError
from ktui.kube.access import Access, Pem

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where the kubelet mounts a service account's token, CA and namespace."""
CONTEXT = "in-cluster"
"""The context's name, where there is no kubeconfig to name one."""


def in_cluster(environ: Mapping[str, str]) -> bool:
    """Whether the environment is a pod's: it knows the API server's address."""
    return bool(environ.get("KUBERNETES_SERVICE_HOST") and environ.get("KUBERNETES_SERVICE_PORT"))


def read_service_account(
    *, environ: Mapping[str, str], context: str | None = None, folder: Path = SERVICE_ACCOUNT
) -> Access:
    """The pod's own access, found by the official client's rules; its token file is re-read by our own.

    Blocks for the better part of a second, as it imports the official client. Raises `ConfigError`.
    """
    if context not in (None, "", CONTEXT):
        raise ConfigError(
            f"there is no kubeconfig, so no context {context!r}: leave --context out, or name a file with --kubeconfig"
        )
    from kubernetes.config.config_exception import ConfigException  # noqa: PLC0415  (0.5 s, 45 MB: only in a pod)
    from kubernetes.config.incluster_config import InClusterConfigLoader  # noqa: PLC0415  (the same)

    token, ca = folder / "token", folder / "ca.crt"
    found = SimpleNamespace(host="", ssl_ca_cert="", api_key={})
    loader = InClusterConfigLoader(
        token_filename=str(token), cert_filename=str(ca), try_refresh_token=False, environ=environ
    )
    try:
        loader.load_and_set(found)
    except (ConfigException, OSError, UnicodeDecodeError) as error:
        reason = str(error).rstrip(".")
        raise ConfigError(
            f"no usable service account in {folder} ({reason}): mount one into the pod, or name a kubeconfig"
        ) from None
    return Access(
        context=CONTEXT,
        cluster=CONTEXT,
        user="service-account",
        namespace=environ.get("POD_NAMESPACE") or _namespace(folder) or "default",
        server=found.host,
        ca=Pem(f"ca.crt of the service account in {folder}", file=found.ssl_ca_cert),
        token_file=str(token),
    )


def _namespace(folder: Path) -> str:
    try:
        return (folder / "namespace").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""

"""How to reach one cluster as one user: what a kubeconfig's context, or a pod's service account, comes down to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ktui.errors import ConfigError

EXEC_GROUP = "client.authentication.k8s.io"
"""The API group in which credential plugins are spoken to."""


@dataclass(frozen=True, slots=True)
class Pem:
    """Certificates or a key in PEM: given itself, or as a file that may be replaced while we run."""

    label: str
    """Which field of what it is, for messages: `client-key of user 'dev' in /home/dev/.kube/config`."""
    data: bytes | None = field(default=None, repr=False)
    file: str | None = None

    def read(self) -> bytes:
        """Its bytes as they are now; raises `ConfigError` when the file cannot be read."""
        if self.data is not None:
            return self.data
        try:
            return Path(self.file or "").read_bytes()
        except OSError as error:
            raise ConfigError(
                f"{self.label}: cannot read {self.file} ({error.strerror}): correct the path or restore the file"
            ) from None


@dataclass(frozen=True, slots=True)
class ExecSpec:
    """A credential plugin, as the user's `exec` tells it."""

    api_version: str
    """`client.authentication.k8s.io/v1`, `v1beta1` or `v1alpha1`: what it is asked in and must answer in."""
    command: str
    """A path, or a name to be found on PATH."""
    args: tuple[str, ...] = field(default=(), repr=False)
    env: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Set on top of our own environment."""
    install_hint: str = ""
    provide_cluster_info: bool = False
    cluster_config: str = ""
    """JSON of the cluster's own extension for plugins; empty: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One cluster, one user, one namespace to begin with. Secrets stay out of its repr."""

    context: str
    cluster: str
    user: str
    """Empty: nobody, as for a local proxy that adds its own credentials."""
    namespace: str = "default"
    source: str = ""
    """The file that the context stands in, for messages; empty inside a cluster."""
    server: str
    """Scheme, host, port and base path, without a slash at its end."""
    ca: Pem | None = None
    """Who may vouch for the server; None: whom this machine trusts."""
    insecure_skip_tls_verify: bool = False
    tls_server_name: str | None = None
    """The name to ask for and to find in the server's certificate, in place of the host's."""
    disable_compression: bool = False
    client_certificate: Pem | None = None
    client_key: Pem | None = None
    token: str | None = field(default=None, repr=False)
    token_file: str | None = None
    """Re-read while we run; goes before `token`, which serves while the file cannot be read."""
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    plugin: ExecSpec | None = None

    @property
    def tls(self) -> bool:
        """Whether the server is spoken to through TLS."""
        return self.server.startswith("https://")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A client certificate with its key, both PEM."""

    certificate: bytes
    key: bytes = field(repr=False)
    certificate_label: str = field(default="client-certificate", compare=False)
    key_label: str = field(default="client-key", compare=False)

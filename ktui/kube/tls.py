"""TLS towards one API server: whom to trust, and the certificate by which to be known.

HTTP/1.1 alone is offered. A server's name is checked against the host or, where the transport is told, against
`tls-server-name` (aiohttp's `server_hostname`).
"""

from __future__ import annotations

import asyncio
import os
import ssl
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ktui.errors import ConfigError, CredentialsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.kube.access import Access, Certificate
    from ktui.kube.credentials import Credentials

DESCRIPTORS = Path("/proc/self/fd")
"""Where Linux shows a process its own open files, files without a name among them."""


class TlsContexts:
    """The context in force: built at the first call, and anew once the credentials' certificate is another one.

    Calls are to follow `Credentials.headers()`, which is what runs plugins and reads files.
    """

    def __init__(self, access: Access, credentials: Credentials) -> None:
        self._access = access
        self._credentials = credentials
        self._context: ssl.SSLContext | None = None
        self._version: int | None = None

    async def prepare(self) -> None:
        """Build the context away from the loop, as reading the system's CAs takes tens of milliseconds.

        Raises `ConfigError` for what it cannot be built from. A plugin that fails is left to the first request to tell,
        as it is to be tried again.
        """
        with suppress(CredentialsError):
            await self._credentials.client_certificate()
        certificate, version = self._credentials.certificate, self._credentials.version
        self._context = await asyncio.to_thread(ssl_context, self._access, certificate)
        self._version = version

    def __call__(self) -> ssl.SSLContext | None:
        """The context for new connections; None for plain HTTP. Raises `ConfigError`."""
        if self._version != self._credentials.version:
            self._context = ssl_context(self._access, self._credentials.certificate)
            self._version = self._credentials.version
        return self._context


def ssl_context(access: Access, certificate: Certificate | None) -> ssl.SSLContext | None:
    """How to speak TLS to the server, as whom `certificate` says; None for plain HTTP. Raises `ConfigError`.

    It blocks: on reading a CA file, or the system's CAs when the cluster names none.
    """
    if not access.tls:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols(["http/1.1"])
    # Python 3.13 and later are strict in contexts with its defaults, and many clusters' CAs (EKS, older kubeadm and
    # MicroK8s) lack the authority key identifier that RFC 5280 asks for.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    # Go trusts whatever stands in the CA file, be it an intermediate or the server's own certificate.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.hostname_checks_common_name = False  # as Go: only subject alternative names count
    if access.insecure_skip_tls_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif access.ca is None:
        context.load_default_certs()
    else:
        try:
            # Comments around the certificates may be in any language.
            context.load_verify_locations(cadata=access.ca.read().decode("ascii", errors="ignore"))
        except (ssl.SSLError, ValueError) as error:
            raise ConfigError(f"{access.ca.label} holds no usable certificate ({_reason(error)}): replace it") from None
    if certificate is not None:
        present(context, certificate)
    return context


def present(context: ssl.SSLContext, certificate: Certificate) -> None:
    """Make `context` present `certificate`; raises `ConfigError` that names the half that is wrong."""

    def encrypted() -> NoReturn:
        # Without this, OpenSSL would ask for the pass phrase on the terminal.
        raise ConfigError(f"{certificate.key_label} is encrypted: ktui needs it without a pass phrase")

    try:
        with nameless_file(certificate.certificate) as chain, nameless_file(certificate.key) as key:
            context.load_cert_chain(chain, key, password=encrypted)
    except ssl.SSLError as error:
        _blame(certificate, error)


def _blame(certificate: Certificate, error: ssl.SSLError) -> NoReturn:
    """OpenSSL does not tell which of the two it could not read: try the first alone."""
    try:
        probe = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        probe.load_verify_locations(cadata=certificate.certificate.decode("ascii", errors="ignore"))
    except (ssl.SSLError, ValueError) as bad:
        raise ConfigError(
            f"{certificate.certificate_label} holds no usable certificate ({_reason(bad)}): replace it"
        ) from None
    if error.reason == "KEY_VALUES_MISMATCH":
        raise ConfigError(f"{certificate.key_label} does not belong to its certificate: replace one of them") from None
    raise ConfigError(f"{certificate.key_label} holds no usable key ({_reason(error)}): replace it") from None


@contextmanager
def nameless_file(content: bytes) -> Iterator[str]:
    """A path to read `content` from, once, for OpenSSL takes keys from files only.

    In memory where the system can (Linux); else a file for our eyes alone, gone with the block.
    """
    memory = _memory_file()
    if memory is not None:
        with open(memory, "wb", buffering=0) as file:
            file.write(content)
            yield str(DESCRIPTORS / str(memory))
        return
    descriptor, name = tempfile.mkstemp(prefix="ktui-")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        yield name
    finally:
        os.unlink(name)


def _memory_file() -> int | None:
    """An open file in memory that has a path all the same; None where there is no such thing."""
    if not hasattr(os, "memfd_create"):
        return None
    try:
        descriptor = os.memfd_create("pem")
    except OSError:
        return None
    if (DESCRIPTORS / str(descriptor)).exists():
        return descriptor
    os.close(descriptor)
    return None


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None)
    return reason.replace("_", " ").lower() if isinstance(reason, str) else "not PEM"

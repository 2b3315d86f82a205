"""Who we are to the API server: the headers of each request and the certificate of each connection.

Precedence is client-go's: a token, a token file or a password keeps a plugin from being run at all; a certificate of
the kubeconfig goes before a plugin's. Plain HTTP carries no credentials, as with kubectl, but to this very machine,
where nobody can listen on the way.
"""

from __future__ import annotations

import asyncio
import base64
import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from ktui.errors import CredentialsError
from ktui.kube.access import Certificate
from ktui.kube.exec_plugin import LIMIT_SECONDS, ExecPlugin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.kube.access import Access, Pem
    from ktui.kube.clock import Clock

REREAD_SECONDS = 60.0
"""Between two looks at a token file: kubelets replace a pod's token when a fifth of its life, of an hour, is left."""
RECENT_SECONDS = 10.0
"""So long after a file was found changed, refusals of the old content may still come back: a round trip is less."""


class Proof(Protocol):
    """One way of proving who we are."""

    async def headers(self) -> Mapping[str, str]:
        """What it adds to a request; raises `CredentialsError`."""
        ...

    async def client_certificate(self) -> Certificate | None:
        """What it adds to a connection; raises `CredentialsError`, `ConfigError`."""
        ...

    async def renew(self) -> bool:
        """After a 401: get it anew; whether another try is worth it. Raises `CredentialsError`."""
        ...

    async def close(self) -> None:
        """End what it has under way."""
        ...


class Credentials:
    """All proofs of one user."""

    def __init__(self, proofs: Sequence[Proof] = ()) -> None:
        self._proofs = tuple(proofs)
        self.certificate: Certificate | None = None
        """The client certificate, as of the last call of `headers` or `client_certificate`."""
        self.version = 0
        """One more each time that `certificate` becomes another: connections made before it are somebody else's."""

    async def headers(self) -> Mapping[str, str]:
        """The headers that authenticate a request; reads files and runs plugins when it is time to.

        Raises `CredentialsError`, and `ConfigError` for a certificate that cannot be read.
        """
        await self.client_certificate()
        merged: dict[str, str] = {}
        for proof in self._proofs:
            for name, value in (await proof.headers()).items():
                merged.setdefault(name, value)
        return merged

    async def client_certificate(self) -> Certificate | None:
        """The certificate for new connections; raises as `headers` does."""
        found = None
        for proof in self._proofs:
            found = await proof.client_certificate()
            if found is not None:
                break
        if found != self.certificate:
            self.certificate = found
            self.version += 1
        return found

    async def renew(self) -> bool:
        """After a 401: forget and get anew; whether another try is worth it. Raises `CredentialsError`."""
        return any([await proof.renew() for proof in self._proofs])

    async def close(self) -> None:
        """End a plugin's run under way."""
        for proof in self._proofs:
            await proof.close()


def credentials_for(
    access: Access, *, clock: Clock, environ: Mapping[str, str], plugin_seconds: float = LIMIT_SECONDS
) -> Credentials:
    """The credentials that `access` tells of; `environ` is a plugin's environment, `plugin_seconds` limits its run.

    Raises `CredentialsError` for a token that cannot be sent.
    """
    if not (access.tls or _loopback(access.server)):
        return Credentials()
    proofs: list[Proof] = []
    if access.client_certificate is not None and access.client_key is not None:
        proofs.append(CertificateFiles(access.client_certificate, access.client_key))
    whose = f"of user {access.user!r}" if access.user else "of the context"
    if access.token_file is not None:
        proofs.append(TokenFile(Path(access.token_file), whose, clock=clock, fallback=access.token))
    elif access.token is not None:
        proofs.append(FixedHeader(f"Bearer {usable_token(access.token, f'the token {whose}')}"))
    elif access.username is not None or access.password is not None:
        pair = f"{access.username or ''}:{access.password or ''}"
        proofs.append(FixedHeader(f"Basic {base64.b64encode(pair.encode()).decode()}"))
    elif access.plugin is not None:
        proofs.append(ExecPlugin(access.plugin, access, clock=clock, environ=environ, limit=plugin_seconds))
    return Credentials(proofs)


class FixedHeader:
    """A token or a password that stands in the kubeconfig."""

    def __init__(self, authorization: str) -> None:
        self._headers = {"Authorization": authorization}

    async def headers(self) -> Mapping[str, str]:
        """The same for every request."""
        return self._headers

    async def client_certificate(self) -> None:
        """None."""

    async def renew(self) -> bool:
        """Nothing to renew."""
        return False

    async def close(self) -> None:
        """Nothing to end."""


class TokenFile:
    """A token that somebody else keeps fresh in a file. What was read last serves while the file cannot be read."""

    def __init__(self, path: Path, whose: str, *, clock: Clock, fallback: str | None = None) -> None:
        self._path = path
        self._whose = whose
        self._clock = clock
        self._token = fallback
        self._read_at: float | None = None
        self._changed_at: float | None = None

    async def headers(self) -> Mapping[str, str]:
        """The token, re-read when it is time; raises `CredentialsError` when there has never been one."""
        if self._read_at is None or self._clock.monotonic() - self._read_at >= REREAD_SECONDS:
            await self._read()
        return {"Authorization": f"Bearer {self._token}"}

    async def client_certificate(self) -> None:
        """None."""

    async def renew(self) -> bool:
        """Re-read; whether the token is another one, or has only just become so."""
        await self._read()
        return self._changed_at is not None and self._clock.monotonic() - self._changed_at < RECENT_SECONDS

    async def close(self) -> None:
        """Nothing to end."""

    async def _read(self) -> None:
        try:
            content = await asyncio.to_thread(self._path.read_text, encoding="utf-8", errors="replace")
            token = usable_token(content, f"the tokenFile {self._whose} ({self._path})")
        except OSError as error:
            if self._token is not None:
                return
            raise CredentialsError(
                f"the tokenFile {self._whose} cannot be read ({self._path}: {error.strerror}): correct the path"
            ) from None
        except CredentialsError:
            if self._token is not None:
                return
            raise
        now = self._clock.monotonic()
        if token != self._token and self._read_at is not None:
            self._changed_at = now
        self._token, self._read_at = token, now


class CertificateFiles:
    """A client certificate of the kubeconfig, in it or in files, which are read again only after a 401."""

    def __init__(self, certificate: Pem, key: Pem) -> None:
        self._certificate_pem = certificate
        self._key_pem = key
        self._held: Certificate | None = None

    async def headers(self) -> Mapping[str, str]:
        """None: the connection tells who we are."""
        return {}

    async def client_certificate(self) -> Certificate:
        """The pair; raises `ConfigError` when a file cannot be read."""
        if self._held is None:
            self._held = await asyncio.to_thread(self._read)
        return self._held

    async def renew(self) -> bool:
        """Read files again; whether they hold another pair."""
        if self._certificate_pem.data is not None and self._key_pem.data is not None:
            return False
        before = self._held
        self._held = await asyncio.to_thread(self._read)
        return before != self._held

    async def close(self) -> None:
        """Nothing to end."""

    def _read(self) -> Certificate:
        certificate, key = self._certificate_pem, self._key_pem
        return Certificate(certificate.read(), key.read(), certificate.label, key.label)


def usable_token(token: str, what: str) -> str:
    """`token` without the blanks around it; raises `CredentialsError` for what no HTTP header can carry."""
    token = token.strip()
    if not token:
        raise CredentialsError(f"{what} is empty: log in again")
    if not (token.isascii() and token.isprintable()):
        raise CredentialsError(f"{what} holds characters that no token has: replace it")
    return token


def _loopback(server: str) -> bool:
    host = urlsplit(server).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

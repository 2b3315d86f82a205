"""What a request may end with other than what was asked for, as errors of one sentence."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

from ktui.errors import CredentialsError, ForbiddenError, KtuiError, NotFoundError, UnreachableError
from ktui.kube.http_client import aiohttp

if TYPE_CHECKING:
    from ktui.model.decode import Status


class AnswerError(KtuiError):
    """The server answered, and not with what was asked for."""

    def __init__(self, code: int, status: Status, retry_after: float = 0.0) -> None:
        self.code = code
        self.status = status
        self.retry_after = retry_after
        super().__init__(status.message or f"the API server answered {code}")

    def for_user(self, what: str) -> KtuiError:
        """The same as an error of the command line's contract; `what` was being done (`list pods`)."""
        text = self.status.message or f"HTTP {self.code}"
        if self.code == 401:
            return CredentialsError(
                "the cluster does not accept these credentials (401): log in again or check the kubeconfig's user"
            )
        if self.code == 403:
            return ForbiddenError(f"not permitted to {what}: {text}")
        if self.code == 404:
            return NotFoundError(text if self.status.message else f"the server has nothing to {what} (404)")
        return KtuiError(f"the API server would not {what}: {text}")


class UnansweredError(UnreachableError):
    """What was sent has no answer: whether it arrived is not known."""


def unreachable(error: BaseException, server: str) -> UnreachableError:
    """One sentence for what a socket, TLS or HTTP parser can say."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        reason = getattr(error.certificate_error, "verify_message", "") or str(error.certificate_error)
        return UnreachableError(
            f"the certificate of {server} is not trusted ({reason}): check certificate-authority and tls-server-name"
        )
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return UnreachableError(f"the name in {server} is unknown: check the cluster's server in the kubeconfig")
    if isinstance(error, aiohttp.ClientConnectorError):
        return UnreachableError(f"cannot connect to {server}: {_system_reason(error.os_error)}")
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientPayloadError | ConnectionResetError):
        return UnreachableError(f"{server} broke the connection off")
    if isinstance(error, aiohttp.InvalidURL):
        return UnreachableError(f"{server} is no address: check the cluster's server in the kubeconfig")
    if isinstance(error, aiohttp.ClientResponseError):  # what the parser says has several lines: the first tells
        return UnreachableError(f"what answers at {server} does not speak HTTP: {error.message.partition(chr(10))[0]}")
    return UnreachableError(f"no usable answer from {server}: {str(error) or type(error).__name__}")


def _system_reason(error: OSError) -> str:
    """A failed connection's reason as the system words it: asyncio's own wording hides it behind the address."""
    if isinstance(error, ssl.SSLError):
        return f"TLS failed ({(error.reason or str(error)).lower().replace('_', ' ')})"
    if error.errno:
        return os.strerror(error.errno)
    return error.strerror or str(error)

"""The API server as the lab's tools and the cluster tests meet it: JSON requests over HTTP, standard library only.

Nothing of ktui is used here, so that what is measured and compared has a source of its own.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
import subprocess
import tempfile
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pathlib import Path

TRIES = 8
"""How often a request is sent before the server counts as gone: at 0.2 s more each time, about 7 s in all."""

ANSWER_WITHIN = 60.0
"""Seconds that one answer may take: a page of 2,000 pods on a busy machine takes a tenth of it."""

MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"


class ApiError(Exception):
    """The server refused a request, or does not answer; `status` is its HTTP status, 0 without an answer."""

    def __init__(self, what: str, *, status: int = 0) -> None:
        super().__init__(what)
        self.status = status


class Api:
    """One cluster, by its kubeconfig's current context: client certificate or token.

    Every thread has a connection of its own that stays open, so that a request's time is the server's.
    """

    def __init__(self, kubeconfig: Path | None = None) -> None:
        """`kubeconfig`: None takes what kubectl would (KUBECONFIG)."""
        config = _config(kubeconfig)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.server: str = cluster["server"]
        url = urlsplit(self.server)
        self._host, self._prefix = url.netloc, url.path.rstrip("/")
        self._tls = _tls(cluster, user) if url.scheme == "https" else None
        self.headers = {"Authorization": f"Bearer {user['token']}"} if "token" in user else {}
        """What every request has to say of who asks."""
        self._local = threading.local()
        self._connections: list[http.client.HTTPConnection] = []

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        content_type: str = "application/json",
        accept: str = "application/json",
        ok: tuple[int, ...] = (200, 201, 202),
    ) -> Any:
        """The answer's JSON; ApiError for a status that is not in `ok`.

        A connection that broke and an answer of 429 are tried again, `TRIES` times in all.
        """
        data = None if body is None else json.dumps(body)
        headers = {"Content-Type": content_type, "Accept": accept, **self.headers}
        for attempt in range(TRIES):
            connection = self._connection()
            try:
                connection.request(method, self._prefix + path, data, headers)
                answer = connection.getresponse()
                text = answer.read()
            except (http.client.HTTPException, OSError):
                connection.close()
                time.sleep(0.2 * (attempt + 1))
                continue
            if answer.status == http.HTTPStatus.TOO_MANY_REQUESTS:
                time.sleep(0.5 * (attempt + 1))
                continue
            if answer.status not in ok:
                raise ApiError(f"{method} {path}: {answer.status} {text[:300]!r}", status=answer.status)
            return json.loads(text) if text.startswith((b"{", b"[")) else text.decode()
        raise ApiError(f"{method} {path}: no answer from {self.server}")

    def get(self, path: str, *, accept: str = "application/json") -> Any:
        """GET, and nothing but 200."""
        return self.request("GET", path, accept=accept, ok=(200,))

    def put_status(self, path: str, item: dict[str, Any]) -> Any:
        """Write `item`'s status at `path`, the object's own, as a controller does."""
        return self.request("PUT", f"{path}/status", item)

    def every(self, path: str, *, limit: int = 2000) -> list[dict[str, Any]]:
        """All items of the list at `path` (it may hold a query), in pages of `limit`."""
        items: list[dict[str, Any]] = []
        token = ""
        while True:
            page = self.get(f"{path}{'&' if '?' in path else '?'}limit={limit}&continue={token}")
            items += page["items"]
            token = page["metadata"].get("continue", "")
            if not token:
                return items

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._connections:
            connection.close()

    def connect(self, timeout: float = ANSWER_WITHIN) -> http.client.HTTPConnection:
        """A new connection to the server, for the caller to close."""
        if self._tls is None:
            return http.client.HTTPConnection(self._host, timeout=timeout)
        return http.client.HTTPSConnection(self._host, context=self._tls, timeout=timeout)

    def _connection(self) -> http.client.HTTPConnection:
        connection: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self.connect()
            self._local.connection = connection
            self._connections.append(connection)
        return connection


def _config(kubeconfig: Path | None) -> dict[str, Any]:
    """A kubeconfig's current context alone, with its files in it; by kubectl, unless it is such a JSON already."""
    if kubeconfig is not None and (text := kubeconfig.read_text()).startswith("{"):
        config: dict[str, Any] = json.loads(text)
        return config
    environment = dict(os.environ)
    if kubeconfig is not None:
        environment["KUBECONFIG"] = str(kubeconfig)
    view = ["kubectl", "config", "view", "--raw", "--flatten", "--minify", "-o", "json"]
    viewed: dict[str, Any] = json.loads(subprocess.check_output(view, env=environment))
    return viewed


def _tls(cluster: dict[str, Any], user: dict[str, Any]) -> ssl.SSLContext:
    authority = cluster.get("certificate-authority-data")
    context = ssl.create_default_context(cadata=base64.b64decode(authority).decode() if authority else None)
    # Python 3.13 turned this on: it refuses the certificates of many a cluster for what RFC 5280 wants beside trust.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if cluster.get("insecure-skip-tls-verify"):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if "client-certificate-data" in user:
        with tempfile.NamedTemporaryFile(
            "wb", suffix=".pem"
        ) as pem:  # only files can be loaded; 0600, and gone at once
            pem.write(base64.b64decode(user["client-certificate-data"]) + b"\n")
            pem.write(base64.b64decode(user["client-key-data"]))
            pem.flush()
            context.load_cert_chain(pem.name)
    return context

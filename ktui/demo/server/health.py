"""`/readyz`, `/livez` and `/healthz`: whether the server is well, in one word or check by check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.statuses import RefusalError

if TYPE_CHECKING:
    from ktui.demo.server.call import Call

PATHS = ("/readyz", "/livez", "/healthz")

CHECKS = ("ping", "log", "etcd", "informer-sync")
"""Of a real server's dozens, those that a reader knows."""


def report(call: Call, *, ready: bool) -> bytes:
    """The answer's text. Raises a 500 `RefusalError` when the server is not `ready`, with the check that failed."""
    name = call.path.strip("/")
    if not ready:
        raise RefusalError(500, f"[-]etcd failed: reason withheld\n{name} check failed\n")
    if "verbose" not in call.query:
        return b"ok"
    return "".join([*(f"[+]{check} ok\n" for check in CHECKS), f"{name} check passed\n"]).encode()

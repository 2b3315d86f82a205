"""aiohttp, imported without the system's certificates: `from ktui.kube.http_client import aiohttp`.

On import it reads all of them, twice, for contexts that are never used here: `tls.py` makes ktui's own, and reads them
where a cluster names no authority. Where they stand in one file (Fedora, RHEL, `SSL_CERT_FILE`), that is 55 ms of every
start.
"""

from __future__ import annotations

import os

_NAMED = os.environ.get("SSL_CERT_FILE")
os.environ["SSL_CERT_FILE"] = os.devnull  # OpenSSL's own variable
try:
    import aiohttp
finally:
    if _NAMED is None:
        del os.environ["SSL_CERT_FILE"]
    else:
        os.environ["SSL_CERT_FILE"] = _NAMED

__all__ = ["aiohttp"]

"""aiohttp is imported without the system's certificates, and nobody else notices."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

LOOK = """
import os
from ktui.kube.http_client import aiohttp
# A private name: where a release has renamed it, see whether its import still reads certificates.
print(aiohttp.connector._SSL_CONTEXT_VERIFIED.cert_store_stats()["x509"], os.environ.get("SSL_CERT_FILE"))
"""


@pytest.mark.parametrize("named", [None, "/somewhere/ca.pem"])
def test_the_import_reads_no_certificates_and_leaves_the_environment_as_it_was(named: str | None) -> None:
    env = {name: value for name, value in os.environ.items() if name != "SSL_CERT_FILE"}
    env |= {} if named is None else {"SSL_CERT_FILE": named}
    ran = subprocess.run([sys.executable, "-c", LOOK], env=env, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["0", str(named)]

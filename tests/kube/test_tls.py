"""TLS with a real server on the loopback: whom we trust, by which name, and who we are to it."""

from __future__ import annotations

import asyncio
import os
import ssl
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ktui.errors import ConfigError, CredentialsError
from ktui.kube.access import Access, Certificate, Pem
from ktui.kube.credentials import CertificateFiles, Credentials
from ktui.kube.tls import TlsContexts, ssl_context

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DATA = Path(__file__).parent / "data"
CA = Pem("certificate-authority of cluster 'c'", file=str(DATA / "ca.pem"))


def access(**fields: Any) -> Access:
    usual: dict[str, Any] = {"context": "x", "cluster": "c", "user": "u", "server": "https://127.0.0.1:6443", "ca": CA}
    usual.update(fields)
    return Access(**usual)


def certificate(name: str, *, key: str = "") -> Certificate:
    return Certificate(
        (DATA / f"{name}.pem").read_bytes(), (DATA / f"{key or name + '-key'}.pem").read_bytes(), "the-cert", "the-key"
    )


@asynccontextmanager
async def server(name: str = "server-by-address") -> AsyncIterator[int]:
    """A server that says which client certificate it was shown, if any; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / f"{name}.pem", DATA / f"{name}-key.pem")
    context.load_verify_locations(DATA / "ca.pem")
    context.verify_mode = ssl.CERT_OPTIONAL
    context.set_alpn_protocols(["h2", "http/1.1"])

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        subject = dict(pair for part in (writer.get_extra_info("peercert") or {}).get("subject", ()) for pair in part)
        writer.write(f"{subject.get('commonName', 'nobody')}\n".encode())
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


async def greeting(port: int, context: ssl.SSLContext | None, name: str | None = None) -> str:
    assert context is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
    try:
        return (await reader.readline()).decode().strip()
    finally:
        writer.close()
        await writer.wait_closed()


async def test_a_server_that_the_clusters_authority_vouches_for_is_trusted() -> None:
    async with server() as port:
        assert await greeting(port, ssl_context(access(), None)) == "nobody"


async def test_an_authority_given_as_data_serves_as_one_in_a_file_and_may_stand_among_comments() -> None:
    data = "# die Zertifizierungsstelle für alle\n".encode() + (DATA / "ca.pem").read_bytes()
    async with server() as port:
        assert await greeting(port, ssl_context(access(ca=Pem("ca", data=data)), None)) == "nobody"


async def test_a_server_that_only_another_authority_vouches_for_is_refused() -> None:
    async with server() as port:
        with pytest.raises(ssl.SSLCertVerificationError, match="certificate verify failed"):
            await greeting(port, ssl_context(access(ca=None), None))


async def test_the_servers_own_certificate_is_enough_of_an_authority() -> None:
    pinned = Pem("ca", file=str(DATA / "server-by-address.pem"))
    async with server() as port:
        assert await greeting(port, ssl_context(access(ca=pinned), None)) == "nobody"


async def test_insecure_skip_tls_verify_asks_for_no_authority_and_no_name() -> None:
    async with server("server-by-name") as port:
        assert await greeting(port, ssl_context(access(ca=None, insecure_skip_tls_verify=True), None)) == "nobody"


async def test_a_certificate_for_another_name_is_refused() -> None:
    async with server("server-by-name") as port:
        with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
            await greeting(port, ssl_context(access(), None))


async def test_tls_server_name_is_the_name_that_counts() -> None:
    there = access(tls_server_name="api.cluster.test")
    async with server("server-by-name") as port:
        assert await greeting(port, ssl_context(there, None), there.tls_server_name) == "nobody"


async def test_the_common_name_of_a_server_does_not_count() -> None:
    async with server("server-by-name") as port:
        with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
            await greeting(port, ssl_context(access(), None), "api")


async def test_http_2_is_not_offered() -> None:
    async with server() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=ssl_context(access(), None))
        assert writer.get_extra_info("ssl_object").selected_alpn_protocol() == "http/1.1"
        await reader.read()
        writer.close()
        await writer.wait_closed()


def test_authorities_without_key_identifiers_are_not_held_to_rfc_5280() -> None:
    context = ssl_context(access(), None)
    assert context is not None
    assert not context.verify_flags & ssl.VERIFY_X509_STRICT


def test_plain_http_has_no_context() -> None:
    assert ssl_context(access(server="http://127.0.0.1:8001"), certificate("dev")) is None


async def test_a_client_certificate_tells_the_server_who_we_are() -> None:
    async with server() as port:
        assert await greeting(port, ssl_context(access(), certificate("dev"))) == "dev"


async def test_keys_reach_tls_without_memory_files_too_and_leave_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    modes = []
    unlink = os.unlink

    def gone(path: str) -> None:
        modes.append(os.stat(path).st_mode & 0o777)
        unlink(path)

    monkeypatch.delattr(os, "memfd_create", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "unlink", gone)
    context = ssl_context(access(), certificate("dev"))
    assert modes == [0o600, 0o600]
    assert os.listdir(tmp_path) == []
    async with server() as port:
        assert await greeting(port, context) == "dev"


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="Linux keeps keys in memory, other systems have no way to")
def test_on_linux_no_key_is_written_to_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    assert ssl_context(access(), certificate("dev")) is not None
    assert not [link for link in Path("/proc/self/fd").iterdir() if "memfd" in _target(link)]


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        (Certificate(b"rubbish", b"rubbish", "the-cert", "the-key"), "the-cert holds no usable certificate"),
        (Certificate(b"", b"", "the-cert", "the-key"), "the-cert holds no usable certificate"),
        (
            Certificate((DATA / "dev.pem").read_bytes(), b"rubbish", "the-cert", "the-key"),
            "the-key holds no usable key",
        ),
    ],
)
def test_a_bad_certificate_or_key_is_told_by_its_field(pair: Certificate, sentence: str) -> None:
    with pytest.raises(ConfigError, match=f"^{sentence}.*: replace it$"):
        ssl_context(access(), pair)


def test_a_key_of_another_certificate_is_told() -> None:
    with pytest.raises(ConfigError, match=r"^the-key does not belong to its certificate"):
        ssl_context(access(), certificate("dev", key="ops-key"))


def test_an_encrypted_key_is_refused_without_a_question() -> None:
    with pytest.raises(ConfigError, match=r"^the-key is encrypted"):
        ssl_context(access(), certificate("dev", key="dev-key-encrypted"))


@pytest.mark.parametrize("data", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_bad_authority_is_told_by_its_field(data: bytes) -> None:
    ca = Pem("certificate-authority-data of cluster 'c' in f", data=data)
    with pytest.raises(ConfigError, match=r"^certificate-authority-data of cluster 'c' in f holds no usable cert"):
        ssl_context(access(ca=ca), None)


class Issued:
    """A proof whose certificate is replaced, or cannot be had."""

    def __init__(self, pair: Certificate | None) -> None:
        self.pair = pair

    async def headers(self) -> dict[str, str]:
        return {}

    async def client_certificate(self) -> Certificate | None:
        if self.pair is None:
            raise CredentialsError("the plugin failed")
        return self.pair

    async def renew(self) -> bool:
        return True

    async def close(self) -> None:
        pass


async def test_a_renewed_certificate_makes_a_new_context_and_an_unchanged_one_does_not() -> None:
    issued = Issued(certificate("dev"))
    credentials = Credentials([issued])
    contexts = TlsContexts(access(), credentials)
    await contexts.prepare()
    first = contexts()
    await credentials.headers()
    assert contexts() is first
    issued.pair = certificate("ops")
    await credentials.headers()
    second = contexts()
    async with server() as port:
        assert await greeting(port, first) == "dev"
        assert await greeting(port, second) == "ops"
    assert contexts() is second


async def test_a_plugin_that_fails_at_first_does_not_keep_the_context_from_being_prepared() -> None:
    issued = Issued(None)
    credentials = Credentials([issued])
    contexts = TlsContexts(access(), credentials)
    await contexts.prepare()
    issued.pair = certificate("dev")
    await credentials.headers()
    async with server() as port:
        assert await greeting(port, contexts()) == "dev"


async def test_a_bad_certificate_is_told_while_preparing() -> None:
    bad = CertificateFiles(Pem("client-certificate-data", data=b"x"), Pem("client-key-data", data=b"y"))
    with pytest.raises(ConfigError, match=r"^client-certificate-data holds no usable certificate"):
        await TlsContexts(access(), Credentials([bad])).prepare()

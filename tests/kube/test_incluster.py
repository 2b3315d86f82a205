"""Inside a pod: the service account is found, and what is wrong with it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ktui.errors import ConfigError
from ktui.kube.credentials import credentials_for
from ktui.kube.kubeconfig import read_access
from ktui.kube.tls import ssl_context
from tests.fakes.clock import FakeClock

DATA = Path(__file__).parent / "data"


@pytest.fixture
def mounted(tmp_path: Path) -> Path:
    folder = tmp_path / "serviceaccount"
    folder.mkdir()
    (folder / "token").write_text("sa-token\n")
    (folder / "ca.crt").write_bytes((DATA / "ca.pem").read_bytes())
    (folder / "namespace").write_text("team\n")
    return folder


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443"}


async def test_a_pod_without_a_kubeconfig_uses_its_service_account(mounted: Path, environ: dict[str, str]) -> None:
    access = read_access(kubeconfig=None, context=None, environ=environ, service_account=mounted)
    assert (access.context, access.namespace, access.server) == ("in-cluster", "team", "https://10.96.0.1:443")
    credentials = credentials_for(access, clock=FakeClock(), environ=environ)
    assert await credentials.headers() == {"Authorization": "Bearer sa-token"}
    assert ssl_context(access, None) is not None


async def test_a_replaced_service_account_token_is_used(mounted: Path, environ: dict[str, str]) -> None:
    access = read_access(kubeconfig=None, context=None, environ=environ, service_account=mounted)
    clock = FakeClock()
    credentials = credentials_for(access, clock=clock, environ=environ)
    await credentials.headers()
    (mounted / "token").write_text("rotated")
    await clock.advance(60)
    assert await credentials.headers() == {"Authorization": "Bearer rotated"}


def test_an_ipv6_address_is_bracketed(mounted: Path, environ: dict[str, str]) -> None:
    environ["KUBERNETES_SERVICE_HOST"] = "fd00::1"
    access = read_access(kubeconfig=None, context=None, environ=environ, service_account=mounted)
    assert access.server == "https://[fd00::1]:443"


def test_the_namespace_may_be_told_by_the_environment_or_be_missing(mounted: Path, environ: dict[str, str]) -> None:
    (mounted / "namespace").unlink()
    access = read_access(kubeconfig=None, context=None, environ=environ, service_account=mounted)
    assert access.namespace == "default"
    environ["POD_NAMESPACE"] = "mine"
    access = read_access(kubeconfig=None, context="in-cluster", environ=environ, service_account=mounted)
    assert access.namespace == "mine"


def test_a_kubeconfig_goes_before_the_service_account(mounted: Path, environ: dict[str, str]) -> None:
    file = mounted / "config"
    file.write_text(
        "{current-context: a, contexts: [{name: a, context: {cluster: c}}],"
        " clusters: [{name: c, cluster: {server: 'https://h'}}]}"
    )
    environ["KUBECONFIG"] = str(file)
    assert read_access(kubeconfig=None, context=None, environ=environ, service_account=mounted).context == "a"


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("token", None, "Service token file does not exist"),
        ("token", "", "Token file exists but empty"),
        ("ca.crt", None, "Service certification file does not exist"),
    ],
)
def test_an_incomplete_service_account_is_told(
    mounted: Path, environ: dict[str, str], file: str, content: str | None, sentence: str
) -> None:
    (mounted / file).unlink()
    if content is not None:
        (mounted / file).write_text(content)
    with pytest.raises(ConfigError, match=rf"^no usable service account in .* \({sentence}\): mount one"):
        read_access(kubeconfig=None, context=None, environ=environ, service_account=mounted)


def test_a_context_cannot_be_chosen_without_a_kubeconfig(mounted: Path, environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="there is no kubeconfig, so no context 'prod'"):
        read_access(kubeconfig=None, context="prod", environ=environ, service_account=mounted)

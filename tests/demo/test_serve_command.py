"""`ktui demo --serve`: a kubeconfig's path, and a cluster for any client until it is told to stop."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import stat
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import yaml

from tests.demo.processes import end, environment, served

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def ktui(kubeconfig: Path, folder: Path, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "ktui", "--kubeconfig", str(kubeconfig), *arguments],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


def test_the_first_line_is_a_kubeconfig_that_works(tmp_path: Path) -> None:
    with served(tmp_path) as (process, kubeconfig):
        items = json.loads(ktui(kubeconfig, tmp_path, "get", "daemonsets", "-A", "-o", "json"))["items"]
        assert "ssd-monitor" in {item["name"] for item in items}
        config = yaml.safe_load(kubeconfig.read_text())
        assert config["current-context"] == "demo"
        assert stat.S_IMODE(kubeconfig.stat().st_mode) == 0o600
        assert stat.S_IMODE(kubeconfig.parent.stat().st_mode) == 0o700
        assert process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_it_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path) as (process, kubeconfig):
        assert kubeconfig.exists()
        assert end(process, number) == (0, "", "")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_nobody_is_let_in_without_the_token_or_the_path(tmp_path: Path) -> None:
    with served(tmp_path) as (_, kubeconfig):
        config = yaml.safe_load(kubeconfig.read_text())
        address, token = config["clusters"][0]["cluster"]["server"], config["users"][0]["user"]["token"]
        outside = address.rpartition("/")[0]
        with urlopen(f"{address}/api/v1/namespaces") as answer:  # as kubectl asks over plain HTTP: without a token
            assert answer.status == 200
        with urlopen(Request(f"{outside}/api/v1/nodes", headers={"Authorization": f"Bearer {token}"})) as answer:
            assert answer.status == 200
        for wrong in (f"{outside}/api/v1/nodes", f"{outside}/another/api/v1/nodes", f"{address}x/api/v1/nodes"):
            with pytest.raises(HTTPError) as refused:
                urlopen(wrong)
            assert refused.value.code == 401
            refused.value.close()


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with served(tmp_path, "--port", str(port)) as (process, _):
            out, errors = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert errors == f"ktui: cannot listen on port {port} (address already in use): choose another one with --port\n"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_port_may_be_chosen(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with served(tmp_path, "--port", str(port)) as (_, kubeconfig):
        assert f"server: http://127.0.0.1:{port}/" in kubeconfig.read_text()


@pytest.mark.parametrize(("flag", "version", "served_as"), [("", "v1.35", "v1"), ("--old", "v1.20", "v1beta1")])
def test_an_old_cluster_serves_cronjobs_as_v1beta1_alone(
    tmp_path: Path, flag: str, version: str, served_as: str
) -> None:
    with served(tmp_path, *([flag] if flag else [])) as (_, kubeconfig):
        address = yaml.safe_load(kubeconfig.read_text())["clusters"][0]["cluster"]["server"]
        with urlopen(f"{address}/version") as answer:
            assert json.load(answer)["gitVersion"].startswith(version)
        holds = {}
        for group_version in ("v1", "v1beta1"):
            try:
                with urlopen(f"{address}/apis/batch/{group_version}") as answer:
                    holds[group_version] = {each["name"] for each in json.load(answer)["resources"]}
            except HTTPError as error:
                error.close()
                holds[group_version] = set()
        assert [name for name, resources in holds.items() if "cronjobs" in resources] == [served_as]
        assert "jobs" in holds["v1"]


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="no kubectl on PATH")
def test_kubectl_may_use_it(tmp_path: Path) -> None:
    with served(tmp_path) as (_, kubeconfig):
        told = subprocess.run(
            ["kubectl", "--kubeconfig", str(kubeconfig), "get", "daemonsets", "--no-headers"],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    assert told.stdout.startswith("ssd-monitor ")

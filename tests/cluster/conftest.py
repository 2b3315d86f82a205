"""The fixtures of the tests on a real cluster. One that is missing fails them under CI and skips them elsewhere."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Never, Protocol

import pytest

from tests.cluster.demo import DemoServer, demo_cluster
from tests.cluster.target import Cluster, Lab, NoClusterError, find_cluster, kubectl_path
from tests.lab.api import Api, ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Cluster", "Kubectl", "Lab"]

HERE = Path(__file__).parent


class Kubectl(Protocol):
    """The fixture `kubectl`."""

    def __call__(self, *arguments: str, text: str | None = None) -> str:
        """kubectl's standard output, with `text` as its standard input; a failure raises with what it said."""


LAB, DEMO = "lab", "demo"
"""What a test can run on: the lab (or the cluster of KTUI_TEST_KUBECONFIG), and the demo's cluster."""

ON_DEMO = {
    "test_get": True,
    "test_parity": True,
    "test_compacted": True,
    "test_writes": False,
    "test_label_screen": False,
    "test_why": False,
    "test_killed": False,
    "test_frozen": False,
    "test_churn": False,
}
"""The modules whose tests run on the demo's cluster, too, and whether they are fast there: those that are not do so
under `-m cluster`, with those on the lab."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "cluster" in metafunc.fixturenames:
        fast = ON_DEMO.get(metafunc.module.__name__.rpartition(".")[2])
        there = [pytest.param(LAB, marks=pytest.mark.cluster)]
        if fast is not None:
            there.append(pytest.param(DEMO, marks=() if fast else pytest.mark.cluster))
        metafunc.parametrize("cluster", there, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        call = getattr(item, "callspec", None)
        if HERE in item.path.parents and (call is None or call.params.get("cluster") != DEMO):
            item.add_marker(pytest.mark.cluster)


def _absent(reason: str) -> Never:
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The cluster under test."""
    if request.param == DEMO:
        try:
            kubectl_path()
        except NoClusterError as error:
            pytest.skip(str(error))
        demo = DemoServer(tmp_path_factory.mktemp("demo"))
        yield demo_cluster(demo)
        demo.close()
        return
    try:
        found = find_cluster()
    except NoClusterError as error:
        _absent(str(error))
    yield found


@pytest.fixture(scope="session")
def lab(cluster: Cluster) -> Lab:
    """The lab's faults and users; a test that uses this cannot run on any other cluster."""
    if cluster.lab is None:
        _absent(f"needs the lab of tests/lab; {cluster.kubeconfig} is another cluster")
    return cluster.lab


@pytest.fixture(scope="session")
def kubectl(cluster: Cluster) -> Kubectl:
    """kubectl on the cluster under test."""
    return cluster.kubectl


@pytest.fixture(scope="session")
def api(cluster: Cluster) -> Iterator[Api]:
    """JSON requests to the API server, on the standard library alone."""
    api = Api(cluster.kubeconfig)
    yield api
    api.close()


@pytest.fixture
def namespace(api: Api) -> Iterator[str]:
    """A fresh namespace for one test; its deletion is asked for at the end and not waited for."""
    name = f"ktui-{uuid.uuid4().hex[:8]}"
    api.request("POST", "/api/v1/namespaces", {"metadata": {"name": name}})
    yield name
    try:
        api.request("DELETE", f"/api/v1/namespaces/{name}")
    except ApiError as error:
        if error.status != 404:
            raise

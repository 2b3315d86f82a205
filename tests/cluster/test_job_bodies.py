"""The Jobs that ktui makes, against kubectl's own and against what the server takes."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.job_bodies.names import name_fault, rerun_name, trigger_name
from ktui.insight.job_bodies.rerun import ORIGIN, SERVER_LABELS, rerun_of
from ktui.insight.job_bodies.trigger import job_of
from ktui.model.version import NEWEST, parse_version
from tests.cluster.job_templates import cronjobs
from tests.cluster.pod_templates import case
from tests.cluster.schema_fields import fields_below, fields_held
from tests.cluster.target import CACHE
from tests.parity.make import make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.conftest import Cluster
    from tests.lab.api import Api

Raw = dict[str, Any]

SEED = 7
RANDOM = 30
SUFFIX = "x7k2p"

AT_ONCE = 4
"""kubectl runs at a time, each of which keeps a core busy."""

MAIN: Raw = {"name": "main", "image": "none.example/main:1"}

GONE_WITHIN = 60.0
"""Seconds the garbage collector may take, on a busy machine."""

TEMPLATE = "io.k8s.api.batch.v1.JobTemplateSpec"

NOTED = (
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
)
LEFT_OUT = {
    *(("ObjectMeta", field) for field in NOTED),  # of an object, not of a template
    ("JobSpec", "selector"),  # refused: it is generated
    ("PodSpec", "ephemeralContainers"),  # refused: only a pod has them
    ("PodSpec", "workloadRef"),  # alpha or off in the newest release, which drops them
    ("VolumeProjection", "clusterTrustBundle"),
    ("VolumeProjection", "podCertificate"),
    ("Lifecycle", "stopSignal"),
    ("TypedObjectReference", "namespace"),
}
"""(type, field) that no stored template has."""


@pytest.fixture(scope="module")
def stored(cluster: Cluster, api: Api) -> Iterator[list[Raw]]:
    """The CronJobs as the server has them, each as GET answers."""
    namespace = f"ktui-{uuid.uuid4().hex[:8]}"
    api.request("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
    try:
        made = make(api, namespace, cronjobs(SEED, RANDOM))
        if cluster.version.at_least(NEWEST.major, NEWEST.minor):
            assert not [each for each in made if each.refused]
        yield [api.get(each.path) for each in made if not each.refused]
    finally:
        api.request("DELETE", f"/api/v1/namespaces/{namespace}")


def told(cronjob: Raw) -> str:
    """A name for the CronJob's Job: the longest that is suggested."""
    name: str = cronjob["metadata"]["name"]
    return trigger_name(name, SUFFIX, cronjob["spec"]["jobTemplate"]["spec"])


def jobs_path(namespace: str) -> str:
    return f"/apis/batch/v1/namespaces/{namespace}/jobs"


def dry_run(api: Api, body: Raw) -> Raw:
    """What the server would store; the query's second half has old servers shrug and new ones refuse unknown fields."""
    path = jobs_path(body["metadata"]["namespace"])
    answer: Raw = api.request("POST", f"{path}?dryRun=All&fieldValidation=Strict", body)
    return answer


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def kubectl_that_knows_all(cluster: Cluster) -> str:
    """A kubectl that makes the owner as it is made since 1.32, and drops no field that the server knows."""
    least = max((1, 32), (cluster.version.major, cluster.version.minor))
    for path in filter(None, (*map(str, CACHE.glob("bin-*/kubectl")), shutil.which("kubectl"))):
        answer = subprocess.check_output([path, "version", "--client", "-o", "json"])
        version = parse_version(json.loads(answer)["clientVersion"]["gitVersion"])
        if version is not None and version.at_least(*least):
            return path
    pytest.skip(f"needs a kubectl of {least[0]}.{least[1]} or later")


@pytest.mark.current
def test_it_is_kubectls_own_job_field_by_field(cluster: Cluster, stored: list[Raw]) -> None:
    if not cluster.version.at_least(1, 21):
        pytest.skip("kubectl makes no Job from a batch/v1beta1 CronJob")
    begin = [kubectl_that_knows_all(cluster), "--kubeconfig", str(cluster.kubeconfig), "create", "job"]

    def kubectls(cronjob: Raw) -> Raw:
        meta = cronjob["metadata"]
        source = ["-n", meta["namespace"], told(cronjob), f"--from=cronjob/{meta['name']}"]
        text = subprocess.check_output([*begin, *source, "--dry-run=client", "-o", "json"])
        made: Raw = without_nulls(json.loads(text))
        del made["status"]
        return made

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for cronjob, expected in zip(stored, pool.map(kubectls, stored), strict=True):
            assert job_of(cronjob, told(cronjob)) == expected, cronjob["metadata"]["name"]


@pytest.mark.current
def test_no_field_of_a_job_is_left_out(cluster: Cluster, api: Api, stored: list[Raw]) -> None:
    if (cluster.version.major, cluster.version.minor) != (NEWEST.major, NEWEST.minor):
        pytest.skip("what a release may hold is known of the newest one alone")
    schemas = api.get("/openapi/v3/apis/batch/v1")["components"]["schemas"]
    held = {field for raw in stored for field in fields_held(schemas, TEMPLATE, raw["spec"]["jobTemplate"])}
    assert fields_below(schemas, TEMPLATE, LEFT_OUT) - held == set()
    assert held & LEFT_OUT == set()


def test_the_server_takes_it(api: Api, stored: list[Raw]) -> None:
    for cronjob in stored:
        body = job_of(cronjob, told(cronjob))
        answer = dry_run(api, body)
        assert answer["metadata"]["ownerReferences"] == body["metadata"]["ownerReferences"]
        assert answer["metadata"]["annotations"] == body["metadata"]["annotations"]


def test_the_server_takes_a_rerun_and_makes_the_same_of_it(api: Api, stored: list[Raw]) -> None:
    def own(job: Raw) -> Raw:
        """A Job's spec but what differs by name and uid, and what a rerun does not keep."""
        spec = without_nulls(job["spec"])
        labels = {k: v for k, v in spec["template"]["metadata"].pop("labels", {}).items() if k not in SERVER_LABELS}
        return {**spec, "labels": labels, **dict.fromkeys(("selector", "manualSelector", "suspend"))}

    for cronjob in stored:
        origin = dry_run(api, job_of(cronjob, told(cronjob)))
        name = rerun_name(told(cronjob), SUFFIX, origin["spec"])
        again = dry_run(api, rerun_of(origin, name).job)
        assert own(again) == own(origin), name
        assert again["spec"].get("suspend", False) is False
        assert again["metadata"]["annotations"][ORIGIN] == told(cronjob)


def test_a_job_that_lives_is_run_again_and_again(api: Api, namespace: str) -> None:
    path = jobs_path(namespace)
    first = {
        "metadata": {"name": "first", "labels": {"app": "x"}},
        "spec": {"parallelism": 0, "template": {"spec": {"restartPolicy": "Never", "containers": [MAIN]}}},
    }
    raw = api.request("POST", path, first)
    for suffix in ("aaaaa", "bbbbb"):
        name = rerun_name(raw["metadata"]["name"], suffix)
        api.request("POST", path, rerun_of(raw, name).job)
        raw = api.get(f"{path}/{name}")
    assert raw["metadata"]["name"] == "first-rerun-bbbbb"
    assert raw["metadata"]["labels"].items() >= {"app": "x"}.items()
    assert raw["metadata"]["annotations"][ORIGIN] == "first-rerun-aaaaa"


def test_a_selector_of_ones_own_is_taken_again(api: Api, namespace: str) -> None:
    template = {
        "metadata": {"labels": {"controller-uid": "mine"}},
        "spec": {"restartPolicy": "Never", "containers": [MAIN]},
    }
    selector = {"matchLabels": {"controller-uid": "mine"}}
    spec = {"manualSelector": True, "selector": selector, "parallelism": 0, "template": template}
    raw = api.request("POST", jobs_path(namespace), {"metadata": {"name": "first"}, "spec": spec})
    again = dry_run(api, rerun_of(raw, "second").job)
    assert again["spec"]["selector"] == selector
    assert again["spec"]["template"]["metadata"]["labels"] == {"controller-uid": "mine"}


def test_the_job_goes_with_its_cronjob(api: Api, namespace: str) -> None:
    (made,) = make(api, namespace, [case("short-lived", parallelism=0)])
    path = jobs_path(namespace)
    api.request("POST", path, job_of(api.get(made.path), "by-hand"))
    api.request("DELETE", f"{made.path}?propagationPolicy=Background")
    end = time.monotonic() + GONE_WITHIN
    while [job["metadata"]["name"] for job in api.get(path)["items"]]:
        assert time.monotonic() < end, "the garbage collector does not know the owner"
        time.sleep(0.2)


NAMES = (
    "a",
    "0",
    "a" * 61,
    "a" * 62,
    "a" * 63,
    "a" * 64,
    "a" * 253,
    "a" * 254,
    "a.b",
    "a.0",
    "a-b",
    "",
    "A",
    "a_b",
    "é",
)
BAD_ENDS = ("-a", "a-", ".a", "a.", "a..b", "a-.b", "a.-b", "a b", "a/b", "a\n")


@pytest.mark.parametrize("sort", ["plain", pytest.param("indexed", marks=pytest.mark.current), "manual"])
def test_a_name_is_refused_where_the_server_refuses_it(cluster: Cluster, api: Api, namespace: str, sort: str) -> None:
    if sort == "indexed" and not cluster.version.at_least(1, 24):
        pytest.skip("the server has no Indexed Jobs, or does not check their names yet")
    labels = {"app": "x"}
    template = {"metadata": {"labels": labels}, "spec": {"restartPolicy": "Never", "containers": [MAIN]}}
    spec: Raw = {
        "template": template,
        **({"completionMode": "Indexed", "completions": 11} if sort == "indexed" else {}),
        **({"manualSelector": True, "selector": {"matchLabels": labels}} if sort == "manual" else {}),
    }
    differs = {}
    for name in (*NAMES, *BAD_ENDS):
        body = {"metadata": {"name": name}, "spec": spec}
        answer = api.request("POST", f"{jobs_path(namespace)}?dryRun=All", body, ok=(201, 422))
        fault = name_fault(name, spec)
        if (answer["kind"] == "Status") != (fault is not None):
            differs[name] = fault
    assert not differs

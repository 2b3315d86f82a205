"""A pod's summary: what is wrong and why comes first, each thing in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ktui.insight.describe import summary_page
from ktui.insight.owners import Owner
from ktui.model.kinds import PODS
from ktui.model.reference import Reference
from ktui.model.version import NEWEST, ServerVersion
from tests.fakes import objects
from tests.insight.described import described, summary
from tests.insight.objects import NOW, at


def pod(
    *, status: dict[str, Any] | None = None, container: dict[str, Any] | None = None, **spec: Any
) -> dict[str, Any]:
    main = {"name": "main", "image": "example/app:1", **(container or {})}
    return {
        "metadata": {"name": "web-1", "namespace": "shop", "creationTimestamp": at(700)},
        "spec": {"containers": [main], "nodeName": "n-1", **spec},
        "status": {"phase": "Running", **(status or {})},
    }


def being(state: dict[str, Any], *, last: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A status of one container."""
    return {"containerStatuses": [{"name": "main", "state": state, "lastState": last or {}, **more}]}


def ended(code: int, reason: str = "Error", **more: Any) -> dict[str, Any]:
    return {"terminated": {"exitCode": code, "reason": reason, "startedAt": at(100), "finishedAt": at(40), **more}}


def lines(obj: dict[str, Any], **options: Any) -> list[str]:
    return summary("pods", obj, **options).split("\n")


def line_of(obj: dict[str, Any], text: str) -> str:
    """The only line that has `text`."""
    (found,) = (line for line in lines(obj) if text in line)
    return found


def test_the_first_line_is_its_state_in_kubectls_words() -> None:
    crash = pod(status=being({"waiting": {"reason": "CrashLoopBackOff"}}, last=ended(1), ready=False, restartCount=4))
    assert lines(crash)[0] == "READY 0/1  STATUS CrashLoopBackOff  RESTARTS 4 (40s ago)  AGE 11m"
    assert lines(crash, version=ServerVersion(1, 20))[0].endswith("RESTARTS 4  AGE 11m")
    first = summary_page(PODS, crash, now=NOW, version=NEWEST)[0]
    assert ("CrashLoopBackOff", "bad") in first.spans


def test_a_whole_page() -> None:
    obj = pod(
        status={
            "hostIP": "10.0.0.1",
            "podIP": "10.244.0.7",
            "podIPs": [{"ip": "10.244.0.7"}, {"ip": "fd00::7"}],
            "qosClass": "Burstable",
            "conditions": [
                {"type": "Initialized", "status": "True", "lastTransitionTime": at(600)},
                {"type": "Ready", "status": "True", "lastTransitionTime": at(300)},
            ],
            **being({"running": {"startedAt": at(310)}}, ready=True, started=True, restartCount=1, last=ended(137)),
        },
        container={"ports": [{"containerPort": 80, "name": "web"}], "livenessProbe": {"tcpSocket": {"port": 80}}},
        serviceAccountName="shop",
        priority=5,
    )
    assert lines(obj, owners=[Owner("ReplicaSet", "web", "shop", True), Owner("Deployment", "web", "shop", True)]) == [
        "READY 1/1  STATUS Running  RESTARTS 1 (40s ago)  AGE 11m",
        "Pod            shop/web-1",
        "Owner          ReplicaSet web, of Deployment web",
        "Node           n-1 (10.0.0.1), pod IP 10.244.0.7, fd00::7",
        "",
        "Conditions",
        "  ready for 5m; initialized for 10m",
        "",
        "Container",
        "  main  running for 5m10s, ready, restarted 1 time",
        "    Last       ended 40s ago after 60s, exit 137 (Error): "
        "SIGKILL (128+9), killed: not ended within its grace period, or from outside",
        "    Image      example/app:1",
        "    Ports      80/TCP (web)",
        "    Liveness   tcp-socket :80 delay=0s timeout=0s period=0s #success=0 #failure=0",
        "",
        "Settings",
        "QoS            Burstable, priority 5",
        "Account        shop",
    ]


def test_the_lines_of_owner_and_node_lead_to_them() -> None:
    owners = [
        Owner("Job", "sync-1", "shop", True, "u", "batch/v1"),
        Owner("CronJob", "sync", "shop", True, "v", "batch/v1"),
        Owner("Thing", "x", "shop", False, "w", "example.org/v1"),
    ]
    page = summary_page(PODS, pod(), now=NOW, owners=owners, version=NEWEST)
    assert {line.text.split()[0]: line.about for line in page if line.about} == {
        "Owner": Reference("Job", "shop", "sync-1", "batch/v1", "u"),
        "Belongs": Reference("Thing", "shop", "x", "example.org/v1", "w"),
        "Node": Reference("Node", "", "n-1", "v1"),
    }


def test_no_owner_and_no_node_lead_nowhere() -> None:
    page = summary_page(PODS, pod(nodeName=""), now=NOW, version=NEWEST)
    assert [line.about for line in page if line.text.startswith(("Owner", "Node"))] == [None, None]


@pytest.mark.parametrize(
    ("status", "said", "tone"),
    [
        (being({"running": {"startedAt": at(5)}}, ready=False, started=True), "running for 5s, not ready", "busy"),
        (
            being({"running": {"startedAt": at(5)}}, ready=False, started=False),
            "running for 5s, not ready, not started up yet",
            "busy",
        ),
        (being({"waiting": {"reason": "ContainerCreating"}}), "waiting: ContainerCreating", "busy"),
        (being({"waiting": {"reason": "ImagePullBackOff"}}), "waiting: ImagePullBackOff", "bad"),
        (being(ended(0, "Completed")), "ended 40s ago after 60s, exit 0 (Completed): completed", "muted"),
        (being(ended(127)), "ended 40s ago after 60s, exit 127 (Error): the command was not found", "bad"),
        (
            being({"terminated": {"exitCode": 0, "signal": 15}}),
            "ended, exit 0, signal 15: SIGTERM, asked to end",
            "bad",
        ),
        (being({}), "waiting", "busy"),
        ({}, "not started yet", "muted"),
    ],
)
def test_a_containers_state_is_told_in_words(status: dict[str, Any], said: str, tone: str) -> None:
    page = summary_page(PODS, pod(status=status), now=NOW, version=NEWEST)
    spans = next(line.spans for line in page if ("main", "strong") in line.spans)
    assert (said, tone) in [(text.strip(), toned) for text, toned in spans]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("back-off 5m0s restarting failed container=main pod=x", "next start in about 4m20s (back-off 5m)"),
        ("back-off 50s restarting failed container=main pod=x", "next start in about 10s (back-off 50s)"),
        ("back-off 10s restarting failed container=main pod=x", "next start any moment (back-off 10s)"),
    ],
)
def test_a_container_that_is_held_back_says_when_it_starts_again(message: str, said: str) -> None:
    held = pod(
        status=being({"waiting": {"reason": "CrashLoopBackOff", "message": message}}, last=ended(1), restartCount=2)
    )
    assert line_of(held, "next start") == f"  main  waiting: CrashLoopBackOff, {said}, restarted 2 times"


def test_what_the_runtime_says_stands_line_by_line() -> None:
    waiting = pod(status=being({"waiting": {"reason": "ErrImagePull", "message": "no such image\nnor tag\n"}}))
    at_main = lines(waiting).index("  main  waiting: ErrImagePull")
    assert lines(waiting)[at_main + 1 : at_main + 3] == [" " * 15 + "no such image", " " * 15 + "nor tag"]


def test_a_container_killed_for_memory_says_its_limit() -> None:
    killed = pod(status=being(ended(137, "OOMKilled")), container={"resources": {"limits": {"memory": "16Mi"}}})
    assert line_of(killed, "exit 137 (OOMKilled)").endswith("or the node had no more (limit 16Mi)")


def test_init_containers_sidecars_and_ephemeral_ones_are_told_apart() -> None:
    obj = pod(
        initContainers=[{"name": "prepare"}, {"name": "proxy", "restartPolicy": "Always"}],
        ephemeralContainers=[{"name": "debug", "targetContainerName": "main"}],
        status={
            "initContainerStatuses": [
                {"name": "prepare", "state": ended(0, "Completed")},
                {"name": "proxy", "state": {"running": {}}, "ready": True},
            ],
            "ephemeralContainerStatuses": [{"name": "debug", "state": {"running": {}}}],
        },
    )
    text = lines(obj)
    places = [text.index(title) for title in ("Container", "Sidecar", "Init container", "Ephemeral container")]
    assert places == sorted(places)
    assert [text[place + 1].split()[0] for place in places] == ["main", "proxy", "prepare", "debug"]
    assert "    Target     main" in text


def test_init_containers_come_first_while_the_pod_waits_for_them() -> None:
    obj = pod(
        initContainers=[{"name": "prepare"}],
        status={
            "conditions": [{"type": "Initialized", "status": "False"}],
            "initContainerStatuses": [{"name": "prepare", "state": ended(1)}],
        },
    )
    text = lines(obj)
    assert text.index("Init container") < text.index("Container")


def test_what_is_wrong_is_said_once_and_before_what_is_well() -> None:
    cause = {"reason": "ContainersNotReady", "message": "containers with unready status: [main]"}
    obj = pod(
        status={
            "conditions": [
                {"type": "Initialized", "status": "True", "lastTransitionTime": at(600)},
                {"type": "ContainersReady", "status": "False", "lastTransitionTime": at(30), **cause},
                {"type": "Ready", "status": "False", "lastTransitionTime": at(30), **cause},
                {"type": "example.org/gate", "status": "False"},
                {"type": "PodScheduled", "status": "Unknown"},
            ]
        }
    )
    text = lines(obj)
    begun = text.index("Conditions")
    assert text[begun + 1 : begun + 5] == [
        "  not ready for 30s (Ready=False, ContainersReady=False)  "
        "ContainersNotReady: containers with unready status: [main]",
        "  not known whether scheduled (PodScheduled=Unknown)",
        "  example.org/gate=False",
        "  initialized for 10m",
    ]


def test_a_pod_that_is_done_is_not_in_trouble_for_it() -> None:
    obj = pod(status={"conditions": [{"type": "Ready", "status": "False", "reason": "PodCompleted"}]})
    page = summary_page(PODS, obj, now=NOW, version=NEWEST)
    assert ("not ready", "muted") in next(line.spans for line in page if "PodCompleted" in line.text)


@pytest.mark.parametrize(
    ("owners", "said"),
    [
        ([], "Owner          none: nothing makes it again"),
        (
            [Owner("ReplicationController", "web", "shop", True)],
            "Owner          ReplicationController web (deprecated: a Deployment does the same and more)",
        ),
        ([Owner("Node", "n-1", "", True)], "Owner          Node n-1 (a static pod, which its kubelet makes)"),
        ([Owner("Thing", "x", "shop", False)], "Belongs to     Thing x"),
    ],
)
def test_its_owners_are_named(owners: list[Owner], said: str) -> None:
    assert said in lines(pod(), owners=owners)


def test_without_a_chain_its_own_references_are_named() -> None:
    obj = objects.pod("a", owned_by=objects.owner("Job", "count", "u"))
    assert "Owner          Job count" in lines(obj)


def test_a_pod_that_is_being_deleted_says_by_when() -> None:
    obj = pod()
    obj["metadata"] |= {"deletionTimestamp": at(-20), "deletionGracePeriodSeconds": 30, "finalizers": ["example.org/x"]}
    assert (
        line_of(obj, "Being deleted")
        == "Being deleted  to be gone in 20s, 30s of grace; waits for finalizers example.org/x"
    )
    obj["metadata"]["deletionTimestamp"] = at(90)
    assert "to be gone 90s ago" in line_of(obj, "Being deleted")


def test_an_evicted_pod_says_why() -> None:
    obj = pod(status={"phase": "Failed", "reason": "Evicted", "message": "The node was low on memory."})
    assert line_of(obj, "Why") == "Why            Evicted: The node was low on memory."


def everything() -> dict[str, Any]:
    return next(item.obj for item in described() if item.name == "everything")


def test_the_environment_says_names_and_sources_and_no_values() -> None:
    assert line_of(everything(), "Env ") == (
        "    Env        7: PLAIN, MULTI, EMPTY, PASSWORD (secret db/password, optional), "
        "LEVEL (config map settings/level), POD_IP (status.podIP), CPUS (limits.cpu), "
        "all of config map settings, all of secret more as S_*, optional"
    )
    assert "shown" not in summary("pods", everything())


def test_mounts_and_volumes_are_told_by_type() -> None:
    text = summary("pods", everything())
    for line in (
        "    Mounts     /data from data (rw)\n               /etc/app from config (ro)\n",
        "               /etc/one from config (rw, only one.conf)\n",
        "               /tmp from scratch (rw, HostToContainer)\n",
        "               the service account's token (ro)\n               device /dev/xvda from block\n",
        "  data         PersistentVolumeClaim data-0 (read-only)\n",
        "  config       ConfigMap settings (optional)\n",
        "  keys         Secret keys\n",
        "  scratch      EmptyDir in memory, at most 64Mi\n",
        "  host         HostPath /var/log as Directory\n",
        "  share        NFS nfs.example:/export\n",
        "  csi          CSI driver=secrets.example (read-only)\n",
        "  tmpl         Ephemeral claim of 1Gi, of class fast\n",
        "  info         DownwardAPI metadata.labels\n",
        "  both         Projected secret keys, config map settings, metadata.labels, token of 600s\n",
    ):
        assert line in text
    assert "kube-api-access" not in text


def test_where_it_may_run_is_told_in_brief() -> None:
    text = summary("pods", everything())
    for line in (
        "Node selector  no-such=label,zone=b\n",
        "Tolerations    dedicated=gpu:NoSchedule, spot op=Exists, :NoExecute op=Exists for 60s, op=Exists\n",
        "Affinity       needs a node with disk in (nvme,ssd),!old\n",
        "               prefers a node with cores>8 (weight 10)\n",
        "               needs to be apart from pods app=everything by kubernetes.io/hostname\n",
        "Spread         at most 1 more of pods app=everything in one zone than in another\n",
    ):
        assert line in text


def test_the_tolerations_that_every_pod_has_are_one() -> None:
    assert "Tolerations    not-ready and unreachable nodes for 300s" in lines(objects.pod("a"))


def test_headers_of_a_probe_are_told_and_credentials_are_not() -> None:
    headers = [{"name": "X-Check", "value": "deep"}, {"name": "Authorization", "value": "Bearer hidden"}]
    obj = pod(container={"livenessProbe": {"httpGet": {"port": 80, "httpHeaders": headers}}})
    assert "               with X-Check: deep, Authorization: (not shown)" in lines(obj)


def test_annotations_are_cut_and_the_last_applied_is_left_out() -> None:
    obj = pod()
    last = "kubectl.kubernetes.io/last-applied-configuration"
    obj["metadata"]["annotations"] = {"note": "x" * 300, last: json.dumps(pod())}
    text = lines(obj)
    assert f"  note: {'x' * 160} … (300 characters)" in text
    assert not any(last in line for line in text)


def test_what_a_cluster_says_steers_no_terminal() -> None:
    obj = pod(container={"image": "\x1b]0;owned\x07", "command": ["\u202e", "a\nb"]})
    obj["metadata"]["labels"] = {"a\x1b[2J": "b\x07"}
    text = summary("pods", obj)
    assert not set(text) & {"\x1b", "\x07", "\u202e"}


def test_labels_stand_in_one_column_and_values_hang_beneath_it() -> None:
    for item in described():
        for line in summary_page(item.kind, item.obj, now=NOW, version=NEWEST):
            assert line.hang <= 15
            if line.spans and line.spans[0][1] == "key" and line.hang == 15:
                assert len(line.spans[0][0] + line.spans[1][0]) >= 15

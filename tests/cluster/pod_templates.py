"""CronJobs whose pods hold, together, every field a pod template may have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.cluster.pod_parts import FULL, LINUX, PLACED, TIMES, VOLUMES, WINDOWS, Part
from tests.parity.cases import Case, cronjob_case

if TYPE_CHECKING:
    from collections.abc import Iterator

BARE: Part = {"name": "main", "image": "none.example/main:1"}

QUANTITIES = (
    (1, 1),
    (0, "0"),
    ("1000m", "1024Ki"),
    ("0.5", "0.5Gi"),
    ("1.5", "1500M"),
    ("100000000n", "1e3"),
    ("1500u", "1E"),
    ("2k", "123456789012345678"),
    ("1e-3", "12E2"),
    ("001", "+5Mi"),
    (0.1, 1e9),
    ("3.14159", "1.1Ti"),
)
"""Amounts as people write them; the server has one form for each."""


def case(
    name: str, *, meta: Part | None = None, pod_meta: Part | None = None, pod: Part | None = None, **job: Any
) -> Case:
    """A suspended CronJob; `job` is of its Job's spec, `pod` of the pod's."""
    spec = {"restartPolicy": "Never", "containers": [BARE], **(pod or {})}
    template: Part = {"spec": spec} if pod_meta is None else {"metadata": pod_meta, "spec": spec}
    made: Part = {"spec": {"template": template, **job}}
    if meta is not None:
        made["metadata"] = meta
    return cronjob_case(name, suspend=True, jobTemplate=made)


def volume_of(field: str, volume: Part) -> Part:
    return {"name": re.sub("[A-Z]+", lambda found: f"-{found[0].lower()}", field), field: volume}


def pod_cases() -> Iterator[Case]:
    for field, volume in VOLUMES.items():
        yield case(f"v-{field.lower()}", pod={"volumes": [volume_of(field, volume)]})
    yield case("v-nothing", pod={"volumes": [{"name": "v"}, {"name": "w", "emptyDir": {}}]})
    yield case("v-fc-wwids", pod={"volumes": [volume_of("fc", {"wwids": ["w"]})]})
    yield case("v-flocker-uuid", pod={"volumes": [volume_of("flocker", {"datasetUUID": "u"})]})
    source = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": 1}}}
    copied = {**source, "dataSource": {"kind": "PersistentVolumeClaim", "name": "p"}}
    yield case("v-copied", pod={"volumes": [volume_of("ephemeral", {"volumeClaimTemplate": {"spec": copied}})]})
    mounted = [
        volume_of("emptyDir", VOLUMES["emptyDir"]),
        {"name": "claim", "persistentVolumeClaim": {"claimName": "n"}},
    ]
    yield case("full", pod={"containers": [BARE, FULL], "volumes": mounted})
    yield case(
        "sidecar",
        pod={"initContainers": [{**FULL, "restartPolicy": "Always"}, {**BARE, "name": "i"}], "volumes": mounted},
    )
    for number, (cpu, memory) in enumerate(QUANTITIES):
        limits = {"limits": {"cpu": cpu, "memory": memory}}
        yield case(f"quantity-{number}", pod={"containers": [{**BARE, "resources": limits}]})
    yield case("probes", pod={"containers": [_probed({"grpc": {"port": 1, "service": "s"}}, {"grpc": {"port": 2}})]})
    yield case(
        "probes-of-defaults", pod={"containers": [_probed({"httpGet": {"port": 80}}, {"tcpSocket": {"port": "http"}})]}
    )
    hooks = ({"httpGet": {"port": 80}}, {"tcpSocket": {"port": "http"}}, {"sleep": {"seconds": 1}})
    for number, hook in enumerate(hooks):
        yield case(f"hook-{number}", pod={"containers": [{**BARE, "lifecycle": {"postStart": hook, "preStop": hook}}]})
    yield case("placed", pod_meta={"labels": {"app": "x", "one": "1", "two": "2"}}, pod=PLACED)
    yield case("named-node", pod={"nodeName": "n", "restartPolicy": "OnFailure"})
    yield case(
        "secured",
        pod={
            "securityContext": {
                **LINUX,
                "fsGroup": 0,
                "fsGroupChangePolicy": "OnRootMismatch",
                "supplementalGroups": [1, 2],
                "supplementalGroupsPolicy": "Strict",
                "seLinuxChangePolicy": "Recursive",
                "sysctls": [{"name": "kernel.shm_rmid_forced", "value": "1"}],
            },
            "hostUsers": True,
            "os": {"name": "linux"},
        },
    )
    yield case(
        "windows",
        pod={
            "os": {"name": "windows"},
            "securityContext": {"windowsOptions": WINDOWS},
            "containers": [{**BARE, "securityContext": {"windowsOptions": WINDOWS}}],
        },
    )
    hosted = {**WINDOWS, "hostProcess": True}
    yield case(
        "windows-host",
        pod={"os": {"name": "windows"}, "hostNetwork": True, "securityContext": {"windowsOptions": hosted}},
    )
    yield case(
        "of-the-host",
        pod={"hostNetwork": True, "hostPID": True, "hostIPC": True, "dnsPolicy": "ClusterFirstWithHostNet"},
    )
    yield case(
        "named",
        pod={
            "hostname": "h",
            "subdomain": "s",
            "setHostnameAsFQDN": True,
            "shareProcessNamespace": True,
            "hostAliases": [{"ip": "10.0.0.1", "hostnames": ["a", "b.c"]}],
            "dnsPolicy": "None",
            "dnsConfig": {
                "nameservers": ["10.0.0.1"],
                "searches": ["a.b"],
                "options": [{"name": "n", "value": "1"}, {"name": "e"}],
            },
            "enableServiceLinks": False,
        },
    )
    yield case("renamed", pod={"hostnameOverride": "another.name"})
    yield case(
        "served",
        pod={
            "serviceAccountName": "a",
            "automountServiceAccountToken": False,
            "imagePullSecrets": [{"name": "a"}, {"name": "b"}],
            "priorityClassName": "p",
            "priority": -5,
            "preemptionPolicy": "Never",
            "runtimeClassName": "r",
            "overhead": {"cpu": "0.25", "memory": "1e6"},
            "terminationGracePeriodSeconds": 0,
            "activeDeadlineSeconds": 2**31 - 1,
        },
    )
    claims = [{"name": "a", "resourceClaimName": "x"}, {"name": "b", "resourceClaimTemplateName": "y"}]
    wants = [{"name": "a"}, {"name": "b", "request": "r"}]
    yield case("claims", pod={"resourceClaims": claims, "containers": [{**BARE, "resources": {"claims": wants}}]})
    yield case("pod-resources", pod={"resources": {"requests": {"cpu": "1500m"}, "limits": {"cpu": 2}}})
    file = {"fileKeyRef": {"volumeName": "v", "path": "a.env", "key": "K", "optional": True}}
    read = {**BARE, "env": [{"name": "F", "valueFrom": file}]}
    yield case("env-file", pod={"containers": [read], "volumes": [{"name": "v", "emptyDir": {}}]})
    again = [{"action": "Restart", "exitCodes": {"operator": "NotIn", "values": [0, 7]}}]
    yield case("restarts", pod={"containers": [{**BARE, "restartPolicy": "Never", "restartPolicyRules": again}]})


def _probed(one: Part, other: Part) -> Part:
    return {
        **BARE,
        "livenessProbe": {**TIMES, **one},
        "readinessProbe": other,
        "ports": [{"containerPort": 80, "name": "http"}],
    }

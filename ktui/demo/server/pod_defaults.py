"""What an API server fills in where a pod, or the template of one, says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.quantities import amount

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

FILE_MODE = 0o644
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
AWAY_SECONDS = 300
"""How long a pod stays on a node that is not ready or cannot be reached."""
_AWAY = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
_PRIORITIES = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}


def default_pod(pod: Raw) -> None:
    """Of a pod itself."""
    spec = pod.setdefault("spec", {})
    default_pod_spec(spec)
    spec.setdefault("enableServiceLinks", True)
    for container in containers(spec):
        resources = container["resources"]
        if limits := resources.get("limits"):
            resources["requests"] = {**limits, **resources.get("requests", {})}
        if spec.get("hostNetwork"):
            for port in container.get("ports", ()):
                if "containerPort" in port:
                    port.setdefault("hostPort", port["containerPort"])


def admit_pod(pod: Raw) -> None:
    """What admission adds to a pod: its service account, priority and how long it bears a lost node."""
    spec = pod["spec"]
    account = spec.setdefault("serviceAccountName", "default")
    spec.setdefault("serviceAccount", account)
    spec.setdefault("priority", _PRIORITIES.get(spec.get("priorityClassName", ""), 0))
    spec.setdefault("preemptionPolicy", "PreemptLowerPriority")
    _bear_lost_node(spec)


def admit_pod_update(pod: Raw, before: Raw) -> None:
    """What admission adds to a changed pod: its priority as it was, and how long it bears a lost node."""
    for key in ("priority", "preemptionPolicy"):
        if key in before["spec"]:
            pod["spec"].setdefault(key, before["spec"][key])
    _bear_lost_node(pod["spec"])


def _bear_lost_node(spec: Raw) -> None:
    tolerations = list(spec.get("tolerations", ()))
    for key in _AWAY:
        borne = any(
            one.get("key", "") in ("", key) and one.get("effect", "") in ("", "NoExecute")
            for one in spec.get("tolerations", ())
        )
        if not borne:
            one = {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": AWAY_SECONDS}
            tolerations.append(one)
    spec["tolerations"] = tolerations


def default_template(template: Raw) -> None:
    """Of a template from which pods are made."""
    template.setdefault("metadata", {})
    default_pod_spec(template.setdefault("spec", {}))


def default_pod_spec(spec: Raw) -> None:
    """What is common to pods and templates."""
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("terminationGracePeriodSeconds", 30)
    if spec["terminationGracePeriodSeconds"] < 0:
        spec["terminationGracePeriodSeconds"] = 1
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("securityContext", {})
    spec.setdefault("schedulerName", "default-scheduler")
    if "serviceAccountName" in spec:
        spec.setdefault("serviceAccount", spec["serviceAccountName"])
    elif "serviceAccount" in spec:
        spec["serviceAccountName"] = spec["serviceAccount"]
    for volume in spec.get("volumes", ()):
        _volume(volume)
    for container in containers(spec):
        _container(container)


def containers(spec: Raw) -> list[Raw]:
    """Init containers, then the others."""
    return [*spec.get("initContainers", ()), *spec.get("containers", ())]


def pull_policy(image: str) -> str:
    """What the image's tag says of pulling: `latest`, or none, is pulled each time."""
    name, _, digest = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    return "Always" if not digest and tag in ("", "latest") else "IfNotPresent"


def quality(spec: Raw) -> str:
    """A pod's class of service, by what its containers ask for and are limited to."""
    asked, guaranteed = False, True
    for container in containers(spec):
        resources = container.get("resources", {})
        requests, limits = (
            {k: v for k, v in (resources.get(of) or {}).items() if amount(v)} for of in ("requests", "limits")
        )
        told = {k for k in (*requests, *limits) if k in ("cpu", "memory")}
        asked = asked or bool(told)
        for name in ("cpu", "memory"):
            same = name in limits and amount(requests.get(name, limits[name])) == amount(limits[name])
            guaranteed = guaranteed and same
    if not asked:
        return "BestEffort"
    return "Guaranteed" if guaranteed else "Burstable"


def _volume(volume: Raw) -> None:
    if set(volume) <= {"name"}:
        volume["emptyDir"] = {}
    for source in ("configMap", "secret", "projected", "downwardAPI"):
        if source in volume:
            volume[source].setdefault("defaultMode", FILE_MODE)
    if "hostPath" in volume:
        volume["hostPath"].setdefault("type", "")
    projected = volume.get("projected", {}).get("sources", ())
    for source in projected:
        if "serviceAccountToken" in source:
            source["serviceAccountToken"].setdefault("expirationSeconds", 3600)
    for told in (volume, *projected):
        for item in told.get("downwardAPI", {}).get("items", ()):
            _field_source(item)


def _container(container: Raw) -> None:
    container.setdefault("resources", {})
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    container.setdefault("imagePullPolicy", pull_policy(container.get("image", "")))
    for port in container.get("ports", ()):
        port.setdefault("protocol", "TCP")
    for variable in container.get("env", ()):
        _field_source(variable.get("valueFrom", {}))
    for name in PROBES:
        if name in container:
            _probe(container[name])
    for hook in container.get("lifecycle", {}).values():
        if isinstance(hook, dict):
            _handler(hook)


def _probe(probe: Raw) -> None:
    for name, number in (
        ("timeoutSeconds", 1),
        ("periodSeconds", 10),
        ("successThreshold", 1),
        ("failureThreshold", 3),
    ):
        if not probe.get(name):
            probe[name] = number
    _handler(probe)


def _handler(handler: Raw) -> None:
    if "httpGet" in handler:
        handler["httpGet"].setdefault("path", "/")
        handler["httpGet"].setdefault("scheme", "HTTP")
    if "grpc" in handler:
        handler["grpc"].setdefault("service", "")


def _field_source(source: Raw) -> None:
    if "fieldRef" in source:
        source["fieldRef"].setdefault("apiVersion", "v1")
    if "resourceFieldRef" in source:
        source["resourceFieldRef"].setdefault("divisor", "0")

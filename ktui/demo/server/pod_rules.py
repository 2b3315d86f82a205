"""What an API server refuses of pods and of the templates that they are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.demo.server import names
from ktui.demo.server.metadata_rules import check_annotations, check_labels
from ktui.demo.server.pod_defaults import PROBES
from ktui.demo.server.quantities import amount

if TYPE_CHECKING:
    from ktui.demo.server.field_errors import FieldErrors
    from ktui.demo.server.statuses import Raw

NOT_NEGATIVE = "must be greater than or equal to 0"
PORT = "must be between 1 and 65535, inclusive"
RESTART_POLICIES = ("Always", "OnFailure", "Never")
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc", "sleep")
_VOLUMES = (
    "emptyDir", "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs", "iscsi",
    "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cephfs", "quobyte", "downwardAPI", "fc", "configMap",
    "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos",
    "scaleIO", "projected", "csi", "ephemeral", "image",
)  # fmt: skip
_NAMED_SOURCES = {"configMap": "name", "secret": "secretName", "hostPath": "path", "persistentVolumeClaim": "claimName"}
_ENV_FIELDS = (
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
    "status.hostIPs", "status.podIP", "status.podIPs",
)  # fmt: skip


def check_pod_spec(spec: Raw, field: str, errors: FieldErrors) -> None:
    """Of a pod's spec, or a template's; `field` is where it stands."""
    volumes = _check_volumes(spec.get("volumes", []), f"{field}.volumes", errors)
    if not spec.get("containers"):
        errors.required(f"{field}.containers")
    known: set[str] = set()
    for at, container in enumerate(spec.get("containers", [])):
        _check_container(container, f"{field}.containers[{at}]", volumes, known, errors)
    for at, container in enumerate(spec.get("initContainers", [])):
        _check_container(container, f"{field}.initContainers[{at}]", volumes, known, errors)
    if spec.get("restartPolicy") not in RESTART_POLICIES:
        errors.unsupported(f"{field}.restartPolicy", spec.get("restartPolicy", ""), RESTART_POLICIES)
    if spec.get("dnsPolicy") not in (known_policies := ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")):
        errors.unsupported(f"{field}.dnsPolicy", spec.get("dnsPolicy", ""), known_policies)
    check_labels(spec.get("nodeSelector", {}), f"{field}.nodeSelector", errors)
    if node := spec.get("nodeName"):
        for why in names.subdomain(node):
            errors.invalid(f"{field}.nodeName", node, why)
    deadline = spec.get("activeDeadlineSeconds", 1)
    if not 1 <= deadline < 2**31:
        errors.invalid(f"{field}.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive")
    for key in ("hostname", "subdomain"):
        for why in names.label(spec[key]) if spec.get(key) else ():
            errors.invalid(f"{field}.{key}", spec[key], why)
    for at, toleration in enumerate(spec.get("tolerations", [])):
        _check_toleration(toleration, f"{field}.tolerations[{at}]", errors)


def check_template(template: Raw, field: str, errors: FieldErrors) -> None:
    """Of the template in a workload."""
    meta = template.get("metadata", {})
    check_labels(meta.get("labels", {}), f"{field}.labels", errors)
    check_annotations(meta.get("annotations", {}), f"{field}.annotations", errors)
    check_pod_spec(template.get("spec", {}), f"{field}.spec", errors)


def check_pod_update(new: Raw, old: Raw, errors: FieldErrors) -> None:
    """Of a changed pod: hardly anything may."""
    spec, before = new["spec"], old["spec"]
    for key in ("containers", "initContainers"):
        if len(spec.get(key, [])) != len(before.get(key, [])):
            errors.forbidden(f"spec.{key}", "pod updates may not add or remove containers")
            return
    deadline, was = spec.get("activeDeadlineSeconds"), before.get("activeDeadlineSeconds")
    if was is not None and (deadline is None or deadline > was):
        why = (
            "must not update from a positive integer to nil value"
            if deadline is None
            else "must be less than or equal to previous value"
        )
        errors.invalid("spec.activeDeadlineSeconds", deadline, why)
    tolerations = [_without(one, "tolerationSeconds") for one in spec.get("tolerations", [])]
    if any(_without(one, "tolerationSeconds") not in tolerations for one in before.get("tolerations", [])):
        errors.forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")
    if _fixed(spec) != _fixed(before):
        why = (
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
            "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
            "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
        )
        errors.forbidden("spec", why)


def check_taints(taints: list[Raw], field: str, errors: FieldErrors) -> None:
    """Of a node."""
    seen = set()
    for at, taint in enumerate(taints):
        where = f"{field}[{at}]"
        for why in names.qualified(taint.get("key", "")):
            errors.invalid(f"{where}.key", taint.get("key", ""), why)
        for why in names.value(taint.get("value", "")):
            errors.invalid(f"{where}.value", taint.get("value", ""), why)
        if taint.get("effect") not in EFFECTS:
            errors.unsupported(f"{where}.effect", taint.get("effect", ""), EFFECTS)
        if (taint.get("key"), taint.get("effect")) in seen:
            shown = {key.capitalize(): taint.get(key, "") for key in ("key", "value", "effect")}
            why = "taints must be unique by key and effect pair"
            errors.duplicate(where, {**shown, "TimeAdded": taint.get("timeAdded")}, why)
        seen.add((taint.get("key"), taint.get("effect")))


def check_not_negative(spec: Raw, field: str, keys: tuple[str, ...], errors: FieldErrors) -> None:
    """Of numbers that are no less than nothing."""
    for key in keys:
        if spec.get(key, 0) < 0:
            errors.invalid(f"{field}.{key}", spec[key], NOT_NEGATIVE)


def _fixed(spec: Raw) -> Raw:
    """A pod's spec without what may change."""
    left = {
        k: v
        for k, v in spec.items()
        if k not in ("activeDeadlineSeconds", "tolerations", "containers", "initContainers")
    }
    for key in ("containers", "initContainers"):
        left[key] = [_without(one, "image") for one in spec.get(key, [])]
    if spec.get("schedulingGates"):
        left.pop("nodeSelector", None)
    left.pop("schedulingGates", None)
    return left


def _without(value: Raw, *keys: str) -> Raw:
    return {key: item for key, item in value.items() if key not in keys}


def _check_volumes(volumes: list[Raw], field: str, errors: FieldErrors) -> set[str]:
    known: set[str] = set()
    for at, volume in enumerate(volumes):
        where, name = f"{field}[{at}]", volume.get("name", "")
        sources = [source for source in _VOLUMES if source in volume]
        for source in sources[:1]:
            if (needed := _NAMED_SOURCES.get(source)) and not volume[source].get(needed):
                errors.required(f"{where}.{source}.{needed}")
        for source in sources[1:]:
            errors.forbidden(f"{where}.{source}", "may not specify more than 1 volume type")
        if not name:
            errors.required(f"{where}.name")
        for why in names.label(name) if name else ():
            errors.invalid(f"{where}.name", name, why)
        if name in known:
            errors.duplicate(f"{where}.name", name)
        known.add(name)
    return known


def _check_container(container: Raw, field: str, volumes: set[str], known: set[str], errors: FieldErrors) -> None:
    name, image = container.get("name", ""), container.get("image", "")
    if not name:
        errors.required(f"{field}.name")
    for why in names.label(name) if name else ():
        errors.invalid(f"{field}.name", name, why)
    if name and name in known:
        errors.duplicate(f"{field}.name", name)
    known.add(name)
    if not image:
        errors.required(f"{field}.image")
    elif image != image.strip():
        errors.invalid(f"{field}.image", image, "must not have leading or trailing whitespace")
    _check_ports(container.get("ports", []), f"{field}.ports", errors)
    for at, variable in enumerate(container.get("env", [])):
        _check_variable(variable, f"{field}.env[{at}]", errors)
    _check_mounts(container.get("volumeMounts", []), f"{field}.volumeMounts", volumes, errors)
    if (policy := container.get("imagePullPolicy")) not in (policies := ("Always", "IfNotPresent", "Never")):
        errors.unsupported(f"{field}.imagePullPolicy", policy, policies)
    _check_resources(container.get("resources", {}), f"{field}.resources", errors)
    for hook, handler in sorted(container.get("lifecycle", {}).items()):
        if isinstance(handler, dict):
            _check_handler(handler, f"{field}.lifecycle.{hook}", errors)
    for key in PROBES:
        if key in container:
            _check_probe(container[key], f"{field}.{key}", errors)
            if key != "readinessProbe" and container[key].get("successThreshold") != 1:
                errors.invalid(
                    f"{field}.{key}.successThreshold", container[key].get("successThreshold", 0), "must be 1"
                )


def _check_ports(ports: list[Raw], field: str, errors: FieldErrors) -> None:
    known: set[str] = set()
    for at, port in enumerate(ports):
        where, name, number = f"{field}[{at}]", port.get("name"), port.get("containerPort", 0)
        if name:
            wrong = names.port(name)
            for why in wrong:
                errors.invalid(f"{where}.name", name, why)
            if not wrong and name in known:
                errors.duplicate(f"{where}.name", name)
            known.add(name)
        if not number:
            errors.required(f"{where}.containerPort")
        elif not 0 < number < 65536:
            errors.invalid(f"{where}.containerPort", number, PORT)
        if not 0 <= port.get("hostPort", 0) < 65536:
            errors.invalid(f"{where}.hostPort", port["hostPort"], PORT)
        if port.get("protocol") not in (protocols := ("SCTP", "TCP", "UDP")):
            errors.unsupported(f"{where}.protocol", port.get("protocol", ""), protocols)


def _check_variable(variable: Raw, field: str, errors: FieldErrors) -> None:
    name = variable.get("name", "")
    if not name:
        errors.required(f"{field}.name")
    for why in names.environment_variable(name) if name else ():
        errors.invalid(f"{field}.name", name, why)
    source = variable.get("valueFrom")
    if source is None:
        return
    if variable.get("value"):
        errors.invalid(f"{field}.valueFrom", "", "may not be specified when `value` is not empty")
    elif not source:
        errors.invalid(
            f"{field}.valueFrom",
            "",
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`",
        )
    for key in ("configMapKeyRef", "secretKeyRef"):
        for needed in ("name", "key") if key in source else ():
            if not source[key].get(needed):
                errors.required(f"{field}.valueFrom.{key}.{needed}")
    path = source.get("fieldRef", {}).get("fieldPath")
    if (
        path is not None
        and path not in _ENV_FIELDS
        and not path.startswith(("metadata.labels['", "metadata.annotations['"))
    ):
        why = f"error converting fieldPath: field label not supported: {path}"
        errors.invalid(f"{field}.valueFrom.fieldRef.fieldPath", path, why)


def _check_mounts(mounts: list[Raw], field: str, volumes: set[str], errors: FieldErrors) -> None:
    known: set[str] = set()
    for at, mount in enumerate(mounts):
        where, name, path = f"{field}[{at}]", mount.get("name", ""), mount.get("mountPath", "")
        if not name:
            errors.required(f"{where}.name")
        elif name not in volumes:
            errors.not_found(f"{where}.name", name)
        if not path:
            errors.required(f"{where}.mountPath")
        elif path in known:
            errors.invalid(f"{where}.mountPath", path, "must be unique")
        known.add(path)


def _check_resources(resources: Raw, field: str, errors: FieldErrors) -> None:
    limits, requests = resources.get("limits", {}), resources.get("requests", {})
    for of, amounts in (("limits", limits), ("requests", requests)):
        for name, text in sorted(amounts.items()):
            if (amount(text) or 0) < 0:
                errors.invalid(f"{field}.{of}[{name}]", text, NOT_NEGATIVE)
    for name, text in sorted(requests.items()):
        if name in limits and (amount(text) or 0) > (amount(limits[name]) or 0):
            errors.invalid(f"{field}.requests", text, f"must be less than or equal to {name} limit of {limits[name]}")


def _check_probe(probe: Raw, field: str, errors: FieldErrors) -> None:
    _check_handler(probe, field, errors)
    keys = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
    check_not_negative(probe, field, keys, errors)


def _check_handler(handler: Raw, field: str, errors: FieldErrors) -> None:
    found = [key for key in _HANDLERS if key in handler]
    if not found:
        errors.required(field, "must specify a handler type")
    for key in found[1:]:
        errors.forbidden(f"{field}.{key}", "may not specify more than 1 handler type")
    if found[:1] == ["exec"] and not handler["exec"].get("command"):
        errors.required(f"{field}.exec.command")
    elif found[:1] == ["httpGet"]:
        _check_port(handler["httpGet"].get("port", 0), f"{field}.httpGet.port", errors)
        if (scheme := handler["httpGet"].get("scheme")) not in (schemes := ("HTTP", "HTTPS")):
            errors.unsupported(f"{field}.httpGet.scheme", scheme, schemes)
    elif found[:1] in (["tcpSocket"], ["grpc"]):
        _check_port(handler[found[0]].get("port", 0), f"{field}.{found[0]}.port", errors)


def _check_port(port: Any, field: str, errors: FieldErrors) -> None:
    if isinstance(port, str):
        for why in names.port(port):
            errors.invalid(field, port, why)
    elif not 0 < port < 65536:
        errors.invalid(field, port, PORT)


def _check_toleration(toleration: Raw, field: str, errors: FieldErrors) -> None:
    key, operator, value = (toleration.get(name, "") for name in ("key", "operator", "value"))
    for why in names.qualified(key) if key else ():
        errors.invalid(f"{field}.key", key, why)
    if not key and operator != "Exists":
        why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
        errors.invalid(f"{field}.operator", operator, why)
    if "tolerationSeconds" in toleration and toleration.get("effect") != "NoExecute":
        why = "effect must be 'NoExecute' when `tolerationSeconds` is set"
        errors.invalid(f"{field}.effect", toleration.get("effect", ""), why)
    if operator in ("", "Equal"):
        for why in names.value(value):
            errors.invalid(f"{field}.operator", value, why)
    elif operator == "Exists":
        if value:
            errors.invalid(f"{field}.operator", value, "value must be empty when `operator` is 'Exists'")
    else:
        errors.unsupported(f"{field}.operator", operator, ("Equal", "Exists"))
    if toleration.get("effect", "") not in ("", *EFFECTS):
        errors.unsupported(f"{field}.effect", toleration["effect"], EFFECTS)

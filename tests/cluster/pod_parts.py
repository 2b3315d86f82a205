"""Parts of a pod, in which every field is that a pod template may hold: a volume of each sort, a full container."""

from __future__ import annotations

from typing import Any

Part = dict[str, Any]

SELECTOR: Part = {
    "matchLabels": {"app": "x"},
    "matchExpressions": [{"key": "tier", "operator": "In", "values": ["a", "b"]}, {"key": "c", "operator": "Exists"}],
}
LINUX: Part = {
    "runAsUser": 1000,
    "runAsGroup": 0,
    "runAsNonRoot": True,
    "seLinuxOptions": {"user": "u", "role": "r", "type": "t", "level": "s0:c1,c2"},
    "seccompProfile": {"type": "Localhost", "localhostProfile": "a/b.json"},
    "appArmorProfile": {"type": "Localhost", "localhostProfile": "a"},
}
WINDOWS: Part = {"gmsaCredentialSpecName": "g", "gmsaCredentialSpec": "{}", "runAsUserName": "u"}

HTTP: Part = {
    "path": "/",
    "port": "http",
    "host": "h",
    "scheme": "HTTPS",
    "httpHeaders": [{"name": "X", "value": "<&>"}],
}
TIMES: Part = {
    "initialDelaySeconds": 1,
    "timeoutSeconds": 2,
    "periodSeconds": 3,
    "failureThreshold": 4,
    "terminationGracePeriodSeconds": 5,
}


def source(key: str = "k", *, optional: bool | None = True) -> Part:
    """A key of a ConfigMap or a Secret."""
    return {"name": "n", "key": key, "optional": optional}


ENV: list[Part] = [
    {"name": "EMPTY", "value": ""},
    {"name": "ODD", "value": " é\t\n\u2028<&>'\"$(A) $$(B) \U0001f600"},
    {"name": "MAP", "valueFrom": {"configMapKeyRef": source(optional=False)}},
    {"name": "SECRET", "valueFrom": {"secretKeyRef": source()}},
    {"name": "FIELD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.annotations['a.b/c']", "apiVersion": "v1"}}},
    {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "0.001"}}},
    {"name": "MEM", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory", "containerName": "full"}}},
]

FULL: Part = {
    "name": "full",
    "image": "none.example/full@sha256:" + "0" * 64,
    "command": ["sh", "-c", ""],
    "args": ["", "$(ODD)", "--x=\\"],
    "workingDir": "/w",
    "ports": [
        {"containerPort": 80, "name": "http", "protocol": "TCP", "hostIP": "10.0.0.1", "hostPort": 8080},
        {"containerPort": 53, "protocol": "UDP"},
    ],
    "envFrom": [
        {"prefix": "A_", "configMapRef": {"name": "n", "optional": True}},
        {"secretRef": {"name": "n", "optional": False}},
    ],
    "env": ENV,
    "resources": {
        "limits": {
            "cpu": 0.5,
            "memory": "1.5Gi",
            "none.example/gpu": "1e3",
            "ephemeral-storage": "12e6",
            "hugepages-2Mi": "4Mi",
        },
        "requests": {"cpu": "0.3333", "memory": "1073741824", "hugepages-2Mi": "4Mi", "none.example/gpu": "1e3"},
    },
    "resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}],
    "volumeMounts": [
        {
            "name": "empty-dir",
            "mountPath": "/a",
            "subPath": "s",
            "readOnly": True,
            "mountPropagation": "None",
            "recursiveReadOnly": "IfPossible",
        },
        {"name": "empty-dir", "mountPath": "/b", "subPathExpr": "$(EMPTY)x", "readOnly": False},
    ],
    "volumeDevices": [{"name": "claim", "devicePath": "/dev/x"}],
    "livenessProbe": {**TIMES, "httpGet": HTTP, "successThreshold": 1},
    "readinessProbe": {"tcpSocket": {"host": "h", "port": 80}, "successThreshold": 7},
    "startupProbe": {"exec": {"command": ["a", ""]}, "failureThreshold": 1000000},
    "lifecycle": {
        "postStart": {"exec": {"command": ["true"]}},
        "preStop": {"httpGet": HTTP},
    },
    "terminationMessagePath": "/t",
    "terminationMessagePolicy": "FallbackToLogsOnError",
    "imagePullPolicy": "IfNotPresent",
    "securityContext": {
        **LINUX,
        "privileged": False,
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "procMount": "Default",
        "capabilities": {"add": ["NET_ADMIN"], "drop": ["ALL"]},
    },
    "stdin": True,
    "stdinOnce": True,
    "tty": True,
}

ITEMS: list[Part] = [{"key": "k", "path": "a/b", "mode": 0o400}]
DOWNWARD: list[Part] = [
    {"path": "l", "fieldRef": {"fieldPath": "metadata.labels"}, "mode": 0o644},
    {"path": "c", "resourceFieldRef": {"containerName": "full", "resource": "requests.cpu", "divisor": "1m"}},
]
SECRET: Part = {"name": "n"}
VOLUMES: dict[str, Part] = {
    "emptyDir": {"medium": "Memory", "sizeLimit": "0.5Gi"},
    "hostPath": {"path": "/p", "type": "DirectoryOrCreate"},
    "configMap": {"name": "n", "items": ITEMS, "defaultMode": 0o600, "optional": True},
    "secret": {"secretName": "n", "items": ITEMS, "defaultMode": 0, "optional": False},
    "downwardAPI": {"items": DOWNWARD, "defaultMode": 0o440},
    "persistentVolumeClaim": {"claimName": "n", "readOnly": True},
    "nfs": {"server": "s", "path": "/p", "readOnly": True},
    "csi": {
        "driver": "d.example",
        "fsType": "ext4",
        "readOnly": True,
        "volumeAttributes": {"a": ""},
        "nodePublishSecretRef": SECRET,
    },
    "image": {"reference": "none.example/i:1", "pullPolicy": "IfNotPresent"},
    "ephemeral": {
        "volumeClaimTemplate": {
            "metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}},
            "spec": {
                "accessModes": ["ReadWriteOnce", "ReadOnlyMany"],
                "resources": {"requests": {"storage": "1.5Ti"}, "limits": {"storage": "2Ti"}},
                "selector": SELECTOR,
                "storageClassName": "",
                "volumeMode": "Block",
                "volumeName": "v",
                "volumeAttributesClassName": "a",
                "dataSourceRef": {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "s"},
            },
        }
    },
    "projected": {
        "defaultMode": 0o400,
        "sources": [
            {"secret": {"name": "n", "items": [{"key": "k", "path": "s"}], "optional": True}},
            {"configMap": {"name": "n", "items": ITEMS, "optional": True}},
            {"downwardAPI": {"items": [{"path": "x", "fieldRef": {"fieldPath": "metadata.name"}}]}},
            {"serviceAccountToken": {"audience": "a", "expirationSeconds": 3600, "path": "t"}},
        ],
    },
    "awsElasticBlockStore": {"volumeID": "v", "fsType": "ext4", "partition": 1, "readOnly": True},
    "gcePersistentDisk": {"pdName": "p", "fsType": "ext4", "partition": 1, "readOnly": True},
    "azureDisk": {
        "diskName": "d",
        "diskURI": "/subscriptions/s",
        "cachingMode": "ReadOnly",
        "fsType": "x",
        "kind": "Managed",
        "readOnly": True,
    },
    "azureFile": {"secretName": "n", "shareName": "s", "readOnly": True},
    "cephfs": {
        "monitors": ["m"],
        "path": "/p",
        "user": "u",
        "secretFile": "/f",
        "secretRef": SECRET,
        "readOnly": True,
    },
    "cinder": {"volumeID": "v", "fsType": "ext4", "readOnly": True, "secretRef": SECRET},
    "fc": {"targetWWNs": ["w"], "lun": 0, "fsType": "ext4", "readOnly": True},
    "flexVolume": {"driver": "a/b", "fsType": "x", "options": {"a": "b"}, "readOnly": True, "secretRef": SECRET},
    "flocker": {"datasetName": "d"},
    "gitRepo": {"repository": "r", "revision": "v", "directory": "d"},
    "glusterfs": {"endpoints": "e", "path": "p", "readOnly": True},
    "iscsi": {
        "targetPortal": "t",
        "iqn": "iqn.2001-04.com.example:storage",
        "lun": 0,
        "iscsiInterface": "i",
        "fsType": "ext4",
        "portals": ["p"],
        "initiatorName": "iqn.2001-04.com.example:client",
        "chapAuthDiscovery": True,
        "chapAuthSession": True,
        "secretRef": SECRET,
        "readOnly": True,
    },
    "photonPersistentDisk": {"pdID": "p", "fsType": "x"},
    "portworxVolume": {"volumeID": "v", "fsType": "x", "readOnly": True},
    "quobyte": {"registry": "r:1", "volume": "v", "user": "u", "group": "g", "tenant": "t", "readOnly": True},
    "rbd": {
        "monitors": ["m"],
        "image": "i",
        "pool": "p",
        "user": "u",
        "keyring": "/k",
        "fsType": "ext4",
        "secretRef": SECRET,
        "readOnly": True,
    },
    "scaleIO": {
        "gateway": "g",
        "system": "s",
        "secretRef": SECRET,
        "sslEnabled": True,
        "protectionDomain": "p",
        "storagePool": "s",
        "storageMode": "ThickProvisioned",
        "volumeName": "v",
        "fsType": "xfs",
        "readOnly": True,
    },
    "storageos": {"volumeName": "v", "volumeNamespace": "n", "fsType": "x", "secretRef": SECRET, "readOnly": True},
    "vsphereVolume": {"volumePath": "p", "fsType": "x", "storagePolicyName": "n", "storagePolicyID": "i"},
}
"""By its field; a pod has it as a volume of that name, in lower case with hyphens."""

TERM: Part = {
    "topologyKey": "kubernetes.io/hostname",
    "labelSelector": SELECTOR,
    "namespaces": ["a"],
    "namespaceSelector": {},
    "matchLabelKeys": ["one"],
    "mismatchLabelKeys": ["two"],
}
WEIGHTED: Part = {"weight": 100, "podAffinityTerm": TERM}
NODES: Part = {
    "matchExpressions": [{"key": "disk", "operator": "Gt", "values": ["1"]}],
    "matchFields": [{"key": "metadata.name", "operator": "NotIn", "values": ["n"]}],
}
BOTH: Part = {
    "requiredDuringSchedulingIgnoredDuringExecution": [TERM],
    "preferredDuringSchedulingIgnoredDuringExecution": [WEIGHTED],
}
PLACED: Part = {
    "nodeSelector": {"disk": "ssd", "a.b/c": ""},
    "affinity": {
        "nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [NODES]},
            "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "preference": NODES}],
        },
        "podAffinity": BOTH,
        "podAntiAffinity": BOTH,
    },
    "tolerations": [
        {"operator": "Exists"},
        {"key": "a", "operator": "Equal", "value": "", "effect": "NoExecute", "tolerationSeconds": 0},
        {"key": "b", "operator": "Equal", "value": "x", "effect": "NoExecute", "tolerationSeconds": -1},
    ],
    "topologySpreadConstraints": [
        {
            "maxSkew": 1,
            "topologyKey": "zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": SELECTOR,
            "minDomains": 2,
            "nodeAffinityPolicy": "Ignore",
            "nodeTaintsPolicy": "Honor",
            "matchLabelKeys": ["one"],
        }
    ],
    "schedulerName": "nobody",
    "schedulingGates": [{"name": "a.b/c"}],
    "readinessGates": [{"conditionType": "a.b/c"}],
}

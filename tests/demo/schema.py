"""What the fields of the served kinds are, as a real server's OpenAPI documents tell.

    python -m tests.demo.schema      asks the lab (or KTUI_TEST_KUBECONFIG) and writes `ktui/demo/server/schema.json`

Of each type its fields, each with its type (`[]T` a list, `{}T` a map) and how lists are merged.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ktui.demo.server

FILE = Path(ktui.demo.server.__file__).parent / "schema.json"

ROOTS = {
    "api/v1": "core.v1: Pod Node Event Namespace ReplicationController Service Binding ConfigMap Endpoints LimitRange "
    "PersistentVolumeClaim PersistentVolume ResourceQuota Secret ServiceAccount",
    "apis/apps/v1": "apps.v1: DaemonSet Deployment ReplicaSet StatefulSet ControllerRevision; autoscaling.v1: Scale",
    "apis/batch/v1": "batch.v1: Job CronJob",
    "apis/policy/v1": "policy.v1: PodDisruptionBudget",
    "apis/coordination.k8s.io/v1": "coordination.v1: Lease",
    "apis/scheduling.k8s.io/v1": "scheduling.v1: PriorityClass",
    "apis/storage.k8s.io/v1": "storage.v1: StorageClass",
    "apis/rbac.authorization.k8s.io/v1": "rbac.v1: ClusterRole ClusterRoleBinding Role RoleBinding",
}
"""Where each kind's schema is, and in which group."""
_PLAIN = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "intorstring",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "microtime",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "object",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "object",
}


def types_of(schemas: dict[str, Any], root: str) -> dict[str, dict[str, str]]:
    """Every type that `root` (a full name) is made of, by its short name."""
    found: dict[str, dict[str, str]] = {}

    def type_of(field: dict[str, Any]) -> str:
        if "allOf" in field:
            field = field["allOf"][0]
        if reference := field.get("$ref", "").rpartition("/")[2]:
            if reference in _PLAIN:
                return _PLAIN[reference]
            return walk(reference)
        match field.get("type"):
            case "array":
                return f"[]{type_of(field['items'])}"
            case "object" if "additionalProperties" in field:
                return "{}" + type_of(field["additionalProperties"])
            case "object":
                return "object"
            case "integer":
                return str(field.get("format", "int32"))
            case "boolean":
                return "bool"
            case "number":
                return "float"
            case "string":
                return "bytes" if field.get("format") == "byte" else "string"
        raise AssertionError(field)

    def referred(field: dict[str, Any]) -> dict[str, Any]:
        inner = field["allOf"][0] if "allOf" in field else field
        found: dict[str, Any] = schemas.get(inner.get("$ref", "").rpartition("/")[2], {})
        return found

    def walk(full: str) -> str:
        name = full.rpartition(".")[2]
        if name not in found:
            found[name] = {}
            for field, told in sorted(schemas[full].get("properties", {}).items()):
                words = [type_of(told)]
                strategy = told.get("x-kubernetes-patch-strategy", "").split(",")
                if "merge" in strategy:
                    words.append(f"merge={told.get('x-kubernetes-patch-merge-key', '')}")
                if "retainKeys" in strategy:
                    words.append("retain")
                if told.get("x-kubernetes-list-type") == "map":
                    words.append("keys=" + ",".join(told["x-kubernetes-list-map-keys"]))
                if told.get("x-kubernetes-list-type") == "set":
                    words.append("set")
                if "atomic" in (told.get("x-kubernetes-map-type"), referred(told).get("x-kubernetes-map-type")):
                    words.append("atomic")
                if referred(told.get("items", {})).get("x-kubernetes-map-type") == "atomic":
                    words.append("atoms")
                found[name][field] = " ".join(words)
        return name

    walk(root)
    return found


def main() -> None:
    """Ask the real server and write the file."""
    from tests.cluster.target import find_cluster
    from tests.lab.api import Api

    api = Api(find_cluster().kubeconfig)
    types: dict[str, dict[str, str]] = {}
    for path, told in ROOTS.items():
        schemas = api.get(f"/openapi/v3/{path}")["components"]["schemas"]
        for part in told.split("; "):
            group, kinds = part.split(": ")
            for kind in kinds.split():
                for name, fields in types_of(schemas, f"io.k8s.api.{group}.{kind}").items():
                    if types.setdefault(name, fields) != fields:
                        raise SystemExit(f"two types are called {name}")
    api.close()
    lines = [f'"{name}":{json.dumps(fields, separators=(",", ":"))}' for name, fields in sorted(types.items())]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()

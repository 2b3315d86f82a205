"""Volumes by type, and where a container mounts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.selectors import labels_text
from ktui.insight.describe.values import holds, mapping_at, mappings_at, number_at, text_at
from ktui.insight.describe.writing import joined

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer

TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
"""Where every pod that does not decline finds its service account's token."""

_TITLES = {
    "configMap": "ConfigMap",
    "csi": "CSI",
    "downwardAPI": "DownwardAPI",
    "emptyDir": "EmptyDir",
    "ephemeral": "Ephemeral claim",
    "hostPath": "HostPath",
    "nfs": "NFS",
    "persistentVolumeClaim": "PersistentVolumeClaim",
    "projected": "Projected",
    "secret": "Secret",
}


def mount_texts(container: dict[str, Any]) -> list[str]:
    """`/data from data (rw)` for each mount and device."""
    texts = []
    for mount in mappings_at(container, "volumeMounts"):
        path, volume = text_at(mount, "mountPath"), text_at(mount, "name")
        mode = "ro" if holds(mount, "readOnly") else "rw"
        inside = text_at(mount, "subPath") or text_at(mount, "subPathExpr")
        how = joined(mode, inside and f"only {inside}", text_at(mount, "mountPropagation").replace("None", ""))
        if path == TOKEN_PATH and volume.startswith("kube-api-access-"):
            texts.append(f"the service account's token ({how})")
        else:
            texts.append(f"{path} from {volume} ({how})")
    devices = mappings_at(container, "volumeDevices")
    return texts + [f"device {text_at(device, 'devicePath')} from {text_at(device, 'name')}" for device in devices]


def write_volumes(writer: Writer, spec: dict[str, Any]) -> None:
    """A pod's volumes, but for the one of the service account's token, which every pod has."""
    volumes = [each for each in mappings_at(spec, "volumes") if not _is_token(each)]
    if not volumes:
        return
    writer.heading("Volumes")
    for volume in volumes:
        writer.field(text_at(volume, "name"), volume_text(volume), indent=2)


def _is_token(volume: dict[str, Any]) -> bool:
    return text_at(volume, "name").startswith("kube-api-access-") and bool(mapping_at(volume, "projected"))


def volume_text(volume: dict[str, Any]) -> str:
    """`Secret db (optional)`, `EmptyDir in memory, at most 64Mi`."""
    kind = next((key for key, value in volume.items() if key != "name" and isinstance(value, dict)), "")
    source = mapping_at(volume, kind)
    said = joined(_TITLES.get(kind, kind), _details(kind, source), by=" ")
    access = "read-only" if holds(source, "readOnly") else ""
    optional = "optional" if holds(source, "optional") else ""
    extra = joined(access, optional)
    return f"{said} ({extra})" if extra else said


def _details(kind: str, source: dict[str, Any]) -> str:
    match kind:
        case "configMap":
            return text_at(source, "name")
        case "secret":
            return text_at(source, "secretName")
        case "persistentVolumeClaim":
            return text_at(source, "claimName")
        case "emptyDir":
            medium, limit = text_at(source, "medium"), text_at(source, "sizeLimit")
            where = "in memory" if medium == "Memory" else medium and f"on {medium}"
            return joined(where, limit and f"at most {limit}")
        case "hostPath":
            return joined(text_at(source, "path"), text_at(source, "type"), by=" as ")
        case "nfs":
            return f"{text_at(source, 'server')}:{text_at(source, 'path')}"
        case "downwardAPI":
            return _items_text(source)
        case "projected":
            return ", ".join(filter(None, map(_projected_text, mappings_at(source, "sources"))))
        case "ephemeral":
            spec = mapping_at(source, "volumeClaimTemplate", "spec")
            size = text_at(spec, "resources", "requests", "storage")
            storage = text_at(spec, "storageClassName")
            return joined(size and f"of {size}", storage and f"of class {storage}")
        case _:
            return ", ".join(
                f"{key}={text_at(source, key)}" for key in source if key != "readOnly" and text_at(source, key)
            )


def _items_text(source: dict[str, Any]) -> str:
    return ", ".join(
        text_at(item, "fieldRef", "fieldPath") or text_at(item, "resourceFieldRef", "resource")
        for item in mappings_at(source, "items")
    )


def _projected_text(source: dict[str, Any]) -> str:
    for field, word in (("secret", "secret"), ("configMap", "config map")):
        if reference := mapping_at(source, field):
            optional = " (optional)" if holds(reference, "optional") else ""
            return f"{word} {text_at(reference, 'name')}{optional}"
    if token := mapping_at(source, "serviceAccountToken"):
        audience, seconds = text_at(token, "audience"), number_at(token, "expirationSeconds")
        return joined("token", audience and f"for {audience}", "" if seconds is None else f"of {seconds}s", by=" ")
    if items := mapping_at(source, "downwardAPI"):
        return _items_text(items)
    if bundle := mapping_at(source, "clusterTrustBundle"):
        labels = labels_text(mapping_at(bundle, "labelSelector", "matchLabels"))
        return joined("trust bundle", text_at(bundle, "name") or text_at(bundle, "signerName"), labels, by=" ")
    return next(iter(source), "")

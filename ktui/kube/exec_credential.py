"""What is said to a credential plugin, and what it answers: the group `client.authentication.k8s.io`.

https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ktui.kube.access import EXEC_GROUP, Certificate

if TYPE_CHECKING:
    from ktui.kube.access import Access, ExecSpec


class BadAnswerError(ValueError):
    """What a plugin printed is no credential; the argument completes "the plugin ..."."""


@dataclass(frozen=True, slots=True)
class ExecCredential:
    """What a plugin gave."""

    token: str | None = field(default=None, repr=False)
    certificate: Certificate | None = None
    expires: float | None = None
    """Unix seconds; None: until the server refuses it."""


def exec_info(spec: ExecSpec, access: Access) -> str:
    """The content of KUBERNETES_EXEC_INFO; raises `ConfigError` when the cluster's CA cannot be read any more."""
    told: dict[str, Any] = {"interactive": False}
    if spec.provide_cluster_info and spec.api_version != f"{EXEC_GROUP}/v1alpha1":  # it has no such field
        told["cluster"] = _cluster(spec, access)
    return json.dumps({"kind": "ExecCredential", "apiVersion": spec.api_version, "spec": told})


def _cluster(spec: ExecSpec, access: Access) -> dict[str, Any]:
    cluster: dict[str, Any] = {"server": access.server}
    if access.tls_server_name:
        cluster["tls-server-name"] = access.tls_server_name
    if access.insecure_skip_tls_verify:
        cluster["insecure-skip-tls-verify"] = True
    if access.ca is not None:
        cluster["certificate-authority-data"] = base64.b64encode(access.ca.read()).decode()
    if access.disable_compression:
        cluster["disable-compression"] = True
    if spec.cluster_config:
        cluster["config"] = json.loads(spec.cluster_config)
    return cluster


def parse_exec_credential(output: bytes, *, api_version: str) -> ExecCredential:
    """The credential in a plugin's output; raises `BadAnswerError`, which never quotes it, for it may hold secrets."""
    try:
        answer = json.loads(output)
    except (ValueError, RecursionError):
        raise BadAnswerError(
            "printed nothing" if not output.strip() else "printed something that is not JSON"
        ) from None
    if not isinstance(answer, dict) or answer.get("kind") != "ExecCredential":
        raise BadAnswerError("printed JSON that is not an ExecCredential")
    if answer.get("apiVersion") != api_version:
        raise BadAnswerError(f"answered in another apiVersion than the kubeconfig's {api_version}")
    status = answer.get("status")
    if not isinstance(status, dict):
        raise BadAnswerError("answered without a status")
    token = _text(status, "token").strip()
    certificate, key = _text(status, "clientCertificateData"), _text(status, "clientKeyData")
    if not (token or certificate or key):
        raise BadAnswerError("gave neither a token nor a client certificate")
    if bool(certificate) != bool(key):
        raise BadAnswerError("gave only one of clientCertificateData and clientKeyData")
    return ExecCredential(
        token=token or None,
        certificate=Certificate(
            certificate.encode(), key.encode(), "the plugin's clientCertificateData", "the plugin's clientKeyData"
        )
        if certificate
        else None,
        expires=_time(_text(status, "expirationTimestamp")),
    )


def _text(status: dict[str, Any], key: str) -> str:
    value = status.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadAnswerError(f"gave a {key} that is not a string")
    return value


def _time(text: str) -> float | None:
    """RFC 3339 to Unix seconds."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadAnswerError("gave an expirationTimestamp that is not a time in RFC 3339")
    return moment.timestamp()

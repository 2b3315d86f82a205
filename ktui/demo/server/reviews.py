"""What a user may do, as the user asks for it: SelfSubjectAccessReview and SelfSubjectRulesReview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.bodies import WriteOptions, bad, sent_object
from ktui.demo.server.field_errors import FieldErrors
from ktui.demo.server.resources import RESOURCES

if TYPE_CHECKING:
    from ktui.demo.server.call import Call
    from ktui.demo.server.faults import Faults
    from ktui.demo.server.statuses import Raw

GROUP = "authorization.k8s.io/v1"
ACCESS = f"/apis/{GROUP}/selfsubjectaccessreviews"
RULES = f"/apis/{GROUP}/selfsubjectrulesreviews"
_STRICT = WriteOptions(dry_run=False, manager="", validation="Ignore", force=False)
_KNOWN_TO_ALL = (
    "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version",
    "/version/",
)  # fmt: skip
_PUBLIC = ("/healthz", "/livez", "/readyz", "/version", "/version/")


def review(call: Call, faults: Faults) -> Raw | None:
    """The answer to a review, by what `faults` denies; None: it is none. Raises `RefusalError`."""
    if call.method != "POST" or call.path.rstrip("/") not in (ACCESS, RULES):
        return None
    if call.path.rstrip("/") == ACCESS:
        return _access(sent_object(call, "SelfSubjectAccessReview", GROUP, _STRICT)[0], faults)
    return _rules(sent_object(call, "SelfSubjectRulesReview", GROUP, _STRICT)[0], faults)


def _access(asked: Raw, faults: Faults) -> Raw:
    spec = asked.get("spec", {})
    attributes, path = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    if (attributes is None) == (path is None):
        errors = FieldErrors()
        why = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
        errors.invalid("spec.resourceAttributes", attributes, why)
        errors.refuse("", "authorization.k8s.io", "")
    if attributes is None:
        denied = faults.denied(kind=path.get("path", ""), verb=path.get("verb", ""), namespace=None)
    else:
        kind = "/".join(part for part in (attributes.get("resource", ""), attributes.get("subresource")) if part)
        denied = faults.denied(
            kind=kind, verb=attributes.get("verb", ""), namespace=attributes.get("namespace") or None
        )
    head = {"kind": "SelfSubjectAccessReview", "apiVersion": GROUP, "metadata": asked.get("metadata", {})}
    return {**head, "spec": spec, "status": {"allowed": not denied}}


def _rules(asked: Raw, faults: Faults) -> Raw:
    namespace = asked.get("spec", {}).get("namespace")
    if not namespace:
        raise bad("no namespace on request")
    left = {
        resource: [
            verb for verb in resource.verbs if not faults.denied(kind=resource.plural, verb=verb, namespace=namespace)
        ]
        for resource in RESOURCES.values()
    }
    if all(len(verbs) == len(resource.verbs) for resource, verbs in left.items()):
        rules = [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]
    else:
        rules = [
            {"verbs": verbs, "apiGroups": [resource.group], "resources": [resource.plural]}
            for resource, verbs in left.items()
            if verbs
        ]
    for group, resources in (
        ("authorization.k8s.io", ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
        ("authentication.k8s.io", ["selfsubjectreviews"]),
    ):
        rules.append({"verbs": ["create"], "apiGroups": [group], "resources": resources})
    status = {
        "resourceRules": rules,
        "nonResourceRules": [
            {"verbs": ["*"], "nonResourceURLs": ["*"]},
            {"verbs": ["get"], "nonResourceURLs": list(_KNOWN_TO_ALL)},
            {"verbs": ["get"], "nonResourceURLs": list(_PUBLIC)},
        ],
        "incomplete": False,
    }
    return {"kind": "SelfSubjectRulesReview", "apiVersion": GROUP, "metadata": {}, "spec": {}, "status": status}

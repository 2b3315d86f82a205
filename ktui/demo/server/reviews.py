"""What a user may do, as the user asks for it: SelfSubjectAccessReview and SelfSubjectRulesReview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.bodies import WriteOptions, bad, sent_object
from ktui.demo.server.field_errors import FieldErrors
from ktui.demo.server.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.server.call import Call
    from ktui.demo.server.statuses import Raw

    Denied = Callable[[str, str, str | None], bool]
    """Whether the user may not: kind (a plural, or a path), verb, namespace."""

GROUP = "authorization.k8s.io/v1"
ACCESS = f"/apis/{GROUP}/selfsubjectaccessreviews"
RULES = f"/apis/{GROUP}/selfsubjectrulesreviews"
_STRICT = WriteOptions(dry_run=False, manager="", validation="Ignore", force=False)
_KNOWN_TO_ALL = (
    "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version",
    "/version/",
)  # fmt: skip
_PUBLIC = ("/healthz", "/livez", "/readyz", "/version", "/version/")


def review(call: Call, denied: Denied) -> Raw | None:
    """The answer to a review, by what is `denied`; None: it is none. Raises `RefusalError`."""
    if call.method != "POST" or call.path.rstrip("/") not in (ACCESS, RULES):
        return None
    if call.path.rstrip("/") == ACCESS:
        return _access(sent_object(call, "SelfSubjectAccessReview", GROUP, _STRICT)[0], denied)
    return _rules(sent_object(call, "SelfSubjectRulesReview", GROUP, _STRICT)[0], denied)


def _access(asked: Raw, denied: Denied) -> Raw:
    spec = asked.get("spec", {})
    attributes, path = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    if (attributes is None) == (path is None):
        errors = FieldErrors()
        why = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
        errors.invalid("spec.resourceAttributes", attributes, why)
        errors.refuse("", "authorization.k8s.io", "")
    if attributes is None:
        forbidden = denied(path.get("path", ""), path.get("verb", ""), None)
    else:
        kind = "/".join(part for part in (attributes.get("resource", ""), attributes.get("subresource")) if part)
        forbidden = denied(kind, attributes.get("verb", ""), attributes.get("namespace") or None)
    head = {"kind": "SelfSubjectAccessReview", "apiVersion": GROUP, "metadata": asked.get("metadata", {})}
    return {**head, "spec": spec, "status": {"allowed": not forbidden}}


def _rules(asked: Raw, denied: Denied) -> Raw:
    namespace = asked.get("spec", {}).get("namespace")
    if not namespace:
        raise bad("no namespace on request")
    left = {
        resource: [verb for verb in resource.verbs if not denied(resource.plural, verb, namespace)]
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

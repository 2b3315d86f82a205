"""The `Status` bodies of a real API server, word for word, and the error that carries one to the answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Raw = dict[str, Any]

EXPIRED_LIST = "The resourceVersion for the provided list is too old."
EXPIRED_WATCH = "The resourceVersion for the provided watch is too old."
EXPIRED_CONTINUE = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list "
    "without the continue parameter, or use the continue token in this response to retrieve the remainder of the "
    "results. Continuing with the provided token results in an inconsistent list - objects that were created, "
    "modified, or deleted between the time the first chunk was returned and now may show up in the list."
)


class RefusalError(Exception):
    """Ends a request with an HTTP error; a `str` body is sent as plain text."""

    def __init__(self, code: int, body: Raw | str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.body = body
        self.headers = headers or {}


def status(code: int, reason: str | None, message: str, details: Raw | None = None) -> Raw:
    """A failure as the server words it; a real one leaves `reason` out where it has none."""
    body: Raw = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message}
    if reason is not None:
        body["reason"] = reason
    if details is not None:
        body["details"] = details
    body["code"] = code
    return body


def unauthorized() -> Raw:
    """401: no credentials, or wrong ones, or expired ones."""
    return status(401, "Unauthorized", "Unauthorized")


def forbidden(
    *, user: str, verb: str, resource: str, group: str, namespace: str | None = None, name: str | None = None
) -> Raw:
    """403 of the RBAC authorizer."""
    where = "at the cluster scope" if namespace is None else f'in the namespace "{namespace}"'
    what = f"{resource}.{group}" if group else resource
    subject = f'{what} "{name}"' if name else what
    details: Raw = {"name": name} if name else {}
    if group:
        details["group"] = group
    return status(
        403,
        "Forbidden",
        f'{subject} is forbidden: User "{user}" cannot {verb} resource "{resource}" in API group "{group}" {where}',
        {**details, "kind": resource},
    )


def forbidden_path(*, user: str, path: str) -> Raw:
    """403 of a path that is no resource, such as `/readyz`."""
    return status(403, "Forbidden", f'forbidden: User "{user}" cannot get path "{path}"', {})


def no_such_object(*, resource: str, group: str, name: str) -> Raw:
    """404 of one object."""
    what = f"{resource}.{group}" if group else resource
    details = {"name": name, "group": group, "kind": resource} if group else {"name": name, "kind": resource}
    return status(404, "NotFound", f'{what} "{name}" not found', details)


def already_exists(resource: str, group: str, name: str) -> Raw:
    """409 of a creation."""
    what = f"{resource}.{group}" if group else resource
    details = {"name": name, **({"group": group} if group else {}), "kind": resource}
    return status(409, "AlreadyExists", f'{what} "{name}" already exists', details)


def conflict(resource: str, group: str, name: str, why: str) -> Raw:
    """409 of a change or a deletion."""
    what = f"{resource}.{group}" if group else resource
    details = {"name": name, **({"group": group} if group else {}), "kind": resource}
    return status(409, "Conflict", f'Operation cannot be fulfilled on {what} "{name}": {why}', details)


def namespace_ends(resource: str, group: str, name: str, namespace: str) -> Raw:
    """403: nothing new is made in a namespace that is being deleted."""
    what = f"{resource}.{group}" if group else resource
    why = f"unable to create new content in namespace {namespace} because it is being terminated"
    cause = {
        "reason": "NamespaceTerminating",
        "message": f"namespace {namespace} is being terminated",
        "field": "metadata.namespace",
    }
    details = {"name": name, **({"group": group} if group else {}), "kind": resource, "causes": [cause]}
    return status(403, "Forbidden", f'{what} "{name}" is forbidden: {why}', details)


def kept_namespace(name: str) -> Raw:
    """403: `default` and its like stay."""
    message = f'namespaces "{name}" is forbidden: this namespace may not be deleted'
    return status(403, "Forbidden", message, {"name": name, "kind": "namespaces"})


def no_such_resource() -> Raw:
    """404 of a collection that the group does not have."""
    return status(404, "NotFound", "the server could not find the requested resource", {})


def bad_request(message: str) -> Raw:
    """400."""
    return status(400, "BadRequest", message)


def not_acceptable(message: str) -> Raw:
    """406: no form of the answer is one that the client takes."""
    return status(406, "NotAcceptable", message)


def expired(message: str, *, token: str = "", reason: str = "Expired") -> Raw:
    """410; servers before 1.18 say `Gone`. `token` continues an expired paged list, inconsistently."""
    body = status(410, reason, message)
    if token:
        body["metadata"] = {"continue": token}
    return body


def too_large(wanted: int, current: int) -> Raw:
    """504: the revision asked for has not happened yet."""
    message = f"Too large resource version: {wanted}, current: {current}"
    return status(
        504,
        "Timeout",
        f"Timeout: {message}",
        {
            "causes": [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}],
            "retryAfterSeconds": 1,
        },
    )


def invalid_options(*faults: tuple[str, str]) -> Raw:
    """422 of the list options; each fault is a field and what is wrong with it, in the server's words."""
    return _invalid('ListOptions.meta.k8s.io ""', {"group": "meta.k8s.io", "kind": "ListOptions"}, faults)


def invalid_log_options(pod: str, *faults: tuple[str, str]) -> Raw:
    """422 of what is asked of a pod's log."""
    return _invalid(f'PodLogOptions "{pod}"', {"name": pod, "kind": "PodLogOptions"}, faults)


def _invalid(what: str, details: Raw, faults: Sequence[tuple[str, str]]) -> Raw:
    told = ", ".join(f"{field or '<nil>'}: {message}" for field, message in faults)
    sorts = {"Forbidden": "FieldValueForbidden", "Unsupported": "FieldValueNotSupported"}
    causes = [
        {"reason": sorts.get(re.split("[ :]", message)[0], "FieldValueInvalid"), "message": message, "field": field}
        for field, message in faults
    ]
    message = f"{what} is invalid: {told if len(faults) == 1 else f'[{told}]'}"
    return status(422, "Invalid", message, {**details, "causes": causes})


def too_many_requests(retry_after: int | None = None) -> Raw:
    """429 of priority and fairness."""
    details: Raw | None = None if retry_after is None else {"retryAfterSeconds": retry_after}
    return status(429, "TooManyRequests", "the server is currently overloaded, please try again later", details)


def internal(message: str = "Internal error occurred: etcdserver: leader changed") -> Raw:
    """500 with a body."""
    return status(500, "InternalError", message, {"causes": [{"message": "etcdserver: leader changed"}]})


def unavailable(retry_after: int | None = None) -> Raw:
    """503."""
    details: Raw | None = None if retry_after is None else {"retryAfterSeconds": retry_after}
    return status(503, "ServiceUnavailable", "the server is currently unable to handle the request", details)


def standard(code: int, retry_after: int | None = None) -> Raw:
    """What a real server says with this code when it gives no particulars."""
    match code:
        case 401:
            return unauthorized()
        case 404:
            return no_such_resource()
        case 410:
            return expired(EXPIRED_LIST)
        case 429:
            return too_many_requests(retry_after)
        case 500:
            return internal()
        case 503:
            return unavailable(retry_after)
        case 504:
            return status(504, "Timeout", "Timeout: request did not complete within the allotted timeout", {})
        case _:
            return status(code, None, f"HTTP {code}")

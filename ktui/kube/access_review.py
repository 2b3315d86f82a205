"""Whether a right is held, asked of the API server itself (SelfSubjectAccessReview): nothing is changed by asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ktui.errors import UnreachableError
from ktui.kube.answers import AnswerError
from ktui.kube.transport import REVIEWS

if TYPE_CHECKING:
    from ktui.kube.transport import Transport
    from ktui.model.right import Right

PATH = f"{REVIEWS}v1/selfsubjectaccessreviews"


class Permission(msgspec.Struct, frozen=True):
    """Whether a right is held."""

    allowed: bool
    reason: str = ""
    """What the server says of it, often nothing."""


class _Status(msgspec.Struct):
    allowed: bool = False
    reason: str | None = None


class _Review(msgspec.Struct):
    status: _Status = msgspec.field(default_factory=_Status)


async def permission(transport: Transport, right: Right, namespace: str = "") -> Permission:
    """Whether `right` is held in `namespace` ("": in all of them); raises `KtuiError` where that cannot be asked."""
    wanted = {
        "verb": right.verb,
        "group": right.group,
        "resource": right.resource,
        "subresource": right.subresource,
        "namespace": namespace,
    }
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {key: value for key, value in wanted.items() if value}},
    }
    try:
        answer = await transport.review(PATH, msgspec.json.encode(review))
        status = msgspec.json.decode(answer, type=_Review).status
    except AnswerError as error:
        raise error.for_user(f"ask for the right to {right.words}") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise UnreachableError(f"{transport.server} does not answer as a Kubernetes API server does") from None
    return Permission(status.allowed, status.reason or "")

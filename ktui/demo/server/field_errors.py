"""What is wrong with fields of an object, in the server's words, and the 422 that tells it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ktui.demo.server.statuses import RefusalError, status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.demo.server.resources import Resource


class FieldErrors:
    """Collects them in the order in which they are found: (reason of the cause, field, text)."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def __bool__(self) -> bool:
        return bool(self.found)

    def required(self, field: str, why: str = "") -> None:
        """It must be there."""
        self._add("FieldValueRequired", field, "Required value", why)

    def invalid(self, field: str, value: Any, why: str) -> None:
        """It must not be this."""
        self._add("FieldValueInvalid", field, f"Invalid value: {shown(value)}", why)

    def forbidden(self, field: str, why: str) -> None:
        """It must not be there, or not change."""
        self._add("FieldValueForbidden", field, "Forbidden", why)

    def duplicate(self, field: str, value: Any, why: str = "") -> None:
        """It must differ from another."""
        self._add("FieldValueDuplicate", field, f"Duplicate value: {shown(value)}", why)

    def not_found(self, field: str, value: Any) -> None:
        """It must be one of what is named elsewhere."""
        self._add("FieldValueNotFound", field, f"Not found: {shown(value)}", "")

    def unsupported(self, field: str, value: Any, supported: Iterable[str]) -> None:
        """It must be one of `supported`."""
        values = ", ".join(shown(name) for name in supported)
        self._add("FieldValueNotSupported", field, f"Unsupported value: {shown(value)}", f"supported values: {values}")

    def refuse(self, kind: str, group: str, name: str) -> None:
        """Raise the 422 `RefusalError` about them all, if there are any."""
        if not self.found:
            return
        texts = list(dict.fromkeys(f"{field}: {text}" for _, field, text in self.found))
        what = f"{kind}.{group}" if group else kind
        message = f'{what} "{name}" is invalid: ' + (texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]")
        details: dict[str, Any] = {"name": name} if name else {}
        if group:
            details["group"] = group
        if kind:
            details["kind"] = kind
        details["causes"] = [{"reason": reason, "message": text, "field": field} for reason, field, text in self.found]
        raise RefusalError(422, status(422, "Invalid", message, details))

    def refuse_object(self, resource: Resource, name: str) -> None:
        """Raise the 422 about an object of this kind, if there is anything."""
        self.refuse(resource.kind, resource.group, name)

    def _add(self, reason: str, field: str, what: str, why: str) -> None:
        self.found.append((reason, field, f"{what}: {why}" if why else what))


def shown(value: Any) -> str:
    """A value as the server writes it: the keys of its maps in order."""
    if isinstance(value, dict) and "matchLabels" in value:
        value = {**value, "matchLabels": dict(sorted(value["matchLabels"].items()))}
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

"""What an API server refuses of an object's metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server import names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ktui.demo.server.field_errors import FieldErrors
    from ktui.demo.server.statuses import Raw

ANNOTATION_BYTES = 256 * 1024
"""How much an object's annotations may hold."""
_STANDARD_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")
_IMMUTABLE = ("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")


def check_metadata(meta: Raw, name_of: Callable[[str], tuple[str, ...]], errors: FieldErrors) -> None:
    """Of a new object; `name_of` tells what is wrong with a name of its kind."""
    name = meta.get("name", "")
    if not name:
        errors.required("metadata.name", "name or generateName is required")
    else:
        for why in name_of(name):
            errors.invalid("metadata.name", name, why)
    check_marks(meta, errors)


def check_marks(meta: Raw, errors: FieldErrors) -> None:
    """What is checked of every object, old and new: labels, annotations, owners, finalizers."""
    check_labels(meta.get("labels", {}), "metadata.labels", errors)
    check_annotations(meta.get("annotations", {}), "metadata.annotations", errors)
    _check_owners(meta.get("ownerReferences", []), errors)
    for at, finalizer in enumerate(meta.get("finalizers", [])):
        _check_finalizer(f"metadata.finalizers[{at}]", finalizer, errors)


def check_labels(labels: Mapping[str, str], field: str, errors: FieldErrors) -> None:
    """Of labels, or of what is compared with them."""
    for key, value in sorted(labels.items()):
        for why in names.qualified(key):
            errors.invalid(field, key, why)
        for why in names.value(value):
            errors.invalid(field, value, why)


def check_annotations(annotations: Mapping[str, str], field: str, errors: FieldErrors) -> None:
    """Of annotations: their keys in any case, their values by length."""
    for key in sorted(annotations):
        for why in names.qualified(key.lower()):
            errors.invalid(field, key, why)
    if sum(len(key.encode()) + len(value.encode()) for key, value in annotations.items()) > ANNOTATION_BYTES:
        errors.found.append(("FieldValueTooLong", field, f"Too long: may not be more than {ANNOTATION_BYTES} bytes"))


def check_metadata_update(new: Raw, old: Raw, errors: FieldErrors) -> None:
    """Of a changed object: what may not change."""
    if old.get("deletionTimestamp"):
        added = [one for one in new.get("finalizers", []) if one not in old.get("finalizers", [])]
        if added:
            words = ", ".join(f'"{one}"' for one in added)
            why = "no new finalizers can be added if the object is being deleted, found new finalizers"
            errors.forbidden("metadata.finalizers", f"{why} []string{{{words}}}")
    for key in _IMMUTABLE:
        if new.get(key) != old.get(key):
            errors.invalid(f"metadata.{key}", new.get(key), "field is immutable")
    check_marks(new, errors)


def _check_owners(owners: list[Raw], errors: FieldErrors) -> None:
    field = "metadata.ownerReferences"
    for owner in owners:
        for key in ("apiVersion", "kind", "name", "uid"):
            if not owner.get(key):
                errors.invalid(
                    f"{field}.{key}", "", "version must not be empty" if key == "apiVersion" else "must not be empty"
                )
    controllers = [f"{owner.get('kind')}/{owner.get('name')}" for owner in owners if owner.get("controller")]
    if len(controllers) > 1:
        found = f'Found "true" in references for {controllers[0]} and {controllers[1]}'
        shown = [{key: owner[key] for key in _OWNER_FIELDS if key in owner} for owner in owners]
        errors.invalid(field, shown, f"Only one reference can have Controller set to true. {found}")


_OWNER_FIELDS = ("apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion")


def _check_finalizer(field: str, finalizer: str, errors: FieldErrors) -> None:
    for why in names.qualified(finalizer):
        errors.invalid(field, finalizer, why)
    if "/" not in finalizer and finalizer not in _STANDARD_FINALIZERS:
        errors.invalid(field, finalizer, "name is neither a standard finalizer name nor is it fully qualified")

"""Objects as the stores' tests make them: a name, a version, and nothing else that matters."""

from __future__ import annotations

from datetime import UTC, datetime

from ktui.model.objects import Job, Meta, OwnerReference, Pod


def pod(name: str, version: str = "1", *, uid: str = "", namespace: str = "web") -> Pod:
    """A pod; its uid is made from its name unless told."""
    return Pod(meta=Meta(name=name, namespace=namespace, uid=uid or f"uid-{name}", resource_version=version))


def job(name: str, *owners: OwnerReference, created: float | None = None, namespace: str = "web") -> Job:
    """A Job of these owners, made at `created` (Unix seconds)."""
    return Job(
        meta=Meta(
            name=name,
            namespace=namespace,
            uid=f"uid-{name}",
            creation_timestamp=None if created is None else datetime.fromtimestamp(created, UTC),
            owner_references=owners or None,
        )
    )

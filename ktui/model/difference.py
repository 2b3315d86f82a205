"""In what one object differs from another, in a field."""

from __future__ import annotations

import msgspec


class Difference(msgspec.Struct, frozen=True):
    """A field in which two objects differ; texts are the cluster's, not safe to show as they are."""

    field: str
    """`spec.template.metadata.labels[batch.kubernetes.io/job-name]`, `spec.template.spec.containers[0].image`."""
    before: str | None
    """A text as it is, anything else as JSON; None: the field was not there."""
    after: str | None
    """As `before`; None: the field is not there any more."""

"""Which object a line, an event or an owner is about, in the API's words: it need not be known, nor be there."""

from __future__ import annotations

from typing import NamedTuple


class Reference(NamedTuple):
    """One object, as others name it."""

    kind: str
    """As the API has it, `Pod`, in any case."""
    namespace: str
    """"" for what is in none."""
    name: str
    api_version: str = ""
    """`apps/v1`, `v1` for the core group; "" where it is not told: the kind's word alone counts."""
    uid: str = ""
    """"" where any object of this name is meant."""

"""What an API server makes up for a new object: its uid, and the end of a name that is to be generated."""

from __future__ import annotations

import uuid
from random import Random

LETTERS = "bcdfghjklmnpqrstvwxz2456789"
"""What generated names end in: nothing that makes words, nothing that looks alike."""
SUFFIX = 5
"""How many of them."""
LONGEST_NAME = 63
"""Characters of a generated name; what is longer is cut before the suffix."""


class Identities:
    """The same seed, the same uids and names in the same order. Without a seed uids just count, for tests to read."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = Random(0 if seed is None else seed)
        self._count: int | None = 0 if seed is None else None

    def uid(self) -> str:
        """Another valid UUID, version 4."""
        if self._count is not None:
            self._count += 1
            return f"00000000-0000-4000-8000-{self._count:012d}"
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def name(self, prefix: str) -> str:
        """A name for `generateName`."""
        return prefix[: LONGEST_NAME - SUFFIX] + "".join(self._random.choices(LETTERS, k=SUFFIX))

"""What an API server makes up for a new object: its uid, and the end of a name that is to be generated."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter

LETTERS = "bcdfghjklmnpqrstvwxz2456789"
"""What generated names end in: nothing that makes words, nothing that looks alike."""
SUFFIX = 5
"""How many of them."""
LONGEST_NAME = 63
"""Characters of a generated name; what is longer is cut before the suffix."""


class Identities:
    """The same seed, the same uids and names for the same objects, whatever else was made in between.

    Without a seed uids just count, for tests to read.
    """

    def __init__(self, seed: int | None = None) -> None:
        self._seed = seed
        self._made = 0
        self._given: Counter[str] = Counter()

    def uid(self, about: str) -> str:
        """Another valid UUID, version 4; `about` tells the object from others: its kind, namespace and name."""
        if self._seed is None:
            self._made += 1
            return f"00000000-0000-4000-8000-{self._made:012d}"
        return str(uuid.UUID(bytes=self._chance(f"uid {about}"), version=4))

    def name(self, prefix: str) -> str:
        """A name for `generateName`."""
        chance = int.from_bytes(self._chance(f"name {prefix}"))
        suffix = "".join(LETTERS[chance // len(LETTERS) ** place % len(LETTERS)] for place in range(SUFFIX))
        return prefix[: LONGEST_NAME - SUFFIX] + suffix

    def _chance(self, about: str) -> bytes:
        """16 bytes, others each time it is asked about the same."""
        self._given[about] += 1
        return hashlib.blake2b(f"{self._seed} {self._given[about]} {about}".encode(), digest_size=16).digest()

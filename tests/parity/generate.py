"""The objects that parity is proven on: one for each branch of kubectl's rules, and as many random ones."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.parity.others import (
    directed_cronjobs,
    directed_daemonsets,
    directed_jobs,
    directed_nodes,
    random_others,
)
from tests.parity.pods import directed_pods, random_pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.parity.cases import Case


def cases(seed: int, *, pods: int, others: int) -> Iterator[Case]:
    """All directed objects of the five kinds, `pods` random pods and `others` random objects of each other kind."""
    yield from directed_pods()
    yield from directed_daemonsets()
    yield from directed_jobs()
    yield from directed_cronjobs()
    yield from directed_nodes()
    chance = random.Random(seed)
    yield from random_pods(chance, pods)
    yield from random_others(chance, others)

"""The tables of the history, by version, and what stands in their rows."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from ktui.model.evidence import EventWrite, Exit, Observation
from ktui.model.runs import JobRun, RunOutcome

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

PODS = """
CREATE TABLE pods (
    pod INTEGER PRIMARY KEY,
    cluster TEXT NOT NULL,          -- kube-system's uid
    uid TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (cluster, uid)
);
CREATE TABLE observations (
    observation INTEGER PRIMARY KEY,
    pod INTEGER NOT NULL REFERENCES pods (pod),
    at REAL NOT NULL,               -- when it happened: Unix seconds, by the cluster's clock
    seen BLOB NOT NULL,             -- all of it, as JSON
    digest INTEGER NOT NULL,        -- of that: the same thing is kept once, whoever tells of it again
    UNIQUE (pod, digest)
);
CREATE INDEX observations_by_time ON observations (at);
"""

RUNS = """
CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    cluster TEXT NOT NULL,
    uid TEXT NOT NULL,              -- the Job's
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    outcome TEXT NOT NULL,
    created REAL NOT NULL,
    started REAL,
    ended REAL NOT NULL,
    reason TEXT NOT NULL,
    succeeded INTEGER NOT NULL,     -- pods
    failed INTEGER NOT NULL,
    cronjob TEXT NOT NULL,
    cronjob_uid TEXT NOT NULL,
    manual INTEGER NOT NULL,
    UNIQUE (cluster, uid)
);
CREATE INDEX runs_by_time ON runs (ended);
CREATE INDEX runs_of_cronjobs ON runs (cluster, namespace, cronjob, ended);
"""

MIGRATIONS = (PODS, RUNS)
"""What makes the tables of each version from those of the one before: `PRAGMA user_version` counts them."""

RUN_COLUMNS = JobRun.__struct_fields__
"""The columns of `runs` are the fields of a run, and the cluster."""


class Seen(NamedTuple):
    """Something that was seen of a pod."""

    uid: str
    namespace: str
    name: str
    what: Observation


_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Observation] = msgspec.json.Decoder(Observation)


def happened(each: Observation) -> float | None:
    """When it happened; None where that is not told."""
    match each:
        case EventWrite():
            return each.last
        case Exit():
            return each.finished if each.finished is not None else each.started
        case _:
            return each.at


def encoded(each: Observation) -> bytes:
    """An observation as it is kept."""
    return _ENCODER.encode(each)


def digest(row: bytes) -> int:
    """Of an encoded observation, a signed number of 64 bits: there are too few of a pod for two to be alike."""
    return int.from_bytes(blake2b(row, digest_size=8).digest(), signed=True)


def decoded(rows: Iterable[bytes]) -> list[Observation]:
    """Observations that were kept; what a later ktui has written and this one does not know is left out."""
    found: list[Observation] = []
    for row in rows:
        try:
            found.append(_DECODER.decode(row))
        except msgspec.DecodeError:
            continue
    return found


def run_row(cluster: str, run: JobRun) -> tuple[Any, ...]:
    """A run's row: the cluster, then `RUN_COLUMNS`."""
    return (cluster, *(getattr(run, column) for column in RUN_COLUMNS))


def run_of(row: sqlite3.Row) -> JobRun:
    """A run from its row."""
    values = {column: row[column] for column in RUN_COLUMNS}
    return JobRun(**{**values, "outcome": RunOutcome(values["outcome"]), "manual": bool(values["manual"])})

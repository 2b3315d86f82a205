"""The tables of the journal, by version, and changes as rows of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ktui.model.writes import Change, Entry, FieldChange, ObjectRef, Outcome

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

TABLES = """
CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,   -- what a user undoes by, never given twice
    at REAL NOT NULL,                           -- Unix seconds, by this machine
    cluster TEXT NOT NULL,                      -- kube-system's uid
    context TEXT NOT NULL,
    undoes INTEGER,                             -- the change that this one takes back
    is_undo INTEGER NOT NULL                    -- 0 where that was an undo itself: then this is a change like any other
);
CREATE TABLE entries (
    entry INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL REFERENCES changes (number),
    verb TEXT NOT NULL,
    kind TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    uid TEXT NOT NULL,
    path TEXT NOT NULL,                         -- in the API
    kubectl TEXT NOT NULL,
    fields TEXT NOT NULL,                       -- [[path, before, after], ...]
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    no_inverse TEXT NOT NULL,
    outcome TEXT NOT NULL,
    message TEXT NOT NULL,
    host TEXT NOT NULL,                         -- who sends it, as long as its outcome is pending
    pid INTEGER NOT NULL
);
CREATE INDEX entries_of_changes ON entries (number);
CREATE INDEX changes_of_clusters ON changes (cluster, number);
"""

MIGRATIONS = (TABLES,)
"""What makes the tables of each version from those of the one before: `PRAGMA user_version` counts them."""

SELECT = """
SELECT entries.*, changes.at, changes.context, changes.undoes, changes.is_undo, (
    SELECT max(later.number) FROM changes AS later JOIN entries AS done ON done.number = later.number
    WHERE later.undoes = entries.number AND done.outcome = 'applied' AND done.path = entries.path
) AS undone_by
FROM entries JOIN changes ON changes.number = entries.number
"""
"""Entries with all that is known of them. An undo counts for those objects for which it was done."""


def row_of(change: Change) -> dict[str, Any]:
    """The columns of `entries` that a change fills."""
    return {
        "verb": change.verb,
        "kind": change.ref.kind,
        "namespace": change.ref.namespace,
        "name": change.ref.name,
        "uid": change.ref.uid,
        "path": change.path,
        "kubectl": change.kubectl,
        "fields": _json([[field.path, field.before, field.after] for field in change.fields]),
        "before": _json(change.before),
        "after": _json(change.after),
        "no_inverse": change.no_inverse,
    }


def entry_of(row: sqlite3.Row | Mapping[str, Any]) -> Entry:
    """An entry from a row of `SELECT`."""
    change = Change(
        verb=row["verb"],
        ref=ObjectRef(row["kind"], row["namespace"], row["name"], row["uid"]),
        path=row["path"],
        kubectl=row["kubectl"],
        fields=tuple(FieldChange(tuple(path), before, after) for path, before, after in json.loads(row["fields"])),
        before=json.loads(row["before"]),
        after=json.loads(row["after"]),
        no_inverse=row["no_inverse"],
    )
    return Entry(
        entry=row["entry"],
        number=row["number"],
        at=row["at"],
        context=row["context"],
        change=change,
        outcome=Outcome(row["outcome"]),
        message=row["message"],
        undoes=row["undoes"],
        undone_by=row["undone_by"],
    )


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))

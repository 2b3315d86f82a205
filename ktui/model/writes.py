"""What a change to the cluster is, before, while and after it is made: plain data, for a dialog as for a command."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.errors import KtuiError
    from ktui.model.difference import Difference
    from ktui.model.right import Right


class Outcome(StrEnum):
    """How a change of one object ended; the values are the command line's."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    """Nothing had to be sent: it is so already."""
    REFUSED = "refused"
    """By the server, by a rule of ktui's, or because what it rests on has changed meanwhile."""
    FAILED = "failed"
    """It did not reach the server, and has changed nothing."""
    UNKNOWN = "unknown"
    """It was sent, no answer came, and what is so now could not be found out."""
    PREVIEWED = "previewed"
    """The server was asked in a dry run, and would do it."""
    PENDING = "pending"
    """It is being sent; in a journal: whoever sent it has not come back."""


class Danger(StrEnum):
    """What a user has to do before it is sent."""

    ENTER = "enter"
    NAME = "name"
    """Type the name of what goes: more goes than one object."""


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """One object of a kind that ktui knows."""

    kind: str
    """The kind's name: `nodes`."""
    namespace: str
    """"" for what is in none."""
    name: str
    uid: str = ""
    """"" for what is not there yet."""

    @property
    def words(self) -> str:
        """`web/backup`, `node-1`."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an object: where it is and what it is to be."""

    path: tuple[str, ...]
    """Keys from the object's root: ("metadata", "labels", "disk")."""
    before: Any
    """None: it is not there."""
    after: Any
    """None: it is taken out."""

    @property
    def reversed(self) -> FieldChange:
        """The change that takes this one back."""
        return FieldChange(self.path, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to one object, in the words of a user: what a journal keeps."""

    verb: str
    """A name of `model.verbs.VERBS`."""
    ref: ObjectRef
    path: str
    """The object's own path in the API."""
    kubectl: str
    """The command that would do the same."""
    fields: tuple[FieldChange, ...] = ()
    """Of a change that patches."""
    before: Mapping[str, Any] = field(default_factory=dict)
    """What it changes, as it was, by short names (`{"disk": "hdd"}`); the whole object where that goes."""
    after: Mapping[str, Any] = field(default_factory=dict)
    """The same as it will be; the whole object where that is made."""
    no_inverse: str = ""
    """Why it cannot be taken back, in a sentence's end; empty: it can."""


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire."""

    method: str
    path: str
    body: Any
    """To be written as JSON."""
    content_type: str = "application/json"
    manager: bool = True
    """Whether the API takes a `fieldManager` with it: a deletion has none."""


@dataclass(frozen=True, slots=True)
class Write:
    """A change that is ready to be sent."""

    change: Change
    request: Request
    right: Right
    danger: Danger = Danger.ENTER
    goes: str = ""
    """What else goes with it: `12 pods on 12 nodes`; empty: nothing."""
    warnings: tuple[str, ...] = ()
    """What one should know before, a sentence each."""
    differences: tuple[Difference, ...] = ()
    """Of an object that is made after another one: in what it differs from that."""


@dataclass(frozen=True, slots=True)
class Result:
    """How the change of one object ended."""

    ref: ObjectRef
    outcome: Outcome
    message: str = ""
    """One sentence; empty where the outcome says it all."""
    error: KtuiError | None = None
    """Where it did not succeed: the message as an error, with the exit code that a command ends with."""
    write: Write | None = None
    """What was to be sent; None where there was nothing to send."""
    answer: Mapping[str, Any] | None = None
    """The object as the server has it now, where it told."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One object of a plan: what is to be sent to it, or why nothing is."""

    ref: ObjectRef
    write: Write | None = None
    result: Result | None = None
    """Instead of a write: it is so already, it is not there, it may not be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one command or one dialog is about to do, to one object or to several."""

    verb: str
    items: tuple[Planned, ...]
    kubectl: str
    """One command, or several lines, that would do the same."""
    undoes: int | None = None
    """The number of the change that this takes back."""

    @property
    def writes(self) -> tuple[Write, ...]:
        """What would be sent."""
        return tuple(item.write for item in self.items if item.write is not None)

    @property
    def danger(self) -> Danger:
        """The worst of its parts; several objects that go at once are worse than each."""
        several = self.verb == "delete" and len(self.writes) > 1
        return Danger.NAME if several or any(write.danger is Danger.NAME for write in self.writes) else Danger.ENTER

    @property
    def warnings(self) -> tuple[str, ...]:
        """Each sentence once."""
        return tuple(dict.fromkeys(warning for write in self.writes for warning in write.warnings))


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a plan."""

    number: int | None
    """Of the change in the journal, by which it is undone; None where nothing was sent."""
    results: tuple[Result, ...]
    """One for each item of the plan, in its order."""
    unrecorded: str = ""
    """Why the journal does not keep it; empty: it does."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One object's change as the journal has it."""

    entry: int
    """Its own number."""
    number: int
    """The change it is a part of: what was done at once has one number."""
    at: float
    """Unix seconds, by this machine."""
    context: str
    change: Change
    outcome: Outcome
    message: str = ""
    undoes: int | None = None
    undone_by: int | None = None

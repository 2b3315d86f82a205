"""The switches that make the test API server misbehave, each for the next so many requests of a kind."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from ktui.demo.server.statuses import EXPIRED_LIST, EXPIRED_WATCH, Raw, expired, standard, too_large
from ktui.demo.server.store import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Verb = Literal["list", "page", "watch", "get", "create", "patch", "delete"]
"""`list` is every request of a list, `page` only its second and later ones, `get` one object."""
How = Literal["reset", "close", "eof"]
"""How a body breaks off: TCP reset; TCP closed in order but the last chunk missing; a complete HTTP body that ends in
the middle of its JSON."""


@dataclass(slots=True)
class Answer:
    """An HTTP answer in place of the right one; no body at all when that is empty text."""

    code: int
    body: Raw | str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Silence:
    """Nothing is sent until `released`: not even headers, or (`headers`) nothing after them."""

    headers: bool
    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Cut:
    """The body breaks off: a list after `fraction` of its bytes, a watch in the middle of the line after `lines`."""

    how: How
    lines: int
    fraction: float


@dataclass(slots=True)
class End:
    """A watch that ends in order after `lines`."""

    lines: int


@dataclass(slots=True)
class Opening:
    """Raw bytes at the start of a watch, before anything else; then, if `ends`, its end."""

    raw: bytes
    ends: bool


@dataclass(slots=True)
class Drip:
    """Bodies arrive in pieces of `size` bytes."""

    size: int


@dataclass(slots=True)
class Rewrite:
    """Another body than the right one, made from it."""

    change: Callable[[bytes], bytes]


@dataclass(slots=True)
class Lost:
    """What was asked is done, and no answer is sent: the connection is cut, or (`held`) nothing comes on it."""

    held: asyncio.Event | None


Effect = Answer | Silence | Cut | End | Opening | Drip | Rewrite | Lost
E = TypeVar("E", Answer, Silence, Cut, End, Opening, Drip, Rewrite, Lost)


@dataclass(slots=True)
class Fault:
    """One switch that is on."""

    effect: Effect
    kind: str | None
    verb: Verb | None
    left: int | None
    skip: int
    hits: int = 0
    """Requests that met it."""

    def release(self) -> None:
        """Let the requests held by a `silence` go on."""
        assert isinstance(self.effect, Silence)
        self.left = 0
        self.effect.released.set()


@dataclass(frozen=True, slots=True)
class Denial:
    """A right that the user lacks."""

    kind: str
    verbs: frozenset[str]
    keep: frozenset[str]


class Taken:
    """The faults that one request meets: at most one of each sort."""

    def __init__(self, effects: Iterable[Effect] = ()) -> None:
        self._effects = {type(effect): effect for effect in effects}

    def one(self, sort: type[E]) -> E | None:
        """The effect of this sort, if the request meets one."""
        found = self._effects.get(sort)
        return found if isinstance(found, sort) else None


class Faults:
    """Every method adds one switch.

    `kind`: a plural such as `pods`; None for every collection; a path such as `/readyz`; `*` for everything.
    `verb`: None for all. `times`: how many requests meet it, None for all until `clear`. `skip`: how many are let
    past first. Switches of the same sort take effect one after the other, those of different sorts together.
    """

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._denials: list[Denial] = []

    def answer(
        self,
        code: int,
        *,
        body: Raw | str | None = None,
        retry_after: int | None = None,
        headers: dict[str, str] | None = None,
        kind: str | None = None,
        verb: Verb | None = None,
        times: int | None = 1,
        skip: int = 0,
    ) -> Fault:
        """An HTTP error; `body` None is the `Status` a real server sends with this code, "" is no body."""
        sent = dict(headers or {})
        if retry_after is not None:
            sent["Retry-After"] = str(retry_after)
        return self._add(
            Answer(code, standard(code, retry_after) if body is None else body, sent),
            kind=kind, verb=verb, times=times, skip=skip,
        )  # fmt: skip

    def expired(
        self,
        *,
        kind: str | None = None,
        verb: Verb | None = None,
        reason: str = "Expired",
        times: int | None = 1,
        skip: int = 0,
    ) -> Fault:
        """410 as HTTP status, on a list, on its later pages (`verb="page"`) or on a watch."""
        message = EXPIRED_WATCH if verb == "watch" else EXPIRED_LIST
        return self.answer(410, body=expired(message, reason=reason), kind=kind, verb=verb, times=times, skip=skip)

    def too_large_revision(self, *, kind: str | None = None, verb: Verb | None = None, times: int | None = 1) -> Fault:
        """504: the server is behind the revision asked for."""
        return self.answer(504, body=too_large(999_999, 1_000), retry_after=1, kind=kind, verb=verb, times=times)

    def error_event(
        self,
        code: int,
        *,
        obj: Any = None,
        retry_after: int | None = None,
        kind: str | None = None,
        times: int | None = 1,
    ) -> Fault:
        """A watch that answers 200, sends one ERROR event and ends; `obj` in place of the usual `Status`."""
        if obj is None:
            obj = expired(EXPIRED_WATCH) if code == 410 else standard(code, retry_after)
        line = encode({"type": "ERROR", "object": obj}) + b"\n"
        return self._add(Opening(line, ends=True), kind=kind, verb="watch", times=times)

    def lines(self, *lines: bytes, ends: bool = False, kind: str | None = None, times: int | None = 1) -> Fault:
        """Raw bytes (newlines included) at the start of a watch."""
        return self._add(Opening(b"".join(lines), ends), kind=kind, verb="watch", times=times)

    def cut(
        self,
        how: How = "reset",
        *,
        lines: int = 0,
        fraction: float = 0.5,
        kind: str | None = None,
        verb: Verb | None = None,
        times: int | None = 1,
        skip: int = 0,
    ) -> Fault:
        """Break a list off after `fraction` of its bytes, or a watch in the middle of its next line but `lines`."""
        return self._add(Cut(how, lines, fraction), kind=kind, verb=verb, times=times, skip=skip)

    def end_watch(self, *, lines: int = 0, kind: str | None = None, times: int | None = 1) -> Fault:
        """End a watch in order after `lines`; at once with 0."""
        return self._add(End(lines), kind=kind, verb="watch", times=times)

    def silence(
        self,
        *,
        kind: str | None = None,
        verb: Verb | None = None,
        times: int | None = 1,
        headers: bool = False,
        skip: int = 0,
    ) -> Fault:
        """Accept and send nothing, or (`headers`) nothing but the head; until the result's `release()`."""
        return self._add(Silence(headers), kind=kind, verb=verb, times=times, skip=skip)

    def lose_answer(
        self, *, kind: str | None = None, verb: Verb | None = None, times: int | None = 1, held: bool = False
    ) -> Fault:
        """Make the change that is asked for and cut the connection, or (`held`) leave it silent, unanswered."""
        return self._add(Lost(asyncio.Event() if held else None), kind=kind, verb=verb, times=times)

    def drip(
        self, size: int = 1, *, kind: str | None = None, verb: Verb | None = None, times: int | None = None
    ) -> Fault:
        """Send bodies in pieces of `size` bytes, each read by the client on its own: splits UTF-8, JSON and lines."""
        return self._add(Drip(size), kind=kind, verb=verb, times=times)

    def rewrite(
        self,
        change: Callable[[bytes], bytes],
        *,
        kind: str | None = None,
        verb: Verb | None = None,
        times: int | None = 1,
    ) -> Fault:
        """Send another body for a list or one object: `change` gets the right one."""
        return self._add(Rewrite(change), kind=kind, verb=verb, times=times)

    def null_items(self, *, kind: str | None = None, times: int | None = 1) -> Fault:
        """A list whose `items` is null, as an old server sends an empty one."""
        return self.rewrite(_null_items, kind=kind, verb="list", times=times)

    def forbid(self, kind: str, *verbs: str, keep: Iterable[str] = ()) -> None:
        """403 for `verbs` (none: all) on `kind` (a plural or a path) until `allow`, but in namespaces `keep`."""
        self._denials.append(Denial(kind, frozenset(verbs), frozenset(keep)))

    def allow(self, kind: str | None = None) -> None:
        """Give back what `forbid` took, for `kind` or everything."""
        self._denials = [denial for denial in self._denials if kind is not None and denial.kind != kind]

    def clear(self) -> None:
        """Every switch off, rights given back, held requests released."""
        for fault in self._faults:
            if isinstance(fault.effect, Silence):
                fault.release()
            elif isinstance(fault.effect, Lost) and fault.effect.held is not None:
                fault.effect.held.set()
        self._faults.clear()
        self._denials.clear()

    def denied(self, *, kind: str, verb: str, namespace: str | None) -> bool:
        """Whether `forbid` covers a request; `namespace` None is the whole cluster."""
        return any(
            denial.kind == kind and (not denial.verbs or verb in denial.verbs) and namespace not in denial.keep
            for denial in self._denials
        )

    def take(self, *, kind: str, verbs: frozenset[str]) -> Taken:
        """The faults of one request, counted off."""
        met: dict[type[Effect], Effect] = {}
        for fault in self._faults:
            if not _matches(fault, kind, verbs) or fault.left == 0 or type(fault.effect) in met:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.hits += 1
            if fault.left is not None:
                fault.left -= 1
            met[type(fault.effect)] = fault.effect
        return Taken(met.values())

    def _add(
        self, effect: Effect, *, kind: str | None, verb: Verb | None = None, times: int | None = 1, skip: int = 0
    ) -> Fault:
        fault = Fault(effect, kind, verb, times, skip)
        self._faults.append(fault)
        return fault


def _matches(fault: Fault, kind: str, verbs: frozenset[str]) -> bool:
    if fault.verb is not None and fault.verb not in verbs:
        return False
    if fault.kind is None:
        return not kind.startswith("/")
    return fault.kind in ("*", kind)


def _null_items(body: bytes) -> bytes:
    head, _, _ = body.partition(b'"items":')
    return head + b'"items":null}'

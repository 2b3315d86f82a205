"""What the screen was left with, for each context: the pane, the scope and the order of the rows.

One small JSON file for all of them. Nothing depends on it: what cannot be read is as if it had never been written, and
what cannot be written is forgotten.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ktui.model.kinds import KINDS
from ktui.paths import state_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ktui.config import Config

FILE = "screen.json"
"""In the state folder."""

MAX_CONTEXTS = 200
"""Contexts that are remembered, the latest ones: clusters made for a day must not fill the file for ever."""

MAX_BYTES = 1_000_000
"""Bytes that are read at most; ktui writes no such file."""

LOCK_TRIES = 50
"""How often the lock is tried for, `LOCK_PAUSE` apart: half a second at most when leaving, then it is written
without, which may cost what another process wrote at the same moment."""

LOCK_PAUSE = 0.01
"""Seconds."""

Sort = tuple[str, bool]
"""(the column's header, whether descending)."""


class LeftWith(NamedTuple):
    """How one context was left."""

    pane: str = ""
    """A kind's name; empty: not known."""
    scope: tuple[str, ...] | None = None
    """Namespaces, none of them for all; None: nothing but the context's own was ever chosen."""
    sort: Mapping[str, Sort] = MappingProxyType({})
    """Kind to the order of its rows."""


class ScreenState:
    """What is remembered of every context; `write` keeps what `remember` was told.

    Two processes may do so at once: only the contexts that this one has told of are written over what the file holds
    by then.
    """

    def __init__(self, path: Path | None = None, contexts: Mapping[str, LeftWith] | None = None) -> None:
        """Without a path nothing is read or written: what `--fresh` asks for."""
        self._path = path
        self._contexts = dict(contexts or {})
        self._told: dict[str, LeftWith] = {}

    @classmethod
    def read(cls, path: Path | None = None) -> ScreenState:
        """From the state folder, or from `path`."""
        path = path or state_dir() / FILE
        return cls(path, _read(path))

    @property
    def latest(self) -> str:
        """The context that was left last; empty where none is known."""
        return next(reversed(self._contexts), "")

    def of(self, context: str) -> LeftWith:
        """How a context was left."""
        return self._contexts.get(context, LeftWith())

    def remember(
        self,
        context: str,
        *,
        pane: str | None = None,
        scope: tuple[str, ...] | None = None,
        sort: Mapping[str, Sort] | None = None,
    ) -> None:
        """Change what is known of a context, which is the latest then; None leaves a part as it is.

        `sort` is added to the order of the other kinds; no column is the usual order. A scope of () is all namespaces.
        """
        left = self._contexts.pop(context, LeftWith())
        if pane is not None:
            left = left._replace(pane=pane)
        if scope is not None:
            left = left._replace(scope=scope)
        if sort is not None:
            left = left._replace(sort={kind: by for kind, by in {**left.sort, **sort}.items() if by[0]})
        self._told.pop(context, None)  # the latest stands last
        self._contexts[context] = self._told[context] = left

    def write(self) -> None:
        """Keep it; never raises for a folder that cannot be written."""
        if self._path is None or not self._told:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _locked(self._path.with_name(f".{self._path.name}.lock")):
                contexts = _read(self._path)
                for context, left in self._told.items():
                    contexts.pop(context, None)
                    contexts[context] = left
                _write(self._path, dict(list(contexts.items())[-MAX_CONTEXTS:]))


def start_scope(config: Config, state: ScreenState, context: str) -> tuple[str, ...] | None:
    """The namespaces to begin with where the command line names none: the configuration's, then the last ones.

    None of them are all; None is what the context has for its own.
    """
    return config.namespace if config.namespace is not None else state.of(context).scope


def _read(path: Path) -> dict[str, LeftWith]:
    """What the file holds, as far as it makes sense, the latest context last."""
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    contexts = data.get("contexts") if isinstance(data, dict) else None
    if not isinstance(contexts, dict):
        return {}
    return {context: _left_with(left) for context, left in contexts.items() if isinstance(left, dict)}


def _left_with(data: dict[str, Any]) -> LeftWith:
    pane, scope, sort = data.get("pane"), data.get("scope"), data.get("sort")
    kinds = {kind.name for kind in KINDS}
    return LeftWith(
        pane=pane if isinstance(pane, str) and pane in kinds else "",
        scope=tuple(scope)
        if isinstance(scope, list) and all(name and isinstance(name, str) for name in scope)
        else None,
        sort={kind: (told[0], told[1]) for kind, told in sort.items() if kind in kinds and _is_sort(told)}
        if isinstance(sort, dict)
        else {},
    )


def _is_sort(told: object) -> bool:
    return isinstance(told, list) and len(told) == 2 and isinstance(told[0], str) and isinstance(told[1], bool)


def _write(path: Path, contexts: Mapping[str, LeftWith]) -> None:
    """Replace the file as a whole: whoever reads it meets the old one or the new one."""
    data = {
        "contexts": {
            context: {
                "pane": left.pane or None,
                "scope": None if left.scope is None else list(left.scope),
                "sort": {kind: list(sort) for kind, sort in left.sort.items()},
            }
            for context, left in contexts.items()
        }
    }
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600, whatever the umask
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=1)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Alone with the file, unless whoever has it does not let go of it."""
    import fcntl  # noqa: PLC0415  not for the first frame

    number = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        for _ in range(LOCK_TRIES):
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(LOCK_PAUSE)
            else:
                break
        yield
    finally:
        os.close(number)

"""Which kubeconfig files there are, what stands in them, and how several become one.

The rules are client-go's (`tools/clientcmd/loader.go`): the first file to name a cluster, a user, a context or the
current context wins, whole entries are never mixed, and relative paths are relative to the file they stand in.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ktui.errors import ConfigError
from ktui.kube.access import Pem

SECTIONS = {"clusters": "cluster", "users": "user", "contexts": "context"}
"""The lists of a kubeconfig, and the key under which an item of each holds its fields."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields of one cluster, user or context, or of an object inside; read with the type they must have."""

    what: str
    """For messages: `user 'dev'`."""
    file: str
    fields: Mapping[str, Any] = field(repr=False)

    def error(self, problem: str) -> ConfigError:
        """The sentence that tells the file, the entry and the problem."""
        return ConfigError(f"{self.file}: {self.what} {problem}")

    def text(self, key: str) -> str:
        """A string; empty when it is absent."""
        value = self.fields.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.error(f"needs a string as {key}: put it in quotes")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false when it is absent."""
        value = self.fields.get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.error(f"needs true or false as {key}: correct it")
        return value

    def path(self, key: str) -> str:
        """A path made absolute; empty when it is absent."""
        value = self.text(key)
        return str(Path(self.file).parent / value) if value else ""

    def pem(self, key: str) -> Pem | None:
        """`<key>-data` (base64), else the readable file that `<key>` names; None when both are absent."""
        encoded = self.text(f"{key}-data")
        if encoded:
            label = f"{key}-data of {self.what} in {self.file}"
            try:
                return Pem(label, data=base64.b64decode("".join(encoded.split()), validate=True))
            except (binascii.Error, ValueError):
                raise ConfigError(f"{label} is not base64: copy it again") from None
        file = self.path(key)
        if not file:
            return None
        pem = Pem(f"{key} of {self.what} in {self.file}", file=file)
        pem.read()
        return pem

    def items(self, key: str) -> list[Any]:
        """A list; empty when it is absent."""
        value = self.fields.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.error(f"needs a list as {key}: correct it")
        return value

    def child(self, key: str) -> Entry | None:
        """An object inside; None when it is absent."""
        value = self.fields.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.error(f"needs a mapping as {key}: correct it")
        return Entry(f"{key} of {self.what}", self.file, value)


@dataclass(frozen=True, slots=True)
class Kubeconfig:
    """What all files say together."""

    files: tuple[str, ...]
    """Those that exist, absolute."""
    clusters: Mapping[str, Entry]
    users: Mapping[str, Entry]
    contexts: Mapping[str, Entry]
    current_context: str

    @property
    def where(self) -> str:
        """The files, for messages."""
        return ", ".join(self.files)

    @property
    def empty(self) -> bool:
        """Whether nothing stands in any file."""
        return not (self.clusters or self.users or self.contexts or self.current_context)


def candidates(*, kubeconfig: str | None, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The files to look at, absolute and in order: the one told, else those of KUBECONFIG, else `~/.kube/config`."""
    if kubeconfig:
        paths = [kubeconfig]
    elif environ.get("KUBECONFIG"):
        paths = [path for path in environ["KUBECONFIG"].split(os.pathsep) if path]
    else:
        paths = [str(Path(environ.get("HOME") or Path.home()) / ".kube" / "config")]
    return tuple(dict.fromkeys(os.path.abspath(path) for path in paths))


def load(*, kubeconfig: str | None, environ: Mapping[str, str]) -> Kubeconfig:
    """Read and merge; raises `ConfigError`. Files that do not exist are skipped, unless it is the one told."""
    found: list[str] = []
    merged: dict[str, dict[str, Entry]] = {section: {} for section in SECTIONS}
    current = ""
    for file in candidates(kubeconfig=kubeconfig, environ=environ):
        try:
            content = Path(file).read_bytes()
        except FileNotFoundError:
            if kubeconfig:
                raise ConfigError(f"there is no kubeconfig {file}: check --kubeconfig") from None
            continue
        except OSError as error:
            raise ConfigError(f"cannot read the kubeconfig {file}: {error.strerror}") from None
        found.append(file)
        document = _parse(content, file)
        for section, kind in SECTIONS.items():
            for name, entry in _entries(document, section, kind):
                merged[section].setdefault(name, entry)
        current = current or document.text("current-context")
    return Kubeconfig(tuple(found), merged["clusters"], merged["users"], merged["contexts"], current)


def _parse(content: bytes, file: str) -> Entry:
    """The document, whatever is in it; an empty file is an empty document."""
    import yaml  # noqa: PLC0415  (the first frame is painted without it)

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster, where libyaml is compiled in

    class Loader(base):  # type: ignore[misc]
        """Leaves what looks like a date a string: `2024-01-01` is a fine namespace."""

        yaml_implicit_resolvers: Mapping[str, Any] = {
            first: [resolver for resolver in resolvers if resolver[0] != "tag:yaml.org,2002:timestamp"]
            for first, resolvers in base.yaml_implicit_resolvers.items()
        }

    try:
        document = yaml.load(content, Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        # The parser puts the end of a file on a line of its own.
        line = f", line {min(mark.line + 1, len(content.splitlines()))}" if mark is not None else ""
        problem = " ".join(
            str(getattr(error, "problem", None) or getattr(error, "reason", None) or "bad value").split()
        )
        raise ConfigError(f"{file}{line} is not valid YAML ({problem}): correct it") from None
    if document is None:
        document = {}
    if not isinstance(document, Mapping):
        raise ConfigError(f"{file} is not a kubeconfig: it holds no clusters, users and contexts")
    return Entry("the top level", file, document)


def _entries(document: Entry, section: str, kind: str) -> list[tuple[str, Entry]]:
    """The named items of one list."""
    entries = []
    for number, item in enumerate(document.items(section), start=1):
        wrapper = Entry(f"item {number} of {section}", document.file, item if isinstance(item, Mapping) else {})
        name = wrapper.text("name")
        if not name:
            raise wrapper.error("has no name: add one")
        inner = wrapper.child(kind)
        entries.append((name, Entry(f"{kind} {name!r}", document.file, inner.fields if inner else {})))
    return entries

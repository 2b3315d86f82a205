"""What the commands of probes and hooks come to: whether they start a JVM, how long they sleep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})

_JVM = frozenset(
    [
        *("java", "jshell", "jcmd", "jps", "jstat", "jstack", "jmap", "jinfo", "groovy", "scala", "clojure"),
        *("nodetool", "zkCli.sh", "jboss-cli.sh", "hadoop", "hdfs", "yarn", "hbase", "solr", "activemq", "artemis"),
    ]
)
"""Programs that are a JVM, or a script that starts one to ask another."""

_BEFORE = frozenset({"exec", "if", "then", "else", "elif", "while", "until", "do", "!", "{", "time", "nice", "env"})
"""What may stand before the program of a command and starts nothing itself."""

_SEPARATOR = re.compile(r"(\|\||&&|\$\(|[;&|()`\n])")

_SPAN = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")
_ASSIGNMENT = re.compile(r"\w+=")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def jvm_in(command: Sequence[str]) -> str:
    """The program in a command that is a JVM, as it is written there; "" where none is."""
    for words, _ in _commands(command):
        name = words[0].rpartition("/")[2]
        if name in _JVM or (name.startswith("kafka-") and name.endswith(".sh")):
            return words[0]
    return ""


def seconds_asleep(command: Sequence[str]) -> float:
    """How long a command sleeps at least, by its own words; what it does only if something fails does not count."""
    asleep = 0.0
    for words, only_if in _commands(command):
        if words[0].rpartition("/")[2] == "sleep" and not only_if:
            spans = [_SPAN.fullmatch(word) for word in words[1:]]
            asleep += sum(float(span[1]) * _UNITS[span[2]] for span in spans if span is not None)
    return asleep


def _commands(command: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    """The programs that a command starts, each with its arguments, and whether it may well be left out."""
    if not command:
        return
    script = _script(command)
    if script is None:
        words = _unwrapped(list(command))
        if words:
            yield words, False
        return
    parts = _SEPARATOR.split(script)
    for index in range(0, len(parts), 2):
        words = _unwrapped(parts[index].split())
        if words:
            after, before = parts[index - 1] if index else "", parts[index + 1] if index + 1 < len(parts) else ""
            yield words, after == "||" or before == "&"


def _script(command: Sequence[str]) -> str | None:
    """What a shell is to read; None where the command is no shell's."""
    if command[0].rpartition("/")[2] not in _SHELLS:
        return None
    for index, word in enumerate(command[1:], 1):
        if word.startswith("-") and not word.startswith("--") and "c" in word:
            return command[index + 1] if index + 1 < len(command) else ""
    return None


def _unwrapped(words: list[str]) -> list[str]:
    """A command from its program on."""
    start = 0
    while start < len(words):
        word = words[start].strip("'\"")
        name = word.rpartition("/")[2]
        if name == "timeout":
            while start < len(words) and not _SPAN.fullmatch(words[start]):
                start += 1
        elif not (name in _BEFORE or word.startswith("-") or _ASSIGNMENT.match(word)):
            return [word, *words[start + 1 :]]
        start += 1
    return []

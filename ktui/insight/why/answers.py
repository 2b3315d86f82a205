"""What a probe was answered, in a few words, from the event that tells of it.

The kubelet's own wording, 1.20 to 1.35: an HTTP status, Go's words for what went wrong with a connection, gRPC's health
status, or whatever a command printed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ktui.model.objects import Probe

_HEAD = re.compile(
    r"(?:\(combined from similar events\): )?"
    r"\w+ probe (?:failed|warning|errored(?: and resulted in \w+ state)?): ?",
)
_STATUS = re.compile(r"HTTP probe failed with statuscode: (\d+)")
_REFUSED = re.compile(r"(?::(\d+))?: connect: connection refused")
_SERVING = re.compile(r'service unhealthy \(responded with "(\w+)"\)')

_TIMED_OUT = (
    "context deadline exceeded",
    "Client.Timeout exceeded",
    "i/o timeout",
    "did not complete within",
    "timeout:",
)
"""What is said where nothing was, in time."""

_COMMAND_TIMED_OUT = re.compile(
    r'command timed out|command ".*" timed out|timed out after \d|deadline ?exceeded', re.I | re.S
)

_CONNECTIONS = (
    ("no route to host", "no route to the pod"),
    ("network is unreachable", "network unreachable"),
    ("no such host", "no such host"),
    ("connection reset by peer", "connection reset"),
    ("server gave HTTP response to HTTPS client", "HTTP, not HTTPS"),
    ("malformed HTTP", "not HTTP"),
    ("redirects", "redirected too often"),
    ("does not implement the grpc health protocol", "no gRPC health service"),
    ("EOF", "connection closed"),
)
"""What Go says of a connection, and what that is in short."""


class Answer(NamedTuple):
    """The same, in two lengths."""

    text: str
    """For a sentence: `connection refused`, `no answer within 2 s`, `"cache is cold"`."""
    short: str
    """For a column: `refused :9999`, `no answer in 2 s`; what a command printed is left as it is, without quotes."""


UNKNOWN = Answer("what it was answered is not told", "failed")


def answer(message: str, probe: Probe | None) -> Answer:
    """What an event's `message` says that was answered; `probe` is the one that asked, where it is known."""
    head = _HEAD.match(message)
    output = (message[head.end() :] if head else message).strip()
    command = probe is not None and probe.exec_ is not None
    if command or (probe is None and not _of_a_connection(output)):
        return _printed(output, probe)
    return _connection(output, probe)


def _of_a_connection(output: str) -> bool:
    return output.startswith(("HTTP probe failed", "Get ", "dial ", "service ", "timeout: ", "error: "))


def _printed(output: str, probe: Probe | None) -> Answer:
    if _COMMAND_TIMED_OUT.search(output):
        return _silence(probe)
    if not output:
        return Answer("the command failed and printed nothing", "exec failed")
    first = output.splitlines()[0]
    return Answer(f'"{first}"', first)


def _connection(output: str, probe: Probe | None) -> Answer:
    if status := _STATUS.search(output):
        return Answer(f"HTTP {status[1]}", f"HTTP {status[1]}")
    if refused := _REFUSED.search(output):
        return Answer("connection refused", f"refused :{refused[1]}" if refused[1] else "refused")
    if serving := _SERVING.search(output):
        return Answer(serving[1], serving[1])
    for told, words in _CONNECTIONS:
        if told in output:
            return Answer(words, words)
    if any(told in output for told in _TIMED_OUT):
        return _silence(probe)
    if not output:
        return UNKNOWN
    # Go puts what matters last: `Get "http://...": dial tcp ...: what went wrong`.
    last = output.splitlines()[0].rpartition(": ")[2]
    return Answer(last, last)


def _silence(probe: Probe | None) -> Answer:
    if probe is None:
        return Answer("no answer in time", "no answer in time")
    return Answer(f"no answer within {probe.timeout_seconds} s", f"no answer in {probe.timeout_seconds} s")

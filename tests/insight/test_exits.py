"""What an exit code means, in words."""

from __future__ import annotations

import pytest

from ktui.insight.describe.exits import exit_words


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        (0, "Completed", "completed"),
        (1, "Error", "an error of the application"),
        (3, "Error", "an error of the application"),
        (126, "Error", "the command is not executable"),
        (127, "Error", "the command was not found"),
        (128, "StartError", "it could not be started"),
        (137, "Error", "SIGKILL (128+9), killed: not ended within its grace period, or from outside"),
        (137, "OOMKilled", "SIGKILL (128+9), out of memory: it reached its limit, or the node had no more"),
        (1, "OOMKilled", "out of memory: it reached its limit, or the node had no more"),
        (137, "ContainerStatusUnknown", "SIGKILL (128+9), the node lost track of it"),
        (139, "Error", "SIGSEGV (128+11), bad memory access"),
        (143, "Error", "SIGTERM (128+15), asked to end"),
        (168, "Error", "signal 40 (128+40)"),
        (192, "Error", "signal 64 (128+64)"),
        (193, "Error", "an error of the application"),
        (255, "Error", "an error of the application (-1), or not known"),
    ],
)
def test_a_code_is_told_in_words(code: int, reason: str, words: str) -> None:
    assert exit_words(code, reason=reason) == words


def test_a_signal_that_the_runtime_tells_goes_first() -> None:
    assert exit_words(0, signal=15) == "SIGTERM, asked to end"
    assert exit_words(1, signal=40) == "signal 40"

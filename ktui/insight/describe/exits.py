"""What a container's exit code means."""

from __future__ import annotations

SIGNALS = {
    1: "SIGHUP",
    2: "SIGINT",
    3: "SIGQUIT",
    4: "SIGILL",
    5: "SIGTRAP",
    6: "SIGABRT",
    7: "SIGBUS",
    8: "SIGFPE",
    9: "SIGKILL",
    10: "SIGUSR1",
    11: "SIGSEGV",
    12: "SIGUSR2",
    13: "SIGPIPE",
    14: "SIGALRM",
    15: "SIGTERM",
    24: "SIGXCPU",
    25: "SIGXFSZ",
    31: "SIGSYS",
}
"""Linux's numbers, which containers use wherever ktui runs; those that end a process that does not handle them."""

_CAUSES = {
    2: "interrupted",
    4: "illegal instruction: built for another processor?",
    6: "it aborted itself",
    7: "bad memory access",
    8: "arithmetic error",
    9: "killed: not ended within its grace period, or from outside",
    11: "bad memory access",
    13: "its output's reader was gone",
    15: "asked to end",
    31: "a system call was refused (seccomp)",
}
"""What usually sends the signal."""

_LAST_SIGNAL = 64
"""Linux's highest signal; 128 and more than that is no signal."""

_REASONS = {
    "OOMKilled": "out of memory: it reached its limit, or the node had no more",
    "ContainerStatusUnknown": "the node lost track of it",
    "StartError": "it could not be started",
    "ContainerCannotRun": "it could not be started",
    "DeadlineExceeded": "its time was over",
}
"""The kubelet's reasons that say more than the code."""

_CODES = {
    0: "completed",
    1: "an error of the application",
    126: "the command is not executable",
    127: "the command was not found",
    128: "it could not be started, or its exit code was wrong",
    255: "an error of the application (-1), or not known",
}


def signal_words(number: int) -> str:
    """`SIGKILL`, or `signal 40`, and what usually sends it."""
    name, cause = SIGNALS.get(number, f"signal {number}"), _CAUSES.get(number)
    return f"{name}, {cause}" if cause else name


def exit_words(code: int, *, signal: int = 0, reason: str = "") -> str:
    """What `code` means: `SIGKILL (128+9), killed: ...`; the kubelet's `reason` where that says more."""
    number = signal or (code - 128 if 128 < code <= 128 + _LAST_SIGNAL else 0)
    if reason in _REASONS:
        words = _REASONS[reason]
        return f"{SIGNALS[number]} (128+{number}), {words}" if number in SIGNALS and not signal else words
    if signal:
        return signal_words(signal)
    if number:
        name, cause = SIGNALS.get(number, f"signal {number}"), _CAUSES.get(number)
        return f"{name} (128+{number})" + (f", {cause}" if cause else "")
    return _CODES.get(code, "an error of the application")

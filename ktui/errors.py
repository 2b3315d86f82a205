"""Every error a user can meet: one sentence that says what was wrong and what to do, and an exit code."""

from __future__ import annotations


class KtuiError(Exception):
    """The sentence is the argument; `exit_code` is the process's, by the command line's contract."""

    exit_code = 1

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else type(self).__name__


class UsageError(KtuiError):
    """Bad usage or bad input, or no terminal for the screen."""

    exit_code = 2


class ConfigError(UsageError):
    """A kubeconfig that cannot be used."""


class UnreachableError(KtuiError):
    """The cluster does not answer, or breaks off while it does."""

    exit_code = 3


class CredentialsError(KtuiError):
    """Credentials could not be had, or the cluster does not accept them (401)."""

    exit_code = 3


class NotFoundError(KtuiError):
    """No such object."""

    exit_code = 4


class ForbiddenError(KtuiError):
    """The cluster's rules or read-only mode do not permit it."""

    exit_code = 5


class ReadOnlyError(ForbiddenError):
    """Read-only mode does not permit it."""

    def __init__(self) -> None:
        super().__init__("nothing is changed under --read-only: start ktui without it to change anything")

"""A shell in a container: the command for it, and what there is to say once it has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SHELL = ("sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash || exec sh")
"""What is run: bash where the container has it, for its line editing, else the shell that nearly every one has."""
TERMINATED = "command terminated with exit code"
"""What kubectl's last line begins with where the command ran, and the exit code is its own."""


@dataclass(frozen=True, slots=True)
class ShellPlace:
    """Where a shell is."""

    namespace: str
    pod: str
    container: str

    @property
    def words(self) -> str:
        """For a line of text: `web/front-7d9, container app`."""
        return f"{self.namespace}/{self.pod}, container {self.container}"


def kubectl_exec(program: str, options: Sequence[str], place: ShellPlace) -> list[str]:
    """The command for a shell by kubectl; `options` say which cluster and who. Nothing that is a name may be a flag."""
    return [
        program,
        *options,
        f"--namespace={place.namespace}",
        "exec",
        "--stdin",
        "--tty",
        f"--container={place.container}",
        f"pod/{place.pod}",
        "--",
        *SHELL,
    ]


def ended(place: ShellPlace, code: int, errors: bytes = b"") -> tuple[str, bool]:
    """How it ended in a sentence, and whether there was no shell at all; `errors` is what kubectl itself complained of.

    A negative code is the signal that ended kubectl.
    """
    lines = [line.strip() for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    if code == 0:
        return f"The shell in {place.words} has ended", False
    if code < 0:
        return f"kubectl was ended by signal {-code}, and with it the shell in {place.words}", False
    if last and not last.startswith(TERMINATED):
        return f"No shell in {place.words}: {last}", True
    return f"The shell in {place.words} ended with exit code {code}", False

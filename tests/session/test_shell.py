"""The words around a shell."""

from __future__ import annotations

import pytest

from ktui.session.shell import SHELL, ShellPlace, ended, kubectl_exec

PLACE = ShellPlace("web", "front", "app")
WORDS = "web/front, container app"


def test_kubectl_is_told_the_cluster_and_the_place_and_no_name_can_be_a_flag() -> None:
    assert kubectl_exec("/bin/kubectl", ["--context=lab"], ShellPlace("web", "--as=root", "-x")) == [
        "/bin/kubectl",
        "--context=lab",
        "--namespace=web",
        "exec",
        "--stdin",
        "--tty",
        "--container=-x",
        "pod/--as=root",
        "--",
        *SHELL,
    ]


@pytest.mark.parametrize(
    ("code", "errors", "sentence", "wrong"),
    [
        (0, b"", f"The shell in {WORDS} has ended", False),
        (
            3,
            b"command terminated with exit code 3\n",
            f"The shell in {WORDS} ended with exit code 3",
            False,
        ),
        (3, b"", f"The shell in {WORDS} ended with exit code 3", False),
        (
            1,
            b"warning\nError: no\n",
            f"No shell in {WORDS}: Error: no",
            True,
        ),
        (-9, b"", f"kubectl was ended by signal 9, and with it the shell in {WORDS}", False),
    ],
)
def test_its_end_is_told(code: int, errors: bytes, sentence: str, wrong: bool) -> None:
    assert ended(PLACE, code, errors) == (sentence, wrong)

"""What names, labels and annotations may be made of, and what the server says of those that may not."""

from __future__ import annotations

import re
from functools import lru_cache

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_NAME = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_VALUE = rf"({_NAME})?"


def _must(said: str, pattern: str, *examples: str) -> str:
    shown = ",  or ".join(f"'{example}'" for example in examples)
    return f"{said} (e.g. {shown}, regex used for validation is '{pattern}')"


NOT_A_LABEL = _must(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
    "with an alphanumeric character",
    _LABEL, "my-name", "123-abc",
)  # fmt: skip
NOT_A_SUBDOMAIN = _must(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
    "and end with an alphanumeric character",
    _SUBDOMAIN, "example.com",
)  # fmt: skip
_MADE_OF = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
)
NOT_A_NAME = _must(_MADE_OF, _NAME, "MyName", "my.name", "123-abc")
NOT_A_VALUE = _must(
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character",
    _VALUE, "MyValue", "my_value", "12345",
)  # fmt: skip


@lru_cache(4096)
def label(name: str) -> tuple[str, ...]:
    """What is wrong with a name of one part, such as a container's or a namespace's."""
    return _wrong(name, 63, _LABEL, "must not contain dots" if re.fullmatch(_SUBDOMAIN, name) else NOT_A_LABEL)


@lru_cache(4096)
def subdomain(name: str) -> tuple[str, ...]:
    """What is wrong with a name that may hold dots, such as a pod's."""
    return _wrong(name, 253, _SUBDOMAIN, NOT_A_SUBDOMAIN)


@lru_cache(4096)
def qualified(key: str) -> tuple[str, ...]:
    """What is wrong with a label's, an annotation's or a taint's key."""
    parts = key.split("/")
    if len(parts) > 2:
        said = (
            f"a valid label key {NOT_A_NAME} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        )
        return (said,)
    wrong: list[str] = []
    if len(parts) == 2:
        prefix = parts[0]
        wrong += (
            ["prefix part must be non-empty"] if not prefix else [f"prefix part {why}" for why in subdomain(prefix)]
        )
    name = parts[-1]
    if not name:
        wrong.append("name part must be non-empty")
    elif len(name) > 63:
        wrong.append("name part must be no more than 63 bytes")
    if not re.fullmatch(_NAME, name):
        wrong.append(f"name part {NOT_A_NAME}")
    return tuple(wrong)


@lru_cache(4096)
def value(text: str) -> tuple[str, ...]:
    """What is wrong with a label's value."""
    wrong = ["must be no more than 63 bytes"] if len(text) > 63 else []
    if not re.fullmatch(_VALUE, text):
        wrong.append(NOT_A_VALUE)
    return tuple(wrong)


def environment_variable(name: str) -> tuple[str, ...]:
    """What is wrong with the name of an environment variable."""
    if re.fullmatch(r"[ -<>-~]+", name):
        return ()
    return ("a valid environment variable name must consist only of printable ASCII characters other than '='",)


def port(name: str) -> tuple[str, ...]:
    """What is wrong with a port's name."""
    wrong = ["must be no more than 15 characters"] if len(name) > 15 else []
    if not re.fullmatch("[-a-z0-9]+", name):
        wrong.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", name):
        wrong.append("must contain at least one letter (a-z)")
    if "--" in name:
        wrong.append("must not contain consecutive hyphens")
    if name.startswith("-") or name.endswith("-"):
        wrong.append("must not begin or end with a hyphen")
    return tuple(wrong)


def _wrong(name: str, longest: int, pattern: str, said: str) -> tuple[str, ...]:
    wrong = [f"must be no more than {longest} characters"] if len(name) > longest else []
    if not re.fullmatch(pattern, name):
        wrong.append(said)
    return tuple(wrong)

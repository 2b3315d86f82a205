"""What a label may be: the API's own validation of keys and values, the same from Kubernetes 1.20 to 1.35."""

from __future__ import annotations

import re

NAME_LENGTH = 63
"""Characters at most in a label's value, and in a key's part behind the slash."""

PREFIX_LENGTH = 253
"""Characters at most in a key's part before the slash, which is a DNS name."""

_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_LABEL_OF_DNS = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_DNS_NAME = re.compile(rf"{_LABEL_OF_DNS}(\.{_LABEL_OF_DNS})*")


def key_problem(key: str) -> str:
    """Why this is no key of a label; empty: it is one."""
    prefix, slash, name = key.rpartition("/")
    if slash and not (len(prefix) <= PREFIX_LENGTH and _DNS_NAME.fullmatch(prefix)):
        return f"{key!r} is no key of a label: what is before the slash has to be a DNS name in lower case"
    if not (len(name) <= NAME_LENGTH and _NAME.fullmatch(name)):
        return f"{key!r} is no key of a label, which is up to {NAME_LENGTH} letters, digits and inner - _ ."
    return ""


def value_problem(value: str) -> str:
    """Why this is no value of a label; empty: it is one, as nothing at all is."""
    if value and not (len(value) <= NAME_LENGTH and _NAME.fullmatch(value)):
        return f"{value!r} is no value of a label, which is up to {NAME_LENGTH} letters, digits and inner - _ ."
    return ""


def is_label_word(word: str) -> bool:
    """Whether a word of a command line is a label's and no object's: no name has `=` in it or ends with a hyphen."""
    return "=" in word or word.endswith("-")

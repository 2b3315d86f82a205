"""Takes out of an object what looks secret, and nothing else.

Secrets belong into Secrets, which are not recorded; yet many a password stands in an environment, an argument or an
annotation. What is meant by looking secret: a name that says so (`DB_PASSWORD`), or a value that can hardly be anything
else (a private key, a JSON web token, a URL with a password in it, a long random word). When in doubt it is taken out:
a recording is made to be handed on.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

REDACTED = "REDACTED"
"""Stands for what was taken out."""

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

_SECRET_WORDS = (
    frozenset(("password", "passwords", "passwd", "pwd", "pass", "passphrase", "passcode", "token", "tokens", "secret"))
    | frozenset(("secrets", "key", "keys", "credential", "credentials", "creds", "cred", "authorization", "bearer"))
    | frozenset(("cookie", "cookies", "dsn", "jwt"))
)
"""Words of a name that make its value a secret."""
_LAST_WORDS = frozenset(("auth", "pin", "salt", "private"))
"""Those that do so as the last one: `REDIS_AUTH`, and not `AUTH_MODE`."""
_SECRET_PARTS = re.compile(
    r"passw(or)?d|passphrase|pwd|secret|token|credential|apikey|accesskey|privatekey|connectionstring", re.IGNORECASE
)
"""The same within words that are written as one: `DBPASSWORD`, `authtoken`."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SUM_WORDS = frozenset(("sha", "hash", "checksum", "digest", "commit", "revision", "md", "etag", "fingerprint"))
"""Words of a name whose value is long and random and no secret."""
_PLACE_WORDS = frozenset(("file", "path", "dir", "directory"))
_PLAIN = re.compile(r"|true|false|yes|no|on|off|null|none", re.IGNORECASE)
"""Values that give nothing away."""

_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]+-----(?:.*?-----END [A-Z0-9 ]+-----|.*)", re.DOTALL)
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*){0,3}")
_USERINFO = re.compile(r"(?<=://)[^\s/@\"']+(?=@)")
_BEARER = re.compile(r"\b(Bearer|Basic)(\s+)(?!REDACTED)[\w.~+/=-]{6,}", re.IGNORECASE)
_ISSUED = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[opusr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abprs]-[\w-]{10,}"
    r"|\bsk[-_][\w-]{20,}|\bAIza[\w-]{30,}"
)
"""Keys that carry their issuer's mark: AWS, GitHub, GitLab, Slack, Stripe and its like, Google."""
_ASSIGNED = re.compile(r"(?<![\w.-])([\w.-]++)([\"']?\s*+[=:]\s*+)")
"""A name and what stands before its value: `--password=`, `"token": `."""
_IN_PROSE = re.compile(r"(?<![\w.-])([\w.-]++)(=)")
"""The same where a colon means nothing."""
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'|[^\s;,&\"'}\])]+")
_REFERENCE = re.compile(r"\$[({]?\w+[)}]?")
"""`$(PASSWORD)`: what stands for a value is none."""
_PROSE = frozenset(("message", "note", "path"))
"""Fields of text for a reader, or that may be a URL's."""
_FLAG = re.compile(r"--?[A-Za-z][\w.-]*")
_RANDOM = re.compile(r"(?<![\w+/.-])[\w+/-]{32,}={0,2}(?![\w+/])")
_HEX = re.compile(r"[0-9a-fA-F]+")


def redact(obj: dict[str, Any]) -> dict[str, Any]:
    """The object without what looks secret and without managedFields; what is passed in is not changed."""
    redacted: dict[str, Any] = _walked(obj)
    meta = redacted.get("metadata")
    if isinstance(meta, dict) and "managedFields" in meta:
        redacted["metadata"] = {name: value for name, value in meta.items() if name != "managedFields"}
    return redacted


@lru_cache(maxsize=4096)
def looks_secret(name: str) -> bool:
    """Whether a variable, flag or annotation of this name holds a secret."""
    if _SECRET_PARTS.search(name.replace("-", "").replace("_", "")):
        return True
    words = _words(name)
    return not _SECRET_WORDS.isdisjoint(words) or not _LAST_WORDS.isdisjoint(words[-1:])


def redact_text(text: str, name: str = "") -> str:
    """The value of a variable, argument or annotation called `name`, without what looks secret in it."""
    if _PLAIN.fullmatch(text):
        return text
    place = text.startswith("/") and not _PLACE_WORDS.isdisjoint(_words(name)[-1:])
    if looks_secret(name) and not place:
        return text if _REFERENCE.fullmatch(text) else REDACTED
    text = _without_values(_certain(text), _ASSIGNED)
    return text if _SUM_WORDS.intersection(_words(name)) else _RANDOM.sub(_unless_plain, text)


def _walked(value: Any) -> Any:
    """The same value, with what looks secret taken out wherever the API's names say that it may be there."""
    if isinstance(value, list):
        return [_walked(inner) if isinstance(inner, (dict, list)) else inner for inner in value]
    if not isinstance(value, dict):
        return value
    walked = {}
    for name, inner in value.items():
        if isinstance(inner, (dict, list)):  # most fields hold neither, and every watch line comes by here
            walked[name] = _field(name, inner)
        elif name in _PROSE and isinstance(inner, str):
            walked[name] = _without_values(_certain(inner), _IN_PROSE)
        else:
            walked[name] = inner
    return walked


def _field(name: str, value: dict[str, Any] | list[Any]) -> Any:
    if isinstance(value, list):
        if name in ("env", "httpHeaders"):
            return [_variable(inner) for inner in value]
        if name in ("args", "command"):
            return _arguments(value)
    elif name in ("annotations", "volumeAttributes", "options"):
        return {key: _annotation(key, inner) for key, inner in value.items()}
    return _walked(value)


def _variable(value: Any) -> Any:
    """An entry of `env`."""
    if isinstance(value, dict) and isinstance(value.get("value"), str):
        return {**_walked(value), "value": redact_text(value["value"], str(value.get("name", "")))}
    return _walked(value)


def _arguments(values: list[Any]) -> list[Any]:
    """A command line: `--token=x`, and `--token` before its value."""
    redacted: list[Any] = []
    flag = ""
    for value in values:
        if not isinstance(value, str):
            redacted.append(_walked(value))
            flag = ""
        elif flag and not value.startswith("-"):
            redacted.append(redact_text(value, flag))
            flag = ""
        else:
            redacted.append(_argument(value))
            flag = value if _FLAG.fullmatch(value) and looks_secret(value) else ""
    return redacted


def _argument(text: str) -> str:
    """One argument; of `--key=value` the value by the flag's name."""
    flag, equals, value = text.partition("=")
    if equals and _FLAG.fullmatch(flag):
        return f"{flag}={redact_text(value, flag)}"
    return redact_text(text)


def _annotation(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return _walked(value)
    if name != _LAST_APPLIED and looks_secret(name.rpartition("/")[2]):
        return redact_text(value, name.rpartition("/")[2])
    try:
        told = json.loads(value) if value[:1] in ("{", "[") else None
    except (ValueError, RecursionError):
        told = None
    if told is None:
        # An object as it was applied that cannot be read may hold anything.
        return REDACTED if name == _LAST_APPLIED else redact_text(value, name.rpartition("/")[2])
    redacted = _walked(told) if name == _LAST_APPLIED else _within(told)
    if redacted == told:
        return value
    return json.dumps(redacted, separators=(",", ":"), ensure_ascii=False) + ("\n" if value.endswith("\n") else "")


def _within(value: Any, name: str = "") -> Any:
    """JSON of any form: whose field has a name that says so, or a value that shows it."""
    if isinstance(value, dict):
        walked = _walked(value)
        return {key: _within(inner, key) for key, inner in walked.items()}
    if isinstance(value, list):
        return [_within(inner, name) for inner in value]
    return redact_text(value, name) if isinstance(value, str) else value


def _certain(text: str) -> str:
    """What is secret wherever it stands."""
    if len(text) < 8:
        return text
    text = _PEM.sub(REDACTED, text)
    text = _JWT.sub(REDACTED, text)
    text = _USERINFO.sub(_userinfo, text)
    text = _BEARER.sub(rf"\1\2{REDACTED}", text)
    return _ISSUED.sub(REDACTED, text)


def _userinfo(found: re.Match[str]) -> str:
    """The user's name stays where a password follows it; alone it may be a token."""
    user, colon, _ = found[0].partition(":")
    return f"{user}:{REDACTED}" if colon and not _ISSUED.search(user) else REDACTED


def _without_values(text: str, assigned: re.Pattern[str]) -> str:
    """The text without the values of names that say that they are secret."""
    parts: list[str] = []
    done = 0
    for found in assigned.finditer(text):
        if found.start() < done or not _SECRET_PARTS.search(found[1].replace("-", "").replace("_", "")):
            continue
        value = _VALUE.match(text, found.end())
        if value is None or value[0][0] == "$" or _PLAIN.fullmatch(value[0].strip("\"'")):
            continue
        quote = value[0][0] if value[0][0] in "\"'" else ""
        parts += [text[done : found.end()], quote, REDACTED, quote]
        done = value.end()
    return "".join([*parts, text[done:]])


def _unless_plain(found: re.Match[str]) -> str:
    """A long word is random where it has digits, large and small letters, or is hexadecimal; a path is not."""
    word = found[0].rstrip("=")
    if _HEX.fullmatch(word):
        return REDACTED if not (word.isdigit() or word.isalpha()) else found[0]
    separators = sum(word.count(sign) for sign in "/-_")
    mixed = any(c.isdigit() for c in word) and any(c.isupper() for c in word) and any(c.islower() for c in word)
    return REDACTED if mixed and separators <= len(word) // 12 else found[0]


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]

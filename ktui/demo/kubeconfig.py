"""The kubeconfig of a demo, by which ktui, kubectl and every other client find it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

CONTEXT = "demo"
"""Also the cluster's name and the user's in it."""
FILE = "kubeconfig"

_TEXT = """\
apiVersion: v1
kind: Config
current-context: {context}
clusters:
- name: {context}
  cluster:
    server: {server}
contexts:
- name: {context}
  context:
    cluster: {context}
    user: {context}
    namespace: default
users:
- name: {context}
  user:
    token: {token}
"""


def private_folder() -> Path:
    """A new folder for nobody but this user."""
    return Path(tempfile.mkdtemp(prefix="ktui-demo-"))


def write_kubeconfig(path: Path, *, server: str, token: str) -> None:
    """Write it whole or not at all, for nobody but this user; `server` is the cluster's address."""
    unfinished = path.with_name(f".{path.name}")
    number = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(_TEXT.format(context=CONTEXT, server=server, token=token))
    unfinished.replace(path)

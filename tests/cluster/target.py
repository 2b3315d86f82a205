"""The cluster that the tests of this folder run on: any one, or the lab, whose programs they may hurt."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ktui.model.version import ServerVersion, parse_version, version_served

LAB = Path(__file__).parents[1] / "lab" / "lab"
"""The program that starts, hurts and ends the lab."""

CACHE = Path(os.environ.get("LAB_CACHE") or Path.home() / ".cache" / "k8s-lab")
"""Where the lab keeps the programs it has built, kubectl among them."""

ANSWER_WITHIN = 60.0
"""Seconds for one run of kubectl or the lab; the lab may have to restart three programs."""

Action = Literal["freeze", "thaw", "kill", "start", "compact"]
Program = Literal["apiserver", "etcd", "kubelet", "containerd", "controller-manager", "scheduler"]


@dataclass(frozen=True, slots=True)
class Lab:
    """The lab's own verbs. Whoever freezes or kills a program thaws or starts it again before the test ends."""

    version: str
    """`1.35.4`. The 1.20.2 server was built without one and does not know it."""

    def fault(self, action: Action, program: Program | None = None) -> None:
        """SIGSTOP, SIGCONT, SIGKILL or start one program; `compact` (without a program) compacts etcd's history."""
        _run(str(LAB), "fault", action, *([] if program is None else [program]))

    def user(self, name: str, *, namespace: str, role: str) -> Path:
        """The kubeconfig of a user who holds the ClusterRole `role` in `namespace` (made if need be) alone."""
        return Path(_run(str(LAB), "user", name, namespace, role).splitlines()[-1])


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that answers."""

    kubeconfig: Path
    version: ServerVersion
    """What it really is: a lab's by its build, another's by what it says."""
    lab: Lab | None = None
    """None where the tests may not hurt the cluster."""

    def kubectl(self, *arguments: str, text: str | None = None) -> str:
        """kubectl's standard output, with `text` as its standard input; a failure raises with what it said."""
        return _run(kubectl_path(), "--kubeconfig", str(self.kubeconfig), *arguments, text=text)


class NoClusterError(Exception):
    """Why there is no cluster to test on, in one sentence."""


def find_cluster() -> Cluster:
    """The cluster of KTUI_TEST_KUBECONFIG or else the lab, which LAB_HOME, LAB_CACHE and LAB_VERSION choose.

    Raises NoClusterError where there is none or it does not answer.
    """
    lab_home = _lab_kubeconfig()
    named = os.environ.get("KTUI_TEST_KUBECONFIG")
    if named:
        kubeconfig = Path(named).absolute()
        if lab_home is None or not kubeconfig.exists() or not kubeconfig.samefile(lab_home):
            return Cluster(kubeconfig, _told_version(kubeconfig))
    elif lab_home is None:
        raise NoClusterError(f"no cluster: set KTUI_TEST_KUBECONFIG, or start the lab with {LAB} up")
    else:
        kubeconfig = lab_home
    told = _told_version(kubeconfig)
    version = (kubeconfig.parent / "version").read_text().strip()
    return Cluster(kubeconfig, parse_version(version) or told, Lab(version))


def kubectl_path() -> str:
    """kubectl on PATH, or the one the lab has built."""
    built = max(CACHE.glob("bin-*/kubectl"), default=None)
    found = shutil.which("kubectl") or (str(built) if built else None)
    if found is None:
        raise NoClusterError("kubectl is neither on PATH nor in the lab: install it")
    return found


def _lab_kubeconfig() -> Path | None:
    answer = subprocess.run([LAB, "kubeconfig"], capture_output=True, text=True, timeout=ANSWER_WITHIN, check=False)
    return Path(answer.stdout.strip()) if answer.returncode == 0 else None


def _told_version(kubeconfig: Path) -> ServerVersion:
    if not kubeconfig.exists():
        raise NoClusterError(f"KTUI_TEST_KUBECONFIG names {kubeconfig}, which does not exist")
    try:
        text = str(_raw(kubeconfig, "/version")["gitVersion"])
        groups = _raw(kubeconfig, "/apis")["groups"]
    except RuntimeError as error:
        raise NoClusterError(f"the cluster of {kubeconfig} does not answer: {error}") from error
    served = {version["groupVersion"] for group in groups for version in group["versions"]}
    return parse_version(text) or version_served(served, text)


def _raw(kubeconfig: Path, path: str) -> dict[str, Any]:
    command = [kubectl_path(), "--kubeconfig", str(kubeconfig), "--request-timeout=10s", "get", "--raw", path]
    answer: dict[str, Any] = json.loads(_run(*command))
    return answer


def _run(*command: str, text: str | None = None) -> str:
    answer = subprocess.run(command, input=text, capture_output=True, text=True, timeout=ANSWER_WITHIN, check=False)
    if answer.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {answer.returncode}: {answer.stderr.strip() or answer.stdout}")
    return answer.stdout

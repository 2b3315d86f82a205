"""Whether what a living ktui shows is what the cluster holds: through every trouble, and how soon after it.

Two witnesses live through each trouble: the screen in a pseudo-terminal and `ktui get -w`. Neither is restarted, told
to list anew, or asked anything: the screen is looked at, all the while, and the lines of the other are folded.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self, TypeVar

from tests.lab.api import STRATEGIC, Api, ApiError
from tests.lab.glass import Glass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from tests.cluster.target import Cluster

HEADERS = ("NAME", "READY", "STATUS", "RESTARTS")
"""The columns compared: AGE ticks on both sides, and not at the same moment."""

CATCHES_UP = 2.0
"""Seconds after the server's first good answer until the screen must be right."""

PODS = 30
"""So many that all rows are on the screen at once."""

SIZE = {"rows": 50, "cols": 160}
"""The terminal of the tests."""

READY_AGAIN = 60.0
"""Seconds a started API server may take until it is ready, on a busy machine with two cores."""

LOOK = 0.05
"""Seconds between two looks at the screen."""

T = TypeVar("T")

Rows = dict[str, tuple[str, ...]]
"""A pod's name to its cells."""


# -- what the cluster holds


class Ready(Api):
    """The API server's readiness, asked without a retry, so that the moment of its first good answer is known."""

    def answers(self) -> bool:
        """Whether `/readyz` answers 200 now."""
        connection = self.connect(timeout=1.0)
        try:
            connection.request("GET", self._prefix + "/readyz", headers=self.headers)
            answer = connection.getresponse()
            answer.read()
        except (http.client.HTTPException, OSError):
            return False
        else:
            return answer.status == 200
        finally:
            connection.close()

    def wait(self) -> float:
        """When it first answered, by the monotonic clock."""
        end = time.monotonic() + READY_AGAIN
        while not self.answers():
            assert time.monotonic() < end, "the API server does not come back"
            time.sleep(0.02)
        return time.monotonic()


def pod(name: str) -> dict[str, Any]:
    """A pod that nothing in the cluster touches: no scheduler of this name exists."""
    spec = {
        "schedulerName": "nobody",
        "automountServiceAccountToken": False,
        "terminationGracePeriodSeconds": 0,
        "containers": [{"name": "main", "image": "none"}],
    }
    return {"metadata": {"name": name}, "spec": spec}


def status(*, restarts: int = 0, ready: bool = True, waiting: str = "") -> dict[str, Any]:
    """A status as a kubelet writes it; without the time of the last restart, so that no cell ticks."""
    state = {"waiting": {"reason": waiting}} if waiting else {"running": {"startedAt": "2023-11-14T22:00:00Z"}}
    container = {
        "name": "main",
        "image": "none",
        "imageID": "",
        "ready": ready,
        "restartCount": restarts,
        "state": state,
    }
    condition = {"type": "Ready", "status": "True" if ready else "False"}
    return {"phase": "Running", "conditions": [condition], "containerStatuses": [container]}


def name_of(number: int) -> str:
    """The name of a pod of the test's own; names are in the order of the numbers."""
    return f"truth-{number:03d}"


@dataclass(frozen=True, slots=True)
class Scene:
    """A namespace whose pods the test alone changes."""

    api: Api
    cluster: Cluster
    namespace: str

    @property
    def path(self) -> str:
        """Where its pods are."""
        return f"/api/v1/namespaces/{self.namespace}/pods"

    def fill(self, count: int = PODS) -> None:
        """Make so many pods, most of them ready."""
        account = {"metadata": {"name": "default"}}  # or pods are refused until a controller has made it
        self.api.request("POST", f"/api/v1/namespaces/{self.namespace}/serviceaccounts", account, ok=(200, 201, 409))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(self.make, range(count)))

    def make(self, number: int) -> None:
        """One more pod, with a status."""
        self.api.request("POST", self.path, pod(name_of(number)), ok=(201, 409))
        self.change(number, restarts=number % 3, ready=number % 7 != 3)

    def change(self, number: int, *, restarts: int = 0, ready: bool = True, waiting: str = "") -> None:
        """Write one pod's status."""
        self.api.request(
            "PATCH",
            f"{self.path}/{name_of(number)}/status",
            {"status": status(restarts=restarts, ready=ready, waiting=waiting)},
            content_type=STRATEGIC,
        )

    def delete(self, number: int) -> None:
        """Remove one pod at once."""
        self.api.request("DELETE", f"{self.path}/{name_of(number)}?gracePeriodSeconds=0", ok=(200, 404))

    def upset(self, turn: int) -> None:
        """Changes of every sort, different ones for each `turn`: states, counts, a pod that went and one that came."""
        insist(lambda: self.change(0, restarts=10 + turn))
        insist(lambda: self.change(1, restarts=20 + turn, ready=False, waiting="CrashLoopBackOff"))
        insist(lambda: self.change(2, ready=False, waiting=f"Turn{turn}"))
        insist(lambda: self.delete(3 + turn))
        insist(lambda: self.make(100 + turn))

    def told_by_kubectl(self) -> Rows:
        """What kubectl prints, cut at its own headers."""
        return insist(lambda: cells_of(self.cluster.kubectl("get", "pods", "-n", self.namespace).splitlines()))


def insist(work: Callable[[], T]) -> T:
    """Do `work`, again while the server refuses: for a moment after its start it may."""
    end = time.monotonic() + READY_AGAIN
    while True:
        try:
            return work()
        except (ApiError, RuntimeError):
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def cells_of(lines: list[str]) -> Rows:
    """A table's rows by name, cut at the headers of its first line."""
    if not lines:
        return {}
    begins = [re.search(rf"\b{header}\b", lines[0]) for header in (*HEADERS, "AGE")]
    at = [found.start() for found in begins if found is not None]
    assert len(at) == len(begins), f"no headers in {lines[0]!r}"
    rows = {}
    for line in lines[1:]:
        cells = [line[start:end].strip() for start, end in itertools.pairwise(at)]
        rows[cells[0]] = tuple(_steady(cell) for cell in cells)
    return rows


def _steady(cell: str) -> str:
    """RESTARTS without the age of the last one, which ticks."""
    return re.sub(r" \(.* ago\)$", "", cell)


# -- what ktui shows


@dataclass(frozen=True, slots=True)
class Look:
    """The screen at one moment of the monotonic clock."""

    at: float
    text: str
    rows: Rows
    count: str
    """What the title of the open pane says of its number."""

    @property
    def stale(self) -> str:
        """How long the pods have been stale, as the screen says it (`12s`, `1m5s`); empty where they are not."""
        found = re.search(r"^ 1 Pods .*stale (\w+)", self.text, re.M)
        return found[1] if found else ""

    @property
    def live(self) -> bool:
        """Whether the screen calls the pods live: it then says nothing in their title."""
        title = re.search(r"^ 1 Pods .*$", self.text, re.M)
        return title is not None and not re.search(r"[○✗◌◔]", title[0])


def look(text: str, at: float) -> Look:
    """What there is to see in a screen's text."""
    lines = text.splitlines()
    head = next((number for number, line in enumerate(lines) if line.startswith(" 1 Pods ")), None)
    tail = next((number for number, line in enumerate(lines) if line.startswith(" 2 DaemonSets")), len(lines))
    if head is None:
        return Look(at, text, {}, "")
    found = re.match(r" 1 Pods +([\d,]+)", lines[head])
    table = [line for line in lines[head + 1 : tail] if line.strip()]
    rows = cells_of(table) if table and "READY" in table[0] else {}
    return Look(
        at, text, {name: cells for name, cells in rows.items() if name.startswith("truth-")}, found[1] if found else ""
    )


def differing(shown: Rows, rows: Rows) -> dict[str, tuple[Any, Any]]:
    """The names whose rows are not the same: what is shown, and what is true."""
    return {name: (shown.get(name), rows.get(name)) for name in {*shown, *rows} if shown.get(name) != rows.get(name)}


class Screen:
    """ktui's screen on one namespace, looked at all the while by a thread of its own."""

    def __init__(self, scene: Scene, *, kubeconfig: Path | None = None, state: Path) -> None:
        environment = environment_of(kubeconfig or scene.cluster.kubeconfig, state)
        argv = [sys.executable, "-m", "ktui", "-n", scene.namespace]
        self._glass = Glass(argv, env=environment, **SIZE)
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self.looks: list[Look] = []
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._glass.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs: it never may end by itself."""
        with suppress(OSError):
            return os.waitpid(self.pid, os.WNOHANG)[0] == 0
        return False

    def last(self) -> Look:
        """The latest look."""
        with self._lock:
            return self.looks[-1] if self.looks else look("", time.monotonic())

    def since(self, at: float) -> list[Look]:
        """Every look since a moment."""
        with self._lock:
            return [one for one in self.looks if one.at >= at]

    def cpu(self) -> float:
        """Seconds of CPU it has used."""
        return self._glass.cost().cpu

    def keys(self, text: str) -> None:
        """Type."""
        self._glass.keys(text)

    def wait(self, holds: Callable[[Look], bool], seconds: float, what: str, *, since: float | None = None) -> Look:
        """The first look since `since` (now, unless told) that is as wanted."""
        since = time.monotonic() if since is None else since
        end = time.monotonic() + seconds
        while True:
            for one in self.since(since):
                if holds(one):
                    return one
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds:g} s: {what}; the screen:\n{self.last().text}")
            time.sleep(LOOK)

    def wait_rows(self, rows: Rows, seconds: float, *, since: float | None = None) -> Look:
        """The first look with exactly these rows; one that held at `since` held then, although it came before."""
        since = time.monotonic() if since is None else since
        with self._lock:
            before = next((one for one in reversed(self.looks) if one.at <= since), None)
        if before is not None and before.rows == rows:
            return replace(before, at=since)
        try:
            return self.wait(lambda one: one.rows == rows, seconds, "the rows of kubectl", since=since)
        except AssertionError as error:
            raise AssertionError(f"{error}\nshown and true differ in {differing(self.last().rows, rows)}") from None

    def late(self, rows: Rows, since: float) -> str:
        """What every look since then had instead of these rows, for a message."""
        looks = self.since(since)
        return "\n".join(f"after {one.at - since:.2f} s: {differing(one.rows, rows) or 'right'}" for one in looks)

    def never_empty(self, since: float) -> None:
        """In every look since then there were rows, and a count that is not 0."""
        looks = self.since(since)
        assert looks
        for one in looks:
            assert one.rows, f"the pane was emptied:\n{one.text}"
            assert one.count not in ("", "0"), f"the title says {one.count!r}:\n{one.text}"

    def _watch(self) -> None:
        due = 0.0
        dirty = True
        while not self._ended.is_set():
            arrived = self._glass.pump(LOOK)
            if arrived is None:
                return
            dirty = dirty or arrived
            now = time.monotonic()
            # Between the chunks of one frame the screen is half painted: a look waits for a pause, or a quarter second.
            if dirty and (not arrived or now >= due + 5 * LOOK):
                dirty, due = False, now
                one = look(self._glass.text(), now)
                with self._lock:
                    self.looks.append(one)

    def close(self) -> None:
        """End it."""
        self._ended.set()
        self._watcher.join()
        self._glass.close()


class Lines:
    """`ktui get pods -w -o json`, its lines folded to what there is."""

    def __init__(self, scene: Scene, *, state: Path) -> None:
        argv = [sys.executable, "-m", "ktui", "get", "pods", "-n", scene.namespace, "-w", "-o", "json"]
        environment = {**os.environ, **environment_of(scene.cluster.kubeconfig, state)}
        self._process = subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._lock = threading.Lock()
        self._known: Rows = {}
        self._states: list[tuple[float, Rows]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended, if it has."""
        return self._process.poll()

    def wait_rows(self, rows: Rows, seconds: float, *, since: float) -> float:
        """The first moment since `since` at which the folded lines were these."""
        end = time.monotonic() + seconds
        while True:
            with self._lock:
                # What held at `since` held then, although it came before.
                held = [(max(at, since), state) for at, state in self._states]
                current = next((pair for pair in reversed(self._states) if pair[0] <= since), None)
                late = [pair for pair in held if pair[0] > since]
            for at, state in ([(since, current[1])] if current else []) + late:
                if state == rows:
                    return at
            if time.monotonic() > end:
                shown = self._states[-1][1] if self._states else {}
                raise AssertionError(f"get -w is not at kubectl's rows within {seconds:g} s: {shown} instead of {rows}")
            time.sleep(LOOK)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            change = json.loads(line)
            name = change["name"]
            if change["type"] == "DELETED":
                self._known.pop(name, None)
            else:
                self._known[name] = tuple(_steady(change["cells"][header]) for header in HEADERS)
            with self._lock:
                self._states.append((time.monotonic(), dict(self._known)))

    def close(self) -> str:
        """Interrupt it; what it said on stderr."""
        if self.alive:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        said = self._process.stderr.read().decode()
        self._process.stdout.close()
        self._process.stderr.close()
        return said


def environment_of(kubeconfig: Path, state: Path) -> Mapping[str, str]:
    """What the programs under test see: this cluster, and folders of their own."""
    folders = {f"XDG_{name}_HOME": str(state / name.lower()) for name in ("STATE", "CONFIG", "CACHE")}
    # The readline of the test runner sets a size in the environment that is not this terminal's.
    return {"KUBECONFIG": str(kubeconfig), "LINES": "", "COLUMNS": "", **folders}


class Witnesses:
    """The screen and the lines, from before the trouble until after it."""

    def __init__(self, scene: Scene, state: Path, *, kubeconfig: Path | None = None) -> None:
        self.scene = scene
        self.state = state
        self.screen = Screen(scene, kubeconfig=kubeconfig, state=state)
        self.lines = Lines(scene, state=state)
        self.began = 0.0

    def settle(self) -> None:
        """Wait until both show what there is; from here on nothing may be lost."""
        rows = self.scene.told_by_kubectl()
        began = time.monotonic()
        self.screen.wait(lambda one: one.rows == rows and one.live, 60, "the rows of kubectl, live", since=0.0)
        self.lines.wait_rows(rows, 60, since=0.0 if not rows else began)
        self.began = time.monotonic()

    def agree(self, since: float, what: str, *, within: float = CATCHES_UP) -> None:
        """Both show what kubectl tells, at most `within` seconds after `since`; prints after how many."""
        rows = self.scene.told_by_kubectl()
        patience = 30.0  # a late answer is measured, too
        seen = self.screen.wait_rows(rows, patience, since=since)
        told = self.lines.wait_rows(rows, patience, since=since)
        print(f"\n{what}: the screen after {seen.at - since:.2f} s, get -w after {told - since:.2f} s")
        assert seen.at - since <= within, self.screen.late(rows, since)
        assert told - since <= within, f"get -w was right after {told - since:.2f} s"

    def unharmed(self) -> None:
        """Neither has ended, and the pane was never empty."""
        assert self.screen.alive, f"the screen ended:\n{self.screen.last().text}"
        assert self.lines.alive, "get -w ended"
        self.screen.never_empty(self.began)
        log = self.state / "state" / "ktui" / "ktui.log"
        assert not log.exists() or "Traceback" not in log.read_text(), log.read_text()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.screen.close()
        said = self.lines.close()
        if error is None:
            assert "Traceback" not in said, said

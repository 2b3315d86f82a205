"""One node with its kubelet, no server and no scheduler: pods are bound as they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.demo.agenda import Agenda
from ktui.demo.kubelet.kubelet import Kubelets
from ktui.demo.kubelet.program import Launch, Program, healthy
from ktui.demo.server.call import Call
from ktui.demo.server.logs import Logs
from ktui.demo.server.registry import Registry
from ktui.demo.server.store import Store
from ktui.model.version import NEWEST
from tests.fakes.clock import START

if TYPE_CHECKING:
    from ktui.demo.kubelet.chance import Chance
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.store import Change
    from ktui.model.version import ServerVersion

    Programs = Program | dict[str, Program] | Any


class Node:
    """`happened` is what a watch would tell, at seconds since the beginning."""

    def __init__(
        self,
        programs: Programs = healthy,
        *,
        version: ServerVersion = NEWEST,
        chance: Chance | None = None,
        start: float = START,
        seed: int = 0,
    ) -> None:
        """`programs`: one for all containers, one for each by name, or a function of the launch."""
        self.agenda = Agenda(start, seed)
        self.began = start
        self.registry = Registry(Store(lambda: self.agenda.now))
        self.logs = Logs(lambda: self.agenda.now)
        self.writes: list[tuple[float, Change]] = []
        self.registry.store.listen(lambda change: self.writes.append((self.agenda.now - start, change)))

        def resolve(launch: Launch) -> Program:
            if isinstance(programs, Program):
                return programs
            if isinstance(programs, dict):
                found: Program = programs.get(launch.container["name"], Program())
                return found
            made: Program = programs(launch)
            return made

        self.kubelets = Kubelets(self.registry, self.agenda, programs=resolve, version=version, logs=self.logs)
        self.kubelet = self.kubelets.add("n1", chance=chance)

    def run(self, seconds: float) -> None:
        """Let so much time pass."""
        assert self.agenda.run_until(self.agenda.now + seconds)

    def run_to(self, seconds: float) -> None:
        """Let time come to so much since the beginning."""
        assert self.agenda.run_until(self.began + seconds)

    def pod(self, name: str = "a", *containers: Raw, **spec: Any) -> Raw:
        """Make a pod, bound to the node; `containers` default to one named `app`."""
        made: Raw = {
            "metadata": {"name": name, "namespace": "default", "generation": 1},
            "spec": {
                "nodeName": "n1",
                "restartPolicy": "Always",
                "terminationGracePeriodSeconds": 30,
                "containers": list(containers or (container(),)),
                **spec,
            },
            "status": {"phase": "Pending", "qosClass": "BestEffort"},
        }
        return self.registry.create("pods", made)

    def status(self, name: str = "a") -> Raw:
        """A pod's status now."""
        pod = self.registry.get("pods", "default", name)
        assert pod is not None
        status: Raw = pod["status"]
        return status

    def state(self, name: str = "a", container: str = "app") -> Raw:
        """A container's status now, init containers too."""
        status = self.status(name)
        all_of = (*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ()))
        found: Raw = next(each for each in all_of if each["name"] == container)
        return found

    def condition(self, kind: str, name: str = "a") -> Raw:
        """One condition of a pod."""
        found: Raw = next(each for each in self.status(name)["conditions"] if each["type"] == kind)
        return found

    def events(self, reason: str | None = None, name: str = "a") -> list[tuple[float, str, str, int]]:
        """Writes of events about a pod: seconds, reason, message, count."""
        made = []
        for at, change in self.writes:
            if change.plural == "events" and change.after is not None:
                event = change.after.obj
                if event["involvedObject"]["name"] == name and reason in (None, event["reason"]):
                    made.append((round(at, 2), event["reason"], event["message"], event["count"]))
        return made

    def delete(self, name: str = "a", grace: int = 30) -> None:
        """What the server does when somebody deletes a pod: say so in the pod, and leave the rest to the kubelet."""

        def leave(pod: Raw) -> None:
            pod["metadata"] |= {"deletionTimestamp": "2023-11-14T22:14:00Z", "deletionGracePeriodSeconds": grace}

        self.registry.change("pods", "default", name, leave)

    def waited(self, name: str = "a", container: str = "app") -> list[str]:
        """The reasons for which a container was told to wait, one after another."""
        reasons: list[str] = []
        for _, change in self.writes:
            if change.plural == "pods" and change.after is not None:
                told = change.after.obj["status"].get("containerStatuses", ())
                state: Raw = next((each["state"] for each in told if each["name"] == container), {})
                reason = state.get("waiting", {}).get("reason", "")
                if change.after.obj["metadata"]["name"] == name and reasons[-1:] != [reason]:
                    reasons.append(reason)
        return reasons

    def log(self, name: str = "a", container: str = "app", *, previous: bool = False) -> list[str]:
        """What a container has written, or the run before it."""
        query = {"container": container, "previous": "true" if previous else "false"}
        gone = {"spec": {"nodeName": "node-1", "containers": [{"name": container}]}}
        pod = self.registry.get("pods", "default", name) or gone
        tail = self.logs.tail_of(Call("GET", "", query, {}, namespace="default", name=name), pod)
        return [] if tail is None else [line.decode() for _, line in tail.read()]

    def exists(self, name: str = "a") -> bool:
        """Whether the pod is there still."""
        return self.registry.get("pods", "default", name) is not None


def container(name: str = "app", **more: Any) -> Raw:
    """One of a pod's spec."""
    return {"name": name, "image": "registry.example/app:1", "imagePullPolicy": "IfNotPresent", **more}


def http_probe(path: str = "/", **more: Any) -> Raw:
    """An HTTP probe with the server's defaults."""
    return {
        "httpGet": {"path": path, "port": 8080, "scheme": "HTTP"},
        "timeoutSeconds": 1,
        "periodSeconds": 10,
        "successThreshold": 1,
        "failureThreshold": 3,
        **more,
    }

"""The kubelet's words, by release: what its events and waiting messages say.

1.20 and 1.35 are as recorded from real ones (`tests/data`); where a wording changed in between, the release given is
the nearest that is known to have it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.demo.kubelet.program import ProbeKind
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

TIMED_OUT = "command timed out: "
"""How the output of an exec probe begins that has no other."""


def full_name(pod: Raw) -> str:
    """`name_namespace(uid)`."""
    meta = pod["metadata"]
    return f"{meta['name']}_{meta['namespace']}({meta['uid']})"


def duration(seconds: float) -> str:
    """As Go prints one: `40s`, `1m20s`, `5m0s`, `1.534s`, `85ms`."""
    if seconds < 1:
        return f"{round(seconds * 1000)}ms"
    minutes, rest = divmod(seconds, 60)
    left = f"{round(rest, 3):g}s"
    return f"{int(minutes)}m{left}" if minutes else left


@dataclass(frozen=True, slots=True)
class Wording:
    """One release's."""

    version: ServerVersion

    def created(self, container: str) -> str:
        """Of `Created`."""
        if self.version.at_least(1, 35):
            return "Container created"
        return f"Created container{':' if self.version.at_least(1, 32) else ''} {container}"

    def started(self, container: str) -> str:
        """Of `Started`."""
        return "Container started" if self.version.at_least(1, 35) else f"Started container {container}"

    def present(self, image: str) -> str:
        """Of `Pulled`, where nothing was."""
        more = " and can be accessed by the pod" if self.version.at_least(1, 35) else ""
        return f'Container image "{image}" already present on machine{more}'

    def pulled(self, image: str, seconds: float, size: int) -> str:
        """Of `Pulled` after a pull."""
        took = duration(seconds)
        if not self.version.at_least(1, 25):
            return f'Successfully pulled image "{image}" in {took}'
        waiting = f"{took} ({took} including waiting)"
        more = f". Image size: {size} bytes." if self.version.at_least(1, 30) else ""
        return f'Successfully pulled image "{image}" in {waiting}{more}'

    def not_present(self, image: str) -> str:
        """Of `ErrImageNeverPull`, and the waiting message."""
        return f'Container image "{image}" is not present with pull policy of Never'

    def restart_back_off(self, container: str, pod: Raw) -> str:
        """Of `BackOff`, for a container."""
        whose = f" {container} in pod {full_name(pod)}" if self.version.at_least(1, 26) else ""
        return f"Back-off restarting failed container{whose}"

    def crash_loop(self, container: str, pod: Raw, delay: float) -> str:
        """The waiting message of CrashLoopBackOff."""
        return f"back-off {duration(delay)} restarting failed container={container} pod={full_name(pod)}"

    def image_back_off(self, image: str, failure: str) -> str:
        """The waiting message of ImagePullBackOff; `failure` is what the last pull said."""
        said = f": ErrImagePull: {failure}" if failure and self.version.at_least(1, 33) else ""
        return f'Back-off pulling image "{image}"{said}'

    def probe_failed(self, probe: ProbeKind, output: str) -> str:
        """Of `Unhealthy`. A command that takes too long says nothing with 1.20."""
        if output.startswith(TIMED_OUT) and not self.version.at_least(1, 21):
            output = ""
        return f"{probe.capitalize()} probe failed: {output}"

    def probe_errored(self, probe: ProbeKind, error: str) -> str:
        """Of `Unhealthy`, for one that could not be made."""
        state = " and resulted in unknown state" if self.version.at_least(1, 32) else ""
        return f"{probe.capitalize()} probe errored{state}: {error}"

    def probe_warning(self, probe: ProbeKind, body: str) -> str:
        """Of `ProbeWarning`."""
        return f"{probe.capitalize()} probe warning: {body}"


def failed_probe(container: str, probe: ProbeKind, *, restarts: bool, init: bool) -> str:
    """Of `Killing`, after a liveness or startup probe."""
    kind = "Init container" if init else "Container"
    return f"{kind} {container} failed {probe} probe{', will be restarted' if restarts else ''}"


def status_code(code: int) -> str:
    """What an HTTP probe finds."""
    return f"HTTP probe failed with statuscode: {code}"


def url(address: str, spec: Raw) -> str:
    """What an HTTP probe asks for."""
    get = spec["httpGet"]
    scheme = get.get("scheme", "HTTP").lower()
    return f"{scheme}://{get.get('host') or address}:{get['port']}{get.get('path', '/')}"


def http_refused(address: str, spec: Raw) -> str:
    """Nobody listens."""
    where = f"{spec['httpGet'].get('host') or address}:{spec['httpGet']['port']}"
    return f'Get "{url(address, spec)}": dial tcp {where}: connect: connection refused'


def http_timeout(address: str, spec: Raw) -> str:
    """No answer within `timeoutSeconds`."""
    waited = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
    return f'Get "{url(address, spec)}": {waited}'


def tcp_refused(address: str, spec: Raw) -> str:
    """Nobody listens."""
    return f"dial tcp {_tcp(address, spec)}: connect: connection refused"


def tcp_timeout(address: str, spec: Raw) -> str:
    """Packets are dropped."""
    return f"dial tcp {_tcp(address, spec)}: i/o timeout"


def _tcp(address: str, spec: Raw) -> str:
    return f"{spec['tcpSocket'].get('host') or address}:{spec['tcpSocket']['port']}"


def exec_timeout(spec: Raw) -> str:
    """The command goes on for longer than `timeoutSeconds`, with a newer kubelet; an older one says nothing."""
    command = " ".join(spec["exec"]["command"])
    return f'{TIMED_OUT}"{command}" timed out after {spec.get("timeoutSeconds", 1)}s'


def grpc_unhealthy(status: str = "NOT_SERVING") -> str:
    """The health service says no."""
    return f'service unhealthy (responded with "{status}")'


def grpc_timeout(spec: Raw) -> str:
    """The health service does not answer in time."""
    return f"timeout: health rpc did not complete within {spec.get('timeoutSeconds', 1)}s"


def grpc_refused(address: str, spec: Raw) -> str:
    """Nobody listens."""
    where = f"{address}:{spec['grpc']['port']}"
    reason = f'connection error: desc = "transport: Error while dialing: dial tcp {where}: connect: connection refused"'
    return f'timeout: failed to connect service "{where}" within {spec.get("timeoutSeconds", 1)}s: {reason}'

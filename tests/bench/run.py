"""How fast ktui is on 10,000 pods, as ratios to what the machine can do at all, measured in the same run.

    python tests/bench/run.py [--command 'ktui -A'] [--rounds 5] [--json]

    complete list   from the spawn to the complete count on the glass, against one curl process fetching the same pages
    first frame     from the spawn to the panes on the glass, against an empty Textual application (the line that says
                    that ktui starts is on the glass earlier, and told apart)
    one update      CPU seconds under churn by updates made, against parsing the same pod once with json.loads
    memory          resident when the list is complete, against the empty Textual application

Runs on the cluster of KUBECONFIG, or else on the lab, which it fills where needed (100 nodes, 10,000 pods: two
minutes). Needs pyte and curl. Load nothing else on the machine meanwhile. A ratio moves less than its two times do
from machine to machine, so it is what to compare between versions.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import select
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.lab.api import Api  # noqa: E402  the repository's root is on the path only now
from tests.lab.glass import Glass  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

LAB = HERE.parent / "lab"
NODES, PODS = 100, 10_000
PAGE = 250
"""Pods a page, as ktui asks for them."""

ROWS, COLS = 50, 160
COMPLETE_WITHIN = 60.0
"""Seconds until a list that is not complete counts as a failure."""

CHURN_RATE, CHURN_SECONDS = 300, 30
SETTLE = 5.0
"""Seconds after a list and after churn in which the program comes to rest."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of the result."""

    name: str
    value: float
    unit: str
    against: str
    base: float
    base_unit: str

    @property
    def ratio(self) -> float:
        """How many times the base; both are of the same unit but for a thousand."""
        return self.value / self.base

    def line(self) -> str:
        """`complete list   1.21 s  = 1.30 x one curl process ... (0.93 s)`."""
        value, base = f"{self.value:.3g} {self.unit}", f"{self.base:.3g} {self.base_unit}"
        return f"{self.name:<14} {value:>10}  = {self.ratio:5.2f} x {self.against} ({base})"


def fill(api: Api) -> None:
    """Bring the cluster to `NODES` nodes and `PODS` pods that no kubelet runs."""
    selector = "labelSelector=made-by%3Dfill&limit=1"
    for kind, wanted in (("nodes", NODES), ("pods", PODS)):
        page = api.get(f"/api/v1/{kind}?{selector}")
        there = len(page["items"]) + int(page["metadata"].get("remainingItemCount", 0))
        # With a selector the server may not say how many remain.
        if page["metadata"].get("continue") and "remainingItemCount" not in page["metadata"]:
            there = len(api.every(f"/api/v1/{kind}?labelSelector=made-by%3Dfill"))
        if there < wanted:
            print(f"filling the cluster: {there} of {wanted} {kind} are there", file=sys.stderr)
            subprocess.run([sys.executable, LAB / "fill", kind, str(wanted)], check=True)


def pages(api: Api) -> tuple[list[str], int, dict[str, Any]]:
    """The addresses of the pages of all pods, how many pods they hold, and the largest pod."""
    addresses, count, token = [], 0, ""
    largest: dict[str, Any] = {}
    while True:
        path = f"/api/v1/pods?limit={PAGE}&continue={token}"
        addresses.append(path)
        page = api.get(path)
        count += len(page["items"])
        largest = max([largest, *page["items"]], key=lambda pod: len(json.dumps(pod)))
        token = page["metadata"].get("continue", "")
        if not token:
            return addresses, count, largest


@contextmanager
def curl(server: str, addresses: list[str]) -> Iterator[list[str]]:
    """The command of one curl process that fetches `addresses` over one connection, as the kubeconfig's user."""
    if shutil.which("curl") is None:
        raise SystemExit("bench: curl is not on PATH: install it")
    view = ["kubectl", "config", "view", "--raw", "--flatten", "--minify", "-o", "json"]
    config = json.loads(subprocess.check_output(view))
    cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
    with tempfile.TemporaryDirectory() as folder:
        lines = ['header = "Accept: application/json"', "silent", "show-error", "fail"]
        for option, data in (
            ("cacert", cluster.get("certificate-authority-data")),
            ("cert", user.get("client-certificate-data")),
            ("key", user.get("client-key-data")),
        ):
            if data:
                Path(folder, option).write_bytes(base64.b64decode(data))
                lines.append(f'{option} = "{folder}/{option}"')
        if "token" in user:
            lines.append(f'header = "Authorization: Bearer {user["token"]}"')
        for address in addresses:
            lines += [f'url = "{server}{address}"', 'output = "/dev/null"']
        Path(folder, "config").write_text("\n".join(lines))
        yield ["curl", "--config", f"{folder}/config"]


def seconds_of(command: list[str]) -> float:
    """From the spawn to the end of a process that must succeed."""
    began = time.monotonic()
    subprocess.run(command, check=True)
    return time.monotonic() - began


def first_frame(command: list[str], shows: str) -> tuple[float, int, float]:
    """Seconds from the spawn to a frame that `shows` this, MB resident a second later, and seconds to any text."""
    with Glass(command, rows=ROWS, cols=COLS) as glass:
        took = glass.wait(shows, COMPLETE_WITHIN)
        if took is None or glass.first is None:
            raise SystemExit(f"bench: {shlex.join(command)} never showed {shows}")
        glass.idle(1.0)
        return took, glass.cost().rss, glass.first


def complete(glass: Glass, count: int) -> float:
    """Seconds from the spawn until the glass shows `count`, as 10001 or as 10,001."""
    took = glass.wait(rf"(?<![\d,])({count}|{count:,})(?![\d,])", COMPLETE_WITHIN)
    if took is None:
        raise SystemExit(f"bench: never saw {count} on the glass; the last screen:\n{glass.text()}")
    return took


def churn(glass: Glass) -> tuple[float, int, float]:
    """CPU seconds beyond those at rest, updates made, and updates a second, of `CHURN_SECONDS` of churn."""
    before = glass.cost().cpu
    glass.idle(SETTLE)
    at_rest = (glass.cost().cpu - before) / SETTLE
    command = [sys.executable, str(LAB / "fill"), "churn", str(CHURN_RATE), str(CHURN_SECONDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as churning:
        assert churning.stdout is not None
        while not select.select([churning.stdout], [], [], 0)[0]:  # it first lists the pods itself
            glass.idle(0.1)
        churning.stdout.readline()
        cpu, began = glass.cost().cpu, time.monotonic()
        while churning.poll() is None:
            glass.idle(0.2)
        said = churning.stdout.read()
    glass.idle(1.0)  # what is still under way
    spent, took = glass.cost().cpu - cpu, time.monotonic() - began
    made = re.search(r"churn: (\d+) patches in ([\d.]+)s", said)
    if made is None:
        raise SystemExit(f"bench: no churn was made: {said}")
    return spent - at_rest * took, int(made[1]), int(made[1]) / float(made[2])


def parse_ms(pod: dict[str, Any]) -> float:
    """Milliseconds of json.loads on the watch line of `pod`."""
    line = json.dumps({"type": "MODIFIED", "object": pod})
    times = 2000
    began = time.process_time()
    for _ in range(times):
        json.loads(line)
    return (time.process_time() - began) / times * 1000


def bench(command: list[str], *, rounds: int) -> Iterator[Ratio | str]:
    """The ratios as they are known, and sentences beside them."""
    api = Api()
    fill(api)
    addresses, count, largest = pages(api)
    empty = [sys.executable, str(HERE / "empty_app.py")]

    with curl(api.server, addresses) as fetch:
        fetched = statistics.median(seconds_of(fetch) for _ in range(rounds))
    listed = []
    for _ in range(rounds):
        with Glass(command, rows=ROWS, cols=COLS) as glass:
            listed.append(complete(glass, count))
    pages_words = f"one curl process fetching the same {len(addresses)} pages"
    yield Ratio("complete list", statistics.median(listed), "s", pages_words, fetched, "s")

    empties = [first_frame(empty, "ready") for _ in range(rounds)]
    firsts = [first_frame(command, "CronJobs") for _ in range(rounds)]
    empty_first = statistics.median(took for took, _, _ in empties)
    empty_rss = statistics.median(rss for _, rss, _ in empties)
    frame = statistics.median(took for took, _, _ in firsts)
    yield Ratio("first frame", frame, "s", "an empty Textual application", empty_first, "s")
    yield f"first text: {statistics.median(any_text for _, _, any_text in firsts):.3f} s"

    with Glass(command, rows=ROWS, cols=COLS) as glass:
        complete(glass, count)
        glass.idle(SETTLE)
        yield Ratio("memory", glass.cost().rss, "MB", "an empty Textual application", empty_rss, "MB")
        cpu, made, rate = churn(glass)
        yield Ratio("one update", cpu / made * 1000, "ms", "json.loads of the same pod", parse_ms(largest), "ms")
        yield f"churn achieved: {rate:.0f}/s of {CHURN_RATE}/s asked for, {made} updates, {cpu:.1f} s of CPU for them"
        yield f"peak memory: {glass.cost().peak} MB"
    api.close()


def main() -> None:
    """Read the command line, and print each line when it is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", default=f"{sys.executable} -m ktui -A", help="what to measure, on all namespaces")
    parser.add_argument("--rounds", type=int, default=5, help="how often to start it; medians are printed")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    args = parser.parse_args()
    if "KUBECONFIG" not in os.environ:
        os.environ["KUBECONFIG"] = subprocess.check_output([LAB / "lab", "kubeconfig"], text=True).strip()
    for result in bench(shlex.split(args.command), rounds=args.rounds):
        if isinstance(result, str):
            print(json.dumps({"note": result}) if args.json else result, flush=True)
        else:
            known = {**asdict(result), "ratio": round(result.ratio, 3)}
            print(json.dumps(known) if args.json else result.line(), flush=True)


if __name__ == "__main__":
    main()

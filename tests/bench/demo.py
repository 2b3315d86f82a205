"""How quick the demo is: `python tests/bench/demo.py [--pods N ...]` starts `ktui demo` in a terminal and measures.

Printed: seconds from Enter to the first text and to the first rows, and until every pod is there; then, at rest, the
share of a core, the memory of both processes and the time from a key to the cursor. Arguments go to `ktui demo`.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # run as a program, from wherever
    sys.path.insert(0, str(ROOT))

from tests.demo.processes import children, environment  # noqa: E402
from tests.terminal.tty import Terminal  # noqa: E402

SETTLE, REST = 20.0, 30.0
"""Seconds after which the screen is taken to be at rest, and for which it is watched then."""
KEYS = 30
"""How often the cursor is moved."""
_COUNT = re.compile(r"1 Pods +([\d,]+)")


def cpu(pid: int) -> float:
    """Seconds of processor time a process has used."""
    stat = Path(f"/proc/{pid}/stat").read_text()
    fields = stat[stat.rindex(")") + 2 :].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(pid: int) -> float:
    """A process's resident memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def pods(terminal: Terminal) -> int:
    """As many as the pane's title counts."""
    found = _COUNT.search(terminal.text)
    return int(found[1].replace(",", "")) if found else 0


def waited(terminal: Terminal, pattern: str) -> float:
    """Seconds from the start until the screen matches."""
    while not re.search(pattern, terminal.text, re.M):
        terminal.pump(0.005)
    return time.monotonic() - terminal.began


def key_to_cursor(terminal: Terminal) -> list[float]:
    """Seconds from each key to the cursor on another line."""

    def row() -> int:
        lines = enumerate(terminal.screen.display)
        return next((number for number, line in lines if line.startswith("▌")), -1)

    took = []
    for number in range(KEYS):
        before = row()
        began = time.monotonic()
        terminal.keys("j" if number % 8 < 4 else "k")
        while row() == before and time.monotonic() < began + 2:
            terminal.pump(0.002)
        took.append(time.monotonic() - began)
        terminal.idle(0.2)
    return took


def main(arguments: list[str]) -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "state" / "ktui").mkdir(parents=True)
        (Path(folder) / "state" / "ktui" / "demo-guide-closed").touch()
        argv = [sys.executable, "-m", "ktui", "demo", *arguments]
        with Terminal(argv, env=environment(Path(folder)), rows=50, cols=160) as terminal:
            print(f"first text        {waited(terminal, 'ktui'):6.2f} s")
            print(f"first rows        {waited(terminal, 'kubia-liveness|Running'):6.2f} s")
            most, grown = 0, time.monotonic()
            while time.monotonic() < grown + 3:
                terminal.pump(0.02)
                if pods(terminal) > most:
                    most, grown = pods(terminal), time.monotonic()
            print(f"all {most:5} pods    {grown - terminal.began:6.2f} s")
            terminal.idle(SETTLE)
            both = {"screen": terminal.pid, "cluster": children(terminal.pid)[0]}
            before = {name: cpu(pid) for name, pid in both.items()}
            written = len(terminal.bytes)
            terminal.idle(REST)
            for name, pid in both.items():
                share = 100 * (cpu(pid) - before[name]) / REST
                print(f"{name:<8} at rest   {share:5.1f} % of a core, {megabytes(pid):4.0f} MB")
            print(f"to the terminal   {(len(terminal.bytes) - written) / REST:6.0f} bytes/s")
            took = sorted(key_to_cursor(terminal))
            print(
                f"key to cursor     {statistics.median(took):6.3f} s, 95 % within {took[int(0.95 * len(took))]:.3f} s"
            )
            terminal.keys("q")
            terminal.exit_code()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

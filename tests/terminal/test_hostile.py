"""Everything a cluster can say, full of what steers a terminal, looked at in every place: none of it gets through."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.objects import event, pod

if TYPE_CHECKING:
    from tests.terminal.conftest import Cluster, Ktui

HOSTILE = (
    "\x1b]52;c;aGVsbG8=\x07",  # the clipboard
    "\x1b]0;owned\x07",  # the title
    "\x1b[2J\x1b[H",  # clear
    "\x1b[31mred\x1b[?1049l",  # colours, the other screen
    "\x9b2J\x9d0;owned\x9c",  # the same in eight bits
    "\x1bPq#0\x1b\\\x1bc",  # a picture, a reset
    "a\rb\x08c\x07d\x0ee\x7f",
    "\u202eturned\u2066\u2069",  # the direction of writing
    "in\u200bvis\u200cible\u2060\ufeff",  # no width
    "[red]markup[/red] [@click=app.quit]x[/]",
)
TEXT = " ".join(HOSTILE)

OURS = re.compile(
    r"\x1b(?:\[[0-9;]*[mHKJABCD]|\[[?>=<][0-9;$]*[a-zA-Z]|\[[0-9;]*[ ]q|\[[0-9]*t|[78=>]|\[c|\]22;[a-z-]*\x07|\(B)"
)
"""What a screen needs: styles, the cursor's place, modes, the pointer's shape."""

INVISIBLE = re.compile("[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def assert_harmless(written: str) -> None:
    """Nothing but what a screen needs, and text that is what it looks like."""
    rest = OURS.sub("", written)
    assert "\x1b" not in rest, ascii(rest[max(0, rest.index("\x1b") - 20) : rest.index("\x1b") + 40])
    odd = INVISIBLE.search(rest.replace("\x08", ""))
    assert odd is None, ascii(rest[max(0, odd.start() - 20) : odd.end() + 20])
    assert "\x1b[2J" not in written.replace("\x1b[2J", "", 1), "cleared more than once"


def harmful(name: str) -> dict[str, Any]:
    """A pod that says it wherever a pod can say something."""
    made = pod(name, "web", labels={"app": TEXT}, annotations={"note": TEXT})
    status = made["status"]
    status["message"] = status["reason"] = TEXT
    status["conditions"].append({"type": TEXT, "status": "False", "reason": TEXT, "message": TEXT})
    status["containerStatuses"][0]["state"] = {"waiting": {"reason": TEXT, "message": TEXT}}
    made["spec"]["containers"][0].update(image=TEXT, command=[TEXT], env=[{"name": TEXT, "value": TEXT}])
    made["spec"]["nodeName"] = TEXT
    return made


def test_nothing_gets_through_in_any_place(ktui: Ktui, cluster: Cluster) -> None:
    made = harmful("aaa")
    made["metadata"]["uid"] = uid = "aaa-uid"
    cluster.put("pods", made)
    told = event("told", "web", about="aaa", reason=TEXT, message=TEXT)
    told["involvedObject"]["uid"] = uid
    told["source"] = {"component": TEXT, "host": TEXT}
    cluster.put("events", told)
    cluster.call(lambda server: server.logs.write("aaa", *(f"{text}\n" for text in HOSTILE), namespace="web"))
    with ktui.screen(rows=40, cols=160) as terminal:
        terminal.wait("^▌!? *aaa")
        terminal.wait("━ Probes ━")
        terminal.wait("the pod is ready")
        terminal.keys("w")
        terminal.wait("━ Why ━")
        terminal.wait("Advice|status")
        terminal.keys("d")
        terminal.wait("Conditions")
        terminal.keys("e")
        terminal.wait("━ Events ━")
        terminal.wait(r"red.*markup")
        terminal.keys("y")
        terminal.wait("annotations")
        terminal.keys("G")
        terminal.idle(0.5)
        terminal.keys("q")
        terminal.wait("1-5 tab")
        terminal.keys("E")
        terminal.wait("[Ff]eed")
        again = harmful("aaa")
        again["metadata"]["uid"] = uid
        again["status"]["containerStatuses"][0]["state"]["waiting"]["reason"] = TEXT + "again"
        cluster.put("pods", again)
        terminal.wait("→")
        terminal.keys("q")
        terminal.wait("^▌!? *aaa")
        terminal.keys("l")
        terminal.wait(r"\[red\]markup\[/red\]")
        terminal.keys("q")
        terminal.wait("^▌!? *aaa")
        terminal.keys("/")
        terminal.keys("app.*red")
        terminal.idle(0.5)
        terminal.keys("\x1b")
        terminal.idle(0.5)
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()
        assert_harmless(terminal.bytes.decode())

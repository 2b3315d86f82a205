"""`ktui get pods -o json`: PROBES, WHY, ADVICE and traits, from the cluster's events, or None where there are none."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.fakes import objects
from tests.fakes.clock import until

if TYPE_CHECKING:
    from tests.commands.ktui_at import Ktui

PROBE = {"httpGet": {"port": 8080, "path": "/"}, "periodSeconds": 10, "timeoutSeconds": 1, "failureThreshold": 3}


def stamp(ago: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - ago))


def put(ktui: Ktui, name: str, **more: Any) -> dict[str, Any]:
    raw = objects.pod(name, "web", **more)
    raw["spec"]["containers"][0]["livenessProbe"] = PROBE
    ktui.server.put("pods", raw)
    return next(each for each in ktui.server.objects("pods") if each["metadata"]["name"] == name)


def tell(ktui: Ktui, pod: dict[str, Any], *, ago: float = 5, uid: str | None = None, **more: Any) -> None:
    event = objects.event(f"{pod['metadata']['name']}.1", "web", about=pod["metadata"]["name"], **more)
    event["involvedObject"]["uid"] = pod["metadata"]["uid"] if uid is None else uid
    event |= {"firstTimestamp": stamp(ago), "lastTimestamp": stamp(ago)}
    ktui.server.put("events", event)


def extra(item: dict[str, Any]) -> tuple[Any, Any, Any]:
    told = item["extra"]
    assert list(told) == ["PROBES", "WHY", "ADVICE", "traits"]
    assert isinstance(told["ADVICE"], int)
    return told["PROBES"], told["WHY"], told["traits"]


@pytest.mark.parametrize("output", ["json", "yaml"])
async def test_what_the_events_tell_is_told(ktui: Ktui, output: str) -> None:
    put(ktui, "well")
    tell(ktui, put(ktui, "near"))
    answer = await ktui("get", "pods", "-o", output)
    near, well = (answer.json if output == "json" else yaml.safe_load(answer.out))["items"]
    assert extra(well) == ("✓", "", [])
    probes, why, traits = extra(near)
    assert (probes[:2], probes.strip()[-1] in "▂·", traits) == ("L ", True, ["near-miss"])
    assert why.startswith("liveness")
    assert answer.err == ""


async def test_by_name_too(ktui: Ktui) -> None:
    tell(ktui, put(ktui, "near"))
    put(ktui, "well")
    for names in (("near",), ("well", "near")):
        answer = await ktui("get", "pods", *names, "-o", "json")
        assert extra(answer.items[-1])[2] == ["near-miss"]


async def test_the_events_of_another_pod_of_the_name_are_not_its_own(ktui: Ktui) -> None:
    tell(ktui, put(ktui, "new"), uid="the-one-before")
    answer = await ktui("get", "pods", "-o", "json")
    assert extra(answer.items[0]) == ("✓", "", [])


async def test_where_events_may_not_be_read_nothing_is_claimed(ktui: Ktui) -> None:
    tell(ktui, put(ktui, "near"))
    ktui.server.faults.forbid("events", "list", "watch")
    answer = await ktui("get", "pods", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    assert extra(answer.items[0]) == (None, None, None)


async def test_a_table_asks_for_no_events(ktui: Ktui) -> None:
    put(ktui, "a")
    for output in ((), ("-o", "wide")):
        await ktui("get", "pods", *output)
    assert not [request for request in ktui.server.requests if "/events" in request.path]


async def test_a_watch_tells_what_it_knows_at_each_change(ktui: Ktui) -> None:
    pod = put(ktui, "near")
    async with ktui.watching("pods", "-o", "json") as watching:
        assert extra(json.loads((await watching.until_lines(1))[0])) == ("✓", "", [])
        await ktui.server.until_watched("pods")
        await ktui.server.until_watched("events")
        tell(ktui, pod)
        # The event has a watch of its own: it may be there a moment after the pod.
        for number in range(50):
            put(ktui, "near", labels={"change": str(number)})
            lines = await watching.until_lines(2 + number)
            if extra(json.loads(lines[-1]))[2]:
                break
        probes, _, traits = extra(json.loads(lines[-1]))
        assert (probes[:2], traits) == ("L ", ["near-miss"])


async def test_a_watch_without_events_goes_on_without_them(ktui: Ktui) -> None:
    put(ktui, "a")
    ktui.server.faults.forbid("events", "list", "watch")
    async with ktui.watching("pods", "-o", "json") as watching:
        assert extra(json.loads((await watching.until_lines(1))[0])) == (None, None, None)
        await until(lambda: bool(watching.lines))

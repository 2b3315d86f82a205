"""`ktui trigger` and `ktui rerun`: a Job now, printed, made, waited for."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes import objects
from tests.fakes.clock import until
from tests.kube.gateways import writes_to

if TYPE_CHECKING:
    from tests.commands.ktui_at import Ktui


@pytest.fixture(autouse=True)
def _objects(ktui: Ktui) -> None:
    ktui.server.put("cronjobs", objects.cronjob("backup", "web"))
    ktui.server.put("jobs", objects.job("once", "web", active=0, succeeded=1, finished="Complete"))


def jobs(ktui: Ktui) -> dict[str, dict[str, Any]]:
    return {job["metadata"]["name"]: job for job in ktui.server.objects("jobs")}


async def test_a_job_is_made_and_answered_as_the_server_has_it(ktui: Ktui) -> None:
    answer = await ktui("trigger", "backup", "--name", "now", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json["kind"] == "Job"
    assert answer.json["metadata"]["uid"] == jobs(ktui)["now"]["metadata"]["uid"]
    assert answer.json["metadata"]["annotations"] == {"cronjob.kubernetes.io/instantiate": "manual"}
    table = await ktui("trigger", "cj/backup")
    (name,) = set(jobs(ktui)) - {"now", "once"}
    assert table.out == f"job.batch/{name} created\n"
    assert name.startswith("backup-manual-")


@pytest.mark.parametrize("words", [("trigger", "backup"), ("rerun", "once"), ("rerun", "job/once")])
async def test_a_dry_run_prints_the_job_and_sends_nothing(ktui: Ktui, words: tuple[str, ...]) -> None:
    answer = await ktui(*words, "--name", "now", "--dry-run", "-o", "json")
    assert (answer.code, answer.json["metadata"]["name"], answer.json["metadata"]["namespace"]) == (0, "now", "web")
    assert (await ktui(*words, "--name", "now", "--dry-run")).out == "job.batch/now created (dry run)\n"
    assert writes_to(ktui.server) == []


async def test_a_job_again_names_its_origin(ktui: Ktui) -> None:
    answer = await ktui("rerun", "once", "-o", "json")
    assert answer.json["metadata"]["annotations"]["ktui/rerun-of"] == "once"
    assert answer.json["metadata"]["name"].startswith("once-rerun-")


async def test_failures(ktui: Ktui) -> None:
    answer = await ktui("trigger", "absent")
    assert (answer.code, answer.out) == (4, "")
    answer = await ktui("trigger", "backup", "--name", "Bad")
    assert (answer.code, answer.out) == (2, "")
    answer = await ktui("trigger", "backup", "--name", "once")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.endswith('jobs.batch "once" already exists\n')
    ktui.server.faults.forbid("jobs", "create")
    assert (await ktui("trigger", "backup")).code == 5
    assert (await ktui("--read-only", "trigger", "backup")).code == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("trigger backup --dry-run --wait", "no Job to wait for"),
        ("trigger backup --timeout 5", "goes with --wait"),
        ("trigger backup --wait --timeout soon", "no number of seconds"),
        ("trigger ds/backup", "is not one of the cronjobs"),
        ("trigger backup -A", "names no namespace"),
    ],
)
async def test_bad_usage(ktui: Ktui, words: str, said: str) -> None:
    answer = await ktui(*words.split())
    assert answer.code == 2
    assert said in answer.err


def ended(ktui: Ktui, how: str) -> None:
    """The Job `now` has ended."""
    job = jobs(ktui)["now"]
    job["status"] = {"conditions": [objects.condition(how, True, reason="BackoffLimitExceeded")]}
    ktui.server.put("jobs", job)


async def run(ktui: Ktui, *flags: str) -> asyncio.Task[Any]:
    """A trigger that waits, once its Job is there and looked at."""
    running = asyncio.create_task(ktui("trigger", "backup", "--name", "now", "--timeout", "20", *flags))
    await until(lambda: ktui.server.watches("jobs"), timeout=20)
    return running


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [("Complete", 0, ""), ("Failed", 1, "ktui: job web/now: it failed: BackoffLimitExceeded\n")],
)
async def test_waited_for_it_ends_as_the_job_does(ktui: Ktui, how: str, code: int, said: str) -> None:
    running = await run(ktui, "--wait", "-o", "json")
    ended(ktui, how)
    answer = await running
    assert (answer.code, answer.err) == (code, said)
    assert answer.json["status"]["conditions"][0]["type"] == how


async def test_a_job_that_is_deleted_meanwhile_has_not_come_to_a_good_end(ktui: Ktui) -> None:
    running = await run(ktui, "--wait")
    ktui.server.delete("jobs", "web", "now")
    answer = await running
    assert (answer.code, answer.out) == (1, "job.batch/now created\n")
    assert answer.err == "ktui: job web/now: it was deleted before it had ended\n"


async def test_one_does_not_wait_for_longer_than_told(ktui: Ktui) -> None:
    answer = await ktui("trigger", "backup", "--name", "now", "--wait", "--timeout", "0.05")
    assert answer.code == 1
    assert answer.err == "ktui: job web/now has not ended within 0.05 s: it goes on\n"


async def test_its_log_is_followed_to_the_last_line(ktui: Ktui) -> None:
    running = await run(ktui, "--logs")
    job = jobs(ktui)["now"]
    owner = objects.owner("Job", "now", job["metadata"]["uid"])
    ktui.server.put("pods", objects.pod("now-x", "web", owned_by=owner))
    ktui.server.logs.write("now-x", "one\n", "two\n", namespace="web")
    await until(lambda: ktui.server.asked("pods/log"), timeout=20)
    terminated = {"terminated": {"exitCode": 0, "reason": "Completed"}}
    pod = objects.pod("now-x", "web", owned_by=owner)
    pod["status"]["containerStatuses"] = [objects.container_status(ready=False, state=terminated)]
    ktui.server.put("pods", pod)
    ktui.server.logs.end("now-x", namespace="web")
    ended(ktui, "Complete")
    answer = await running
    assert (answer.code, answer.out.splitlines()) == (0, ["job.batch/now created", "one", "two"])


async def test_with_a_document_the_log_goes_to_stderr(ktui: Ktui) -> None:
    running = await run(ktui, "--logs", "-o", "json")
    ended(ktui, "Complete")
    answer = await running
    assert json.loads(answer.out)["kind"] == "Job"

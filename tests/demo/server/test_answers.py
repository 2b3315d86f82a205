"""The embedded server answers writes as a real one did, word for word: `tests/demo/asked.py` lists what is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import aiohttp
import pytest_asyncio

from ktui.demo.server.api_server import ApiServer
from tests.demo.answers import Answered, answered, recorded
from tests.demo.asked import NAMESPACE, everything

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DIFFERENT = {
    "pod: protobuf": "only JSON is read: refused as a type that is not known",
    "node: created, dry": "a node is not tainted as not ready: what makes nodes here says when they are ready",
}
"""What is answered differently, and why."""


@pytest_asyncio.fixture
async def answers() -> AsyncIterator[dict[str, Answered]]:
    """What the embedded server answers to everything, asked in order."""
    async with ApiServer(seed=7, namespaces=True) as server:
        for name in ("default", NAMESPACE):
            server.registry.create("namespaces", {"metadata": {"name": name}}, manager="unknown")
        found = {}
        async with aiohttp.ClientSession(server.url, skip_auto_headers=["User-Agent", "Content-Type"]) as session:
            for asked in everything():
                headers = {"Content-Type": asked.content_type} if asked.data is not None else {}
                async with session.request(asked.method, asked.path, data=asked.data, headers=headers) as answer:
                    warnings = answer.headers.getall("Warning", [])
                    found[asked.name] = answered(asked, answer.status, await answer.read(), warnings)
        yield found


async def test_everything_is_answered_as_by_a_real_server(answers: dict[str, Answered]) -> None:
    real = recorded()
    assert set(real) == set(answers)
    wrong = [
        f"{name}\n  real {_shown(real[name])}\n  ours {_shown(answer)}"
        for name, answer in answers.items()
        if answer != real[name] and name not in DIFFERENT
    ]
    assert not wrong, f"{len(wrong)} of {len(answers)} differ:\n" + "\n".join(wrong)


async def test_what_is_said_to_differ_does(answers: dict[str, Answered]) -> None:
    real = recorded()
    assert {name for name in DIFFERENT if answers[name] == real[name]} == set()


def _shown(answer: Answered) -> str:
    return json.dumps([answer.code, answer.body, answer.warnings])

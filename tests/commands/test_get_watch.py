"""`ktui get -w`: what there is, then one line for each change, through outages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ktui.errors import NotFoundError
from tests.fakes import objects
from tests.fakes.clock import settle, until

if TYPE_CHECKING:
    from tests.commands.ktui_at import Ktui


def put(ktui: Ktui, name: str, **changes: Any) -> None:
    ktui.server.put("pods", objects.pod(name, "web", **changes))


def told(lines: list[str]) -> list[tuple[str, str]]:
    read = [json.loads(line) for line in lines]
    return [(each["type"], each["name"]) for each in read]


async def test_json_is_a_line_for_each_change(ktui: Ktui) -> None:
    put(ktui, "a")
    async with ktui.watching("pods", "-o", "json") as watching:
        assert told(await watching.until_lines(1)) == [("ADDED", "a")]
        await ktui.server.until_watched("pods")
        put(ktui, "b")
        put(ktui, "a", ready=False)
        ktui.server.delete("pods", "web", "b")
        lines = await watching.until_lines(4)
    assert told(lines) == [("ADDED", "a"), ("ADDED", "b"), ("MODIFIED", "a"), ("DELETED", "b")]
    change = json.loads(lines[2])
    assert set(change) == {"type", "namespace", "name", "uid", "cells", "extra"}
    assert change["cells"]["READY"] == "0/1"


async def test_a_table_is_a_row_for_each_change_under_one_header(ktui: Ktui) -> None:
    put(ktui, "a")
    async with ktui.watching("pods") as watching:
        await watching.until_lines(2)
        await ktui.server.until_watched("pods")
        put(ktui, "a", ready=False)
        put(ktui, "b")
        lines = await watching.until_lines(4)
    assert [line.split()[:2] for line in lines] == [["NAME", "READY"], ["a", "1/1"], ["a", "0/1"], ["b", "1/1"]]
    assert {line.index("/") - 1 for line in lines[1:]} == {lines[0].index("READY")}


async def test_headers_can_be_left_out(ktui: Ktui) -> None:
    put(ktui, "a")
    async with ktui.watching("pods", "--no-headers") as watching:
        assert [line.split()[0] for line in await watching.until_lines(1)] == ["a"]


async def test_yaml_is_a_document_for_each_change(ktui: Ktui) -> None:
    put(ktui, "a")
    async with ktui.watching("pods", "-o", "yaml") as watching:
        await watching.until_lines(5)
        await ktui.server.until_watched("pods")
        ktui.server.delete("pods", "web", "a")
        await until(lambda: "DELETED" in "".join(watching.lines))
        documents = [each for each in yaml.safe_load_all(watching.out) if each]
    assert [(each["type"], each["name"]) for each in documents] == [("ADDED", "a"), ("DELETED", "a")]


async def test_one_object_can_be_watched(ktui: Ktui) -> None:
    put(ktui, "a")
    put(ktui, "b")
    async with ktui.watching("pods", "a", "-o", "json") as watching:
        await watching.until_lines(1)
        await ktui.server.until_watched("pods")
        put(ktui, "b", ready=False)
        put(ktui, "a", ready=False)
        assert told(await watching.until_lines(2)) == [("ADDED", "a"), ("MODIFIED", "a")]


async def test_an_object_that_is_not_there_cannot_be_watched(ktui: Ktui) -> None:
    answer = await ktui("get", "pods", "gone", "-w")
    assert (answer.code, answer.out) == (4, "")
    assert "gone" in answer.err


async def test_a_selection_is_watched(ktui: Ktui) -> None:
    put(ktui, "a", labels={"app": "web"})
    async with ktui.watching("pods", "-l", "app=web", "-o", "json") as watching:
        await watching.until_lines(1)
        await ktui.server.until_watched("pods")
        put(ktui, "b", labels={"app": "db"})
        put(ktui, "a", labels={"app": "db"})
        assert told(await watching.until_lines(2)) == [("ADDED", "a"), ("DELETED", "a")]


async def test_the_first_rows_are_sorted_where_that_was_asked_for(ktui: Ktui) -> None:
    for name, restarts in (("a", 9), ("b", 2)):
        put(ktui, name, restarts=restarts)
    async with ktui.watching("pods", "--sort-by", "RESTARTS", "-o", "json") as watching:
        assert told(await watching.until_lines(2)) == [("ADDED", "b"), ("ADDED", "a")]


async def test_a_cut_watch_goes_on_where_it_was(ktui: Ktui) -> None:
    put(ktui, "a")
    async with ktui.watching("pods", "-o", "json") as watching:
        await watching.until_lines(1)
        await ktui.server.until_watched("pods")
        ktui.server.cut_watches("pods")
        await until(lambda: not ktui.server.watches("pods"))
        put(ktui, "b")
        assert told(await watching.until_lines(2)) == [("ADDED", "a"), ("ADDED", "b")]
        assert len(ktui.server.asked("pods", "list")) == 1


async def test_after_a_new_list_only_what_differs_is_told(ktui: Ktui) -> None:
    for name in ("changes", "goes", "stays"):
        put(ktui, name)
    async with ktui.watching("pods", "-o", "json") as watching:
        await watching.until_lines(3)
        await ktui.server.until_watched("pods")
        ktui.server.cut_watches("pods")
        await until(lambda: not ktui.server.watches("pods"))
        put(ktui, "changes", ready=False)
        put(ktui, "comes")
        ktui.server.delete("pods", "web", "goes")
        ktui.server.compact()
        lines = await watching.until_lines(6)
        await settle()
        assert watching.lines == lines
    assert sorted(told(lines[3:])) == [("ADDED", "comes"), ("DELETED", "goes"), ("MODIFIED", "changes")]


async def test_an_object_that_was_replaced_meanwhile_is_told_as_gone_and_come(ktui: Ktui) -> None:
    put(ktui, "a")
    async with ktui.watching("pods", "-o", "json") as watching:
        await watching.until_lines(1)
        await ktui.server.until_watched("pods")
        ktui.server.cut_watches("pods")
        await until(lambda: not ktui.server.watches("pods"))
        ktui.server.delete("pods", "web", "a")
        put(ktui, "a")
        ktui.server.compact()
        lines = await watching.until_lines(3)
    assert told(lines) == [("ADDED", "a"), ("DELETED", "a"), ("ADDED", "a")]
    uids = [json.loads(line)["uid"] for line in lines]
    assert uids[0] == uids[1] != uids[2]


async def test_nothing_there_yet_is_no_reason_to_end(ktui: Ktui) -> None:
    async with ktui.watching("pods", "-o", "json") as watching:
        await ktui.server.until_watched("pods")
        put(ktui, "a")
        assert told(await watching.until_lines(1)) == [("ADDED", "a")]


async def test_a_bookmark_prints_nothing(ktui: Ktui) -> None:
    put(ktui, "a")
    async with ktui.watching("pods", "-o", "json") as watching:
        await watching.until_lines(1)
        await ktui.server.until_watched("pods")
        ktui.server.bookmark("pods")
        put(ktui, "b")
        assert len(await watching.until_lines(2)) == 2


async def test_it_goes_on_through_a_restart_of_the_server(ktui: Ktui) -> None:
    put(ktui, "a")
    async with ktui.watching("pods", "-o", "json") as watching:
        await watching.until_lines(1)
        await ktui.server.until_watched("pods")
        await ktui.server.stop()
        put(ktui, "b")
        await ktui.server.start()
        assert told(await watching.until_lines(2)) == [("ADDED", "a"), ("ADDED", "b")]


async def test_being_stopped_leaves_no_connection(ktui: Ktui) -> None:
    async with ktui.watching("pods", "-o", "json"):
        await ktui.server.until_watched("pods")
    await until(lambda: not ktui.server.watches())


async def test_an_absent_object_raises_and_closes(ktui: Ktui) -> None:
    async with ktui.watching("pods", "gone") as watching:
        with pytest.raises(NotFoundError):
            await watching.task

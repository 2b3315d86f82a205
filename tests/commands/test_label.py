"""`ktui label`: what it answers, what it leaves alone, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes import objects
from tests.kube.gateways import labels_of, put_node, writes_to

if TYPE_CHECKING:
    from tests.commands.ktui_at import Ktui

NO_EFFECTS: dict[str, list[str]] = {"daemonSets": [], "podsDeleted": [], "podsSchedulable": []}


async def test_labels_are_set_and_taken_off(ktui: Ktui) -> None:
    put_node(ktui.server, "n1", tier="web")
    put_node(ktui.server, "n2", disk="ssd")
    answer = await ktui("label", "n1", "node/n2", "disk=ssd", "tier-", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json == {
        "changes": [
            {
                "node": "n1",
                "before": {"tier": "web"},
                "after": {"disk": "ssd"},
                "result": "applied",
                "message": None,
                "warnings": [],
            },
            {
                "node": "n2",
                "before": {"disk": "ssd"},
                "after": {"disk": "ssd"},
                "result": "unchanged",
                "message": None,
                "warnings": [],
            },
        ],
        "effects": NO_EFFECTS,
        "kubectl": f"kubectl label node n1 n2 disk=ssd tier- --overwrite --kubeconfig={ktui.kubeconfig}",
    }
    assert (labels_of(ktui.server, "n1"), labels_of(ktui.server, "n2")) == ({"disk": "ssd"}, {"disk": "ssd"})


async def test_a_table_says_it_as_kubectl_does(ktui: Ktui) -> None:
    put_node(ktui.server, "n1")
    assert (await ktui("label", "node", "n1", "disk=ssd")).out == "node/n1 labeled\n"
    assert (await ktui("label", "n1", "disk=ssd")).out == "node/n1 not labeled\n"


async def test_a_value_that_is_there_changes_only_when_told(ktui: Ktui) -> None:
    put_node(ktui.server, "n1", disk="hdd")
    answer = await ktui("label", "n1", "disk=ssd", "-o", "json")
    assert answer.code == 1
    assert answer.err == "ktui: node n1 has disk=hdd already: --overwrite changes it\n"
    (change,) = answer.json["changes"]
    assert (change["result"], change["before"], change["after"]) == ("refused", {"disk": "hdd"}, {"disk": "hdd"})
    assert writes_to(ktui.server) == []
    answer = await ktui("label", "n1", "disk=ssd", "--overwrite", "-o", "json")
    (change,) = answer.json["changes"]
    assert (change["result"], change["before"], change["after"]) == ("applied", {"disk": "hdd"}, {"disk": "ssd"})


async def test_a_dry_run_asks_the_server_and_changes_nothing(ktui: Ktui) -> None:
    put_node(ktui.server, "n1", disk="hdd")
    answer = await ktui("label", "n1", "disk=ssd", "--overwrite", "--dry-run", "-o", "json")
    (change,) = answer.json["changes"]
    assert (answer.code, change["result"], change["after"]) == (0, "previewed", {"disk": "ssd"})
    assert labels_of(ktui.server) == {"disk": "hdd"}
    (call,) = (call for call in ktui.server.requests if call.method == "PATCH")
    assert call.query["dryRun"] == "All"
    assert (await ktui("journal", "-o", "json")).items == []
    assert "(server dry run)" in (await ktui("label", "n1", "tier=x", "--dry-run")).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["n1"], "wants a label"),
        (["disk=ssd"], "wants the name of a node"),
        (["n1", "bad key=x"], "no key of a label"),
        (["n1", "disk=ssd", "disk-"], "twice"),
        (["pod/n1", "disk=ssd"], "is not one of the nodes"),
    ],
)
async def test_bad_usage_asks_nothing(ktui: Ktui, words: list[str], said: str) -> None:
    answer = await ktui("label", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert ktui.server.requests == []


async def test_a_node_that_is_not_there(ktui: Ktui) -> None:
    answer = await ktui("label", "absent", "disk=ssd")
    assert (answer.code, answer.out, answer.err) == (4, "", 'ktui: nodes "absent" not found\n')
    put_node(ktui.server, "n1")
    answer = await ktui("label", "absent", "n1", "disk=ssd", "-o", "json")
    assert answer.code == 1
    assert [change["result"] for change in answer.json["changes"]] == ["refused", "applied"]


async def test_a_missing_right(ktui: Ktui) -> None:
    put_node(ktui.server, "n1")
    ktui.server.faults.forbid("nodes", "patch")
    answer = await ktui("label", "n1", "disk=ssd")
    assert (answer.code, answer.out) == (5, "")
    assert answer.err.startswith("ktui: not permitted to label node n1: nodes")


async def test_read_only_asks_nothing(ktui: Ktui) -> None:
    put_node(ktui.server, "n1")
    for flags in (["--dry-run"], []):
        for words in (["--read-only", "label", "n1", "a=b", *flags], ["label", "n1", "a=b", "--read-only", *flags]):
            answer = await ktui(*words)
            assert (answer.code, answer.out) == (5, "")
            assert answer.err.startswith("ktui: nothing is changed under --read-only")
    assert ktui.server.requests == []


async def test_a_server_that_is_away(ktui: Ktui) -> None:
    await ktui.server.stop()
    answer = await ktui("label", "n1", "disk=ssd")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.count("\n") == 1


async def test_an_answer_that_is_lost(ktui: Ktui) -> None:
    put_node(ktui.server, "n1")
    ktui.server.faults.lose_answer(kind="nodes", verb="patch")
    answer = await ktui("label", "n1", "disk=ssd", "-o", "json")
    (change,) = answer.json["changes"]
    assert (answer.code, change["result"]) == (0, "applied")
    assert change["message"].endswith("broke the connection off, but it was done")


async def test_protected_keys_are_warned_of(ktui: Ktui) -> None:
    put_node(ktui.server, "n1")
    answer = await ktui("label", "n1", "node-role.kubernetes.io/db=", "-o", "json")
    assert "role" in answer.json["changes"][0]["warnings"][0]
    assert answer.err == ""


async def test_a_journal_that_cannot_be_written_is_said_and_costs_nothing_else(ktui: Ktui) -> None:
    put_node(ktui.server, "n1")
    ktui.server.put("pods", objects.pod("a", "web"))
    ktui.journal.parent.mkdir(parents=True, exist_ok=True)
    ktui.journal.write_bytes(b"no database" * 1000)
    answer = await ktui("label", "n1", "disk=ssd")
    assert (answer.code, answer.out) == (0, "node/n1 labeled\n")
    assert "changes are not recorded" in answer.err
    for words in (["undo"], ["journal"]):
        answer = await ktui(*words)
        assert (answer.code, answer.out) == (1, "")
        assert "file is not a database" in answer.err

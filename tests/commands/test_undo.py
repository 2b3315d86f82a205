"""`ktui undo` and `ktui journal`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes import objects
from tests.kube.gateways import labels_of, put_node, writes_to

if TYPE_CHECKING:
    from tests.commands.ktui_at import Ktui


async def test_the_journal_has_all_that_was_done(ktui: Ktui) -> None:
    put_node(ktui.server, "n1", disk="hdd")
    uid = ktui.server.objects("nodes")[0]["metadata"]["uid"]
    await ktui("label", "n1", "disk=ssd", "tier=web", "--overwrite")
    await ktui("undo")
    undo, label = (await ktui("journal", "-o", "json")).items
    assert label["at"].endswith("Z")
    assert {key: label[key] for key in label if key != "at"} == {
        "id": "1",
        "context": "lab",
        "verb": "label",
        "object": {"kind": "Node", "namespace": None, "name": "n1", "uid": uid},
        "before": {"disk": "hdd"},
        "after": {"disk": "ssd", "tier": "web"},
        "kubectl": f"kubectl label node n1 disk=ssd tier=web --overwrite --kubeconfig={ktui.kubeconfig}",
        "result": "applied",
        "message": None,
        "undoes": None,
        "undoneBy": "2",
    }
    assert (undo["id"], undo["undoes"], undo["undoneBy"]) == ("2", "1", None)
    table = (await ktui("journal")).out.splitlines()
    assert table[0].split() == ["ID", "AT", "VERB", "OBJECT", "CHANGE", "RESULT", "UNDONE", "BY"]
    assert "disk: hdd -> ssd, tier: - -> web" in table[2]
    assert "label (undoes 1)" in table[1]


async def test_a_label_is_taken_back_in_the_json_of_labels(ktui: Ktui) -> None:
    put_node(ktui.server, "n1", disk="hdd")
    put_node(ktui.server, "n2", disk="hdd")
    await ktui("label", "n1", "n2", "disk=ssd", "--overwrite")
    answer = await ktui("undo", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    assert [(each["node"], each["before"], each["after"], each["result"]) for each in answer.json["changes"]] == [
        ("n1", {"disk": "ssd"}, {"disk": "hdd"}, "applied"),
        ("n2", {"disk": "ssd"}, {"disk": "hdd"}, "applied"),
    ]
    assert answer.json["kubectl"].startswith("kubectl label node n1 n2 disk=hdd --overwrite")
    assert labels_of(ktui.server, "n2") == {"disk": "hdd"}
    answer = await ktui("undo")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("ktui: there is nothing to undo")


async def test_any_change_is_taken_back_by_its_number(ktui: Ktui) -> None:
    put_node(ktui.server, "n1")
    ktui.server.put("cronjobs", objects.cronjob("backup", "web"))
    await ktui("cordon", "n1")
    await ktui("suspend", "cj/backup")
    answer = await ktui("undo", "1", "-o", "json")
    assert (answer.json["object"]["name"], answer.json["result"]) == ("n1", "applied")
    assert "unschedulable" not in ktui.server.objects("nodes")[0]["spec"]
    assert (await ktui("undo", "1")).err == "ktui: change 1 is undone already, by change 3\n"
    assert (await ktui("undo")).out == "cronjob.batch/backup resumed\n"
    assert (await ktui("undo", "9")).code == 4
    assert (await ktui("undo", "x")).code == 2


async def test_what_has_no_inverse_is_refused(ktui: Ktui) -> None:
    ktui.server.put("pods", objects.pod("a", "web"))
    await ktui("delete", "po/a")
    answer = await ktui("undo", "-o", "json")
    assert (answer.code, answer.json["result"]) == (1, "refused")
    assert "cannot be undone: what is deleted can only be made anew" in answer.err
    (item,) = (await ktui("journal", "-o", "json")).items
    assert (item["before"]["spec"]["nodeName"], item["after"], item["undoneBy"]) == ("node-1", None, None)


async def test_a_value_that_changed_since_is_left_alone(ktui: Ktui) -> None:
    put_node(ktui.server, "n1", disk="hdd")
    await ktui("label", "n1", "disk=ssd", "--overwrite")
    put_node(ktui.server, "n1", disk="nvme")
    answer = await ktui("undo", "-o", "json")
    assert (answer.code, answer.json["changes"][0]["result"]) == (1, "refused")
    assert answer.err == "ktui: not undone: disk of n1 is nvme now, no longer ssd\n"
    assert labels_of(ktui.server) == {"disk": "nvme"}


async def test_a_job_that_was_made_is_deleted_again(ktui: Ktui) -> None:
    ktui.server.put("cronjobs", objects.cronjob("backup", "web"))
    made = (await ktui("trigger", "backup", "--name", "now", "-o", "json")).json
    answer = await ktui("undo", "-o", "json")
    assert answer.code == 0
    assert answer.json["metadata"]["uid"] == made["metadata"]["uid"]
    assert ktui.server.objects("jobs") == []


async def test_read_only_shows_the_journal_and_undoes_nothing(ktui: Ktui) -> None:
    put_node(ktui.server, "n1", disk="hdd")
    await ktui("label", "n1", "disk=ssd", "--overwrite")
    before = writes_to(ktui.server)
    assert len((await ktui("--read-only", "journal", "-o", "json")).items) == 1
    assert (await ktui("undo", "--read-only")).code == 5
    assert writes_to(ktui.server) == before

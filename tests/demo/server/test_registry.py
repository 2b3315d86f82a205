"""What the registry does to objects before it stores them."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from ktui.demo.server.identity import LETTERS
from ktui.demo.server.statuses import RefusalError
from tests.demo.asked import job, pod, workload
from tests.demo.server.registries import Made


def test_the_same_seed_gives_the_same_identities_and_another_seed_others() -> None:
    def made(seed: int) -> list[tuple[str, str]]:
        there = Made(seed=seed)
        metas = [there.pod("", generateName="made-")["metadata"] for _ in range(5)]
        return [(meta["uid"], meta["name"]) for meta in metas]

    assert made(1) == made(1)
    assert not set(made(1)) & set(made(2))
    for uid, name in made(3):
        assert str(uuid.UUID(uid)) == uid
        assert uuid.UUID(uid).version == 4
        assert re.fullmatch(f"made-[{LETTERS}]{{5}}", name)


def test_without_a_seed_uids_count() -> None:
    there = Made(seed=None)
    assert [there.pod(name)["metadata"]["uid"][-3:] for name in "abc"] == ["001", "002", "003"]


def test_a_long_prefix_is_cut_before_what_is_made_up() -> None:
    name = Made().pod("", generateName="p" * 80 + "-")["metadata"]["name"]
    assert len(name) == 63
    assert name.startswith("p" * 58)


def test_what_a_client_says_of_what_the_server_gives_does_not_count() -> None:
    meta = Made().pod(uid="mine", resourceVersion="7", generation=9, creationTimestamp="2000-01-01T00:00:00Z")[
        "metadata"
    ]
    assert (meta["generation"], meta["creationTimestamp"]) == (1, "2023-11-14T22:13:20Z")
    assert meta["uid"] != "mine"
    assert meta["resourceVersion"] == "1001"


def test_the_status_of_a_new_object_is_the_servers() -> None:
    there = Made()
    made = there.registry.create("pods", {**pod("a"), "status": {"phase": "Running"}})
    assert made["status"] == {"phase": "Pending", "qosClass": "BestEffort"}
    node = there.registry.create("nodes", {"metadata": {"name": "n"}, "status": {"capacity": {"cpu": "1"}}})
    assert node["status"]["capacity"] == {"cpu": "1"}


def test_what_was_handed_in_stays_the_callers() -> None:
    there = Made()
    mine = pod("a")
    made = there.registry.create("pods", mine)
    assert mine == pod("a")
    mine["spec"]["containers"][0]["image"] = "changed"
    assert there.registry.there("pods", "default", "a") is made
    assert made["spec"]["containers"][0]["image"] == "busybox:1.36"


def test_generation_counts_changes_of_the_spec_alone() -> None:
    there = Made()
    there.registry.create("jobs", job("a"))

    def generation() -> int:
        return int(there.registry.there("jobs", "default", "a")["metadata"]["generation"])

    there.registry.change("jobs", "default", "a", lambda obj: obj["metadata"].update(labels={"a": "b"}))
    assert generation() == 1
    there.registry.change("jobs", "default", "a", lambda obj: obj["spec"].update(parallelism=3))
    assert generation() == 2
    there.registry.change("jobs", "default", "a", lambda obj: obj.update(status={"active": 1}), subresource="status")
    assert generation() == 2


def test_status_and_the_rest_are_written_apart() -> None:
    there = Made()
    there.pod()

    def everything(obj: Any) -> None:
        obj["spec"]["activeDeadlineSeconds"] = 5
        obj["status"]["phase"] = "Running"

    there.registry.change("pods", "default", "a", everything, subresource="status")
    stored = there.registry.there("pods", "default", "a")
    assert (stored["status"]["phase"], stored["spec"].get("activeDeadlineSeconds")) == ("Running", None)

    def back(obj: Any) -> None:
        obj["spec"]["activeDeadlineSeconds"] = 5
        obj["status"]["phase"] = "Failed"

    there.registry.change("pods", "default", "a", back)
    stored = there.registry.there("pods", "default", "a")
    assert (stored["status"]["phase"], stored["spec"]["activeDeadlineSeconds"]) == ("Running", 5)


@pytest.mark.parametrize("subresource", ["", "status"])
def test_what_changes_nothing_is_no_revision(subresource: str) -> None:
    there = Made()
    before = there.pod()
    there.told()

    def nothing(obj: Any) -> None:
        # What this way of writing does not take is no change either.
        obj["status" if not subresource else "spec"]["message"] = "x"

    assert there.registry.change("pods", "default", "a", nothing, subresource=subresource) is before
    assert there.registry.update("pods", before, subresource=subresource) is before
    assert there.told() == []


def test_an_edit_does_not_touch_what_is_stored() -> None:
    there = Made()
    before = there.pod()
    there.registry.change("pods", "default", "a", lambda obj: obj["spec"]["containers"][0].update(image="other"))
    assert before["spec"]["containers"][0]["image"] == "busybox:1.36"
    assert there.registry.there("pods", "default", "a")["spec"]["containers"][0]["image"] == "other"


def test_who_writes_upon_an_old_revision_is_told() -> None:
    there = Made()
    old = there.pod()
    there.registry.change("pods", "default", "a", lambda obj: obj["metadata"].update(labels={"a": "b"}))
    with pytest.raises(RefusalError) as caught:
        there.registry.update("pods", {**old, "metadata": {**old["metadata"], "labels": {"a": "c"}}})
    assert isinstance(caught.value.body, dict)
    assert caught.value.body["reason"] == "Conflict"


def test_what_is_gone_cannot_be_changed() -> None:
    there = Made()
    assert there.registry.change("pods", "default", "a", lambda obj: None) is None
    with pytest.raises(RefusalError) as caught:
        there.registry.update("pods", pod("a", meta={"namespace": "default"}))
    assert caught.value.code == 404


def test_a_dry_run_stores_nothing() -> None:
    there = Made()
    made = there.registry.create("daemonsets", workload("DaemonSet", "a"), dry_run=True)
    assert made["metadata"]["uid"]
    assert "resourceVersion" not in made["metadata"]
    before = there.pod()
    there.told()
    changed = there.registry.update(
        "pods", {**before, "metadata": {**before["metadata"], "labels": {"a": "b"}}}, dry_run=True
    )
    assert changed["metadata"]["labels"] == {"a": "b"}
    assert there.registry.deletion("pods", "default", "a").gone
    assert list(there.registry.each("daemonsets")) == []


def test_each_is_in_order_and_of_one_namespace() -> None:
    there = Made()
    for namespace, name in (("b", "z"), ("a", "y"), ("b", "x"), ("a-b", "w"), ("b", "a")):
        there.registry.create("pods", pod(name, meta={"namespace": namespace}))

    def names(namespace: str | None = None) -> list[str]:
        return [obj["metadata"]["name"] for obj in there.registry.each("pods", namespace)]

    assert names() == ["y", "w", "a", "x", "z"]
    assert names("b") == ["a", "x", "z"]
    assert names("a") == ["y"]
    assert names("none") == []


def test_nothing_is_made_where_no_namespace_is() -> None:
    there = Made(namespaces=True)
    with pytest.raises(RefusalError) as caught:
        there.pod()
    assert caught.value.code == 404
    there.registry.create("namespaces", {"metadata": {"name": "default"}})
    assert there.pod()["metadata"]["namespace"] == "default"


def test_kinds_without_rules_are_stored_as_they_are() -> None:
    made = Made().registry.create("configmaps", {"metadata": {"name": "a"}, "data": {"b": "c"}})
    assert made["data"] == {"b": "c"}
    assert (made["kind"], made["apiVersion"]) == ("ConfigMap", "v1")
    assert "generation" not in made["metadata"]

"""A file to a recording."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING

import pytest

from ktui.model.version import NEWEST
from ktui.recording.reader import Gap, RecordingError, read_recording
from tests.recording.files import RECORDINGS, change, notice, written

if TYPE_CHECKING:
    from pathlib import Path


def test_a_real_recording_is_read_whole() -> None:
    path = RECORDINGS / "probes.jsonl"
    recording = read_recording(path)
    told = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line.at, line.resource, line.type, line.object()) for line in recording.lines] == [
        (line["at"], line["resource"], line["type"], line["object"]) for line in told
    ]
    assert (recording.start, recording.end) == (told[0]["at"], told[-1]["at"])
    assert recording.resources == ("events", "pods")
    assert recording.namespaces() == ("probes",)
    assert recording.scope == ()
    assert recording.gaps == {"events": (), "pods": ()}
    assert recording.notes == ()


@pytest.mark.parametrize(
    ("name", "release"), [("probes.jsonl", (1, 20)), ("probes-1.35.jsonl", (1, 35)), ("probes-odd.jsonl", (1, 35))]
)
def test_the_release_shows_in_the_objects_and_not_in_the_name(tmp_path: Path, name: str, release: object) -> None:
    path = tmp_path / "incident.jsonl"
    path.write_bytes((RECORDINGS / name).read_bytes())
    version = read_recording(path).version
    assert (version.major, version.minor) == release


def test_the_start_line_tells_the_release_and_the_scope(tmp_path: Path) -> None:
    start = notice(1, "START", serverVersion="v1.27.3-eks-a5565ad", scope=["shop", "web"])
    recording = read_recording(written(tmp_path / "r", start, change(2, "ADDED", "a")))
    assert (recording.version.minor, recording.version.text) == (27, "v1.27.3-eks-a5565ad")
    assert recording.scope == ("shop", "web")
    assert recording.start == 1


@pytest.mark.parametrize(
    ("scope", "namespaces"), [("web", ("web",)), ("", ()), (None, ()), ("*", ()), ([], ()), ({"x": 1}, ())]
)
def test_a_scope_is_understood_in_several_forms(tmp_path: Path, scope: object, namespaces: object) -> None:
    path = written(tmp_path / "r", notice(1, "START", serverVersion={"gitVersion": "v1.30.1"}, scope=scope))
    recording = read_recording(path)
    assert recording.scope == namespaces
    assert recording.version.minor == 30


def test_the_newest_kubelet_tells_the_release_where_nothing_else_does(tmp_path: Path) -> None:
    def node(name: str, version: str) -> str:
        status = {"nodeInfo": {"kubeletVersion": version}}
        return change(1, "ADDED", name, resource="nodes", namespace="", status=status)

    path = written(tmp_path / "r", node("a", "v1.24.1"), node("b", "v1.25.3"), node("c", "v1.9.9"), node("d", "?"))
    assert read_recording(path).version.minor == 25


def test_a_secrets_token_beside_projected_ones_is_left_over_from_an_upgrade(tmp_path: Path) -> None:
    def pod(name: str, **volume: object) -> str:
        mount = {"name": "t", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}
        spec = {"volumes": [{"name": "t", **volume}], "containers": [{"name": "c", "volumeMounts": [mount]}]}
        return change(1, "ADDED", name, spec=spec)

    old, new = pod("old", secret={"secretName": "default-token-x"}), pod("new", projected={"sources": []})
    assert read_recording(written(tmp_path / "old", old)).version.minor == 20
    assert read_recording(written(tmp_path / "both", old, new)).version == NEWEST
    cronjob = change(1, "ADDED", "c", resource="cronjobs", apiVersion="batch/v1")
    assert read_recording(written(tmp_path / "newer", old, cronjob)).version == NEWEST


def test_a_pod_of_another_form_tells_no_release(tmp_path: Path) -> None:
    path = written(tmp_path / "r", change(1, "ADDED", "a", spec={"volumes": "none"}))
    assert read_recording(path).version == NEWEST


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_compression_is_told_by_the_content_and_not_by_the_name(tmp_path: Path, suffix: str) -> None:
    text = (change(1, "ADDED", "a") + "\n" + change(2, "ADDED", "b") + "\n").encode()
    plain, packed = tmp_path / f"plain{suffix}", tmp_path / f"packed{suffix}"
    plain.write_bytes(text)
    packed.write_bytes(gzip.compress(text[:50]) + gzip.compress(text[50:]) + bytes(512))
    for path in (plain, packed):
        recording = read_recording(path)
        assert [line.key for line in recording.lines] == [("web", "a"), ("web", "b")]
        assert recording.notes == ()


def test_a_line_that_is_cut_off_at_the_end_is_left_out_and_said(tmp_path: Path) -> None:
    whole = change(1, "ADDED", "a") + "\n"
    last = change(2, "ADDED", "b")
    for length in range(1, len(last)):
        path = tmp_path / "r"
        path.write_text(whole + last[:length])
        recording = read_recording(path)
        assert len(recording.lines) == 1
        assert recording.notes == ("the recording breaks off after its line 1: the recorder was not ended in order",)
    path.write_text(whole + last)
    assert (len(read_recording(path).lines), read_recording(path).notes) == (2, ())


def test_a_compressed_stream_without_its_end_gives_what_is_whole(tmp_path: Path) -> None:
    packer = zlib.compressobj(wbits=31)
    path = tmp_path / "r.gz"
    flushed = packer.compress((change(1, "ADDED", "a") + "\n").encode()) + packer.flush(zlib.Z_SYNC_FLUSH)
    path.write_bytes(flushed)
    assert [line.key for line in read_recording(path).lines] == [("web", "a")]
    assert "breaks off after its line 1" in read_recording(path).notes[0]
    ended = flushed + packer.compress((change(2, "ADDED", "b") + "\n").encode()) + packer.flush()
    for length in range(len(flushed), len(ended)):
        path.write_bytes(ended[:length])
        assert read_recording(path).lines[0].key == ("web", "a")
        assert read_recording(path).notes


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "is not JSON"),
        ('{"at":1', "is not JSON"),
        ("[]", "is not a recording's"),
        ('{"at":"x","resource":"pods","type":"ADDED","object":{}}', "is not a recording's"),
        ('{"at":1,"resource":"pods","type":"ADDED"}', "is not a recording's"),
        ('{"at":1e300,"resource":"pods","type":"ADDED","object":{}}', "`at` is no time"),
        ('{"at":1,"resource":"pods","type":"ADDED","object":{}}', "no name"),
        ('{"at":1,"resource":"pods","type":"ADDED","object":[]}', "no object"),
        ('{"at":1,"resource":"recording","type":"LISTED","object":{}}', "not of which kind"),
        ('{"at":1,"resource":"recording","type":"LISTED","object":7}', "is not a recording's"),
        ("\ufffd\x1b[2J", "is not JSON"),
    ],
)
def test_damage_is_one_sentence_with_the_lines_number(tmp_path: Path, line: str, said: str) -> None:
    path = written(tmp_path / "r", change(1, "ADDED", "a"), "", line, change(3, "ADDED", "b"))
    with pytest.raises(RecordingError) as raised:
        read_recording(path)
    assert "line 3 " in str(raised.value)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.exit_code == 2


def test_compressed_data_that_are_none_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "r.gz"
    whole = gzip.compress(b"".join(change(at, "ADDED", f"a{at}").encode() + b"\n" for at in range(2000)))
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * 40 + whole[len(whole) // 2 :])
    with pytest.raises(RecordingError, match="damaged after its line"):
        read_recording(path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b'{"at":1,"resource":"configmaps","type":"ADDED","object":{}}\n'])
def test_a_file_without_a_line_is_no_recording(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "r"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match="holds no recording"):
        read_recording(path)


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(RecordingError, match="cannot be read: "):
            read_recording(path)
    (tmp_path / "text").write_text("Dear reader")
    with pytest.raises(RecordingError, match="line 1 is not JSON"):
        read_recording(tmp_path / "text")


def test_what_is_not_known_is_left_out_and_counted(tmp_path: Path) -> None:
    path = written(
        tmp_path / "r",
        change(1, "ADDED", "a"),
        change(1, "ADDED", "x", resource="configmaps"),
        change(1, "BOOKMARK", "a"),
        notice(1, "LISTED", resource="configmaps"),
        notice(1, "PAUSED"),
    )
    recording = read_recording(path)
    assert [line.key for line in recording.lines] == [("web", "a")]
    assert recording.left_out == {"configmaps": 2, "BOOKMARK": 1, "recording PAUSED": 1}
    assert recording.notes == (
        "4 lines of what ktui does not know were left out: configmaps 2, BOOKMARK 1, recording PAUSED 1",
    )


def test_a_kind_was_recorded_where_it_was_listed_though_it_had_none(tmp_path: Path) -> None:
    path = written(tmp_path / "r", notice(1, "START"), notice(1, "LISTED", resource="jobs"), change(2, "ADDED", "a"))
    assert read_recording(path).resources == ("jobs", "pods")


def test_gaps_last_until_the_watch_goes_on(tmp_path: Path) -> None:
    path = written(
        tmp_path / "r",
        notice(1, "LISTED", resource="pods"),
        notice(1, "LISTED", resource="jobs"),
        notice(1, "LISTED", resource="nodes"),
        notice(5, "DISCONNECTED", resource="pods"),
        notice(7, "DISCONNECTED"),
        notice(8, "LISTED", resource="pods"),
        notice(9, "RESUMED", resource="jobs"),
        notice(10, "DISCONNECTED", resource="jobs"),
        change(11, "ADDED", "a", resource="jobs"),
        notice(12, "DISCONNECTED", resource="pods"),
    )
    assert read_recording(path).gaps == {
        "pods": (Gap(5, 8), Gap(12, None)),
        "jobs": (Gap(7, 9), Gap(10, 11)),
        "nodes": (Gap(7, None),),
    }


def test_a_second_start_is_a_gap_since_the_line_before(tmp_path: Path) -> None:
    path = written(
        tmp_path / "r",
        notice(1, "START"),
        notice(1, "LISTED", resource="pods"),
        change(3, "ADDED", "a"),
        notice(20, "START"),
        notice(21, "LISTED", resource="pods"),
    )
    assert read_recording(path).gaps == {"pods": (Gap(3, 21),)}


def test_lines_are_put_in_the_order_of_their_time(tmp_path: Path) -> None:
    path = written(tmp_path / "r", change(2, "ADDED", "b"), change(1, "ADDED", "a"), change(2, "DELETED", "b"))
    recording = read_recording(path)
    assert [(line.at, line.type, line.number) for line in recording.lines] == [
        (1, "ADDED", 2),
        (2, "ADDED", 1),
        (2, "DELETED", 3),
    ]
    assert [recording.lines_until(at) for at in (0, 1, 1.5, 2)] == [0, 1, 1, 3]

"""A recording's file."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from ktui.errors import UsageError
from ktui.recording.reader import read_recording
from ktui.recording.writer import HELD, FullError, RecordingFile
from tests.recording.files import change

if TYPE_CHECKING:
    from pathlib import Path


def line(number: int) -> bytes:
    return change(number, "ADDED", f"a{number}", spec={"filling": os.urandom(500).hex()}).encode() + b"\n"


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
def test_what_is_flushed_can_be_read_while_it_is_written(tmp_path: Path, name: str) -> None:
    file = RecordingFile(tmp_path / name)
    for number in range(1, 4):
        file.write(line(number))
        file.flush()
        assert len(read_recording(file.path).lines) == number
        assert file.size == file.path.stat().st_size
        size = file.size
        file.flush()
        assert file.size == size
    file.close()
    file.close()
    recording = read_recording(file.path)
    assert (len(recording.lines), file.lines, recording.notes) == (3, 3, ())
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
def test_no_more_than_a_little_is_held_back(tmp_path: Path, name: str) -> None:
    file = RecordingFile(tmp_path / name)
    written = 0
    for number in range(2000):
        text = line(number)
        written += len(text)
        file.write(text)
    # Half of random hexadecimal digits is what compression leaves of them.
    assert written - HELD - 2000 <= file.size <= written or (name.endswith(".gz") and file.size > written / 3)
    file.close()


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
@pytest.mark.parametrize("room", [0, 1, 700, 1500, 4000])
def test_a_full_disk_leaves_whole_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, room: int) -> None:
    file = RecordingFile(tmp_path / name)
    file.write(line(1))
    file.flush()
    left = room
    really = os.write

    def write(descriptor: int, data: memoryview) -> int:
        nonlocal left
        if left <= 0:
            raise OSError(28, "No space left on device")
        done = really(descriptor, data[:left])
        left -= done
        return done

    monkeypatch.setattr(os, "write", write)

    def write_on() -> None:
        for number in range(2, 100):
            file.write(line(number))
            file.flush()

    with pytest.raises(FullError, match="cannot be written on: No space left on device; what was recorded before"):
        write_on()
    assert not file.open
    recording = read_recording(file.path)
    assert [line.key[1] for line in recording.lines] == [f"a{number}" for number in range(1, len(recording.lines) + 1)]
    assert file.path.stat().st_size == file.size


def test_a_file_that_is_there_is_written_over_only_if_forced(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("precious")
    with pytest.raises(UsageError, match="is there already"):
        RecordingFile(path)
    assert path.read_text() == "precious"
    RecordingFile(path, force=True).close()
    assert path.read_text() == ""
    with pytest.raises(UsageError, match="cannot be made"):
        RecordingFile(tmp_path, force=True)


def test_a_device_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        RecordingFile(path, force=True).remove()
        assert path.exists()
    finally:
        os.close(reading)
    file = RecordingFile(tmp_path / "r")
    file.remove()
    assert not file.path.exists()

"""A recording's file: lines go in whole, what was written stays readable whatever happens."""

from __future__ import annotations

import contextlib
import os
import stat
import zlib
from typing import TYPE_CHECKING

from ktui.errors import KtuiError, UsageError
from ktui.insight.text import visible

if TYPE_CHECKING:
    from pathlib import Path

HELD = 1 << 18
"""Bytes that are held back at most until they are written; the caller flushes by time."""
LEVEL = 4
"""zlib's: a seventh of the bytes for twice the time of the fastest one, and each further level gains a little."""


def check_new(path: Path, *, force: bool = False) -> None:
    """Say early what making the file would: raises `UsageError` where there is one already and not `force`."""
    if not force and path.exists():
        raise UsageError(f"{visible(str(path))} is there already: name another file, or add --force")


class FullError(KtuiError):
    """The file cannot be written on; what was written stays."""


class RecordingFile:
    """A new recording, compressed when its name ends in `.gz`; mode 0600.

    A process that is killed leaves whole lines up to the last `flush`, and a compressed stream that can be read that
    far; a write that fails half-way is taken back to there.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        """Make the file; raises `UsageError` where that cannot be, or where there is one already and not `force`."""
        self.path = path
        self.lines = 0
        """Lines that went in."""
        self.size = 0
        """Bytes in the file."""
        self._held = bytearray()
        self._packer = zlib.compressobj(LEVEL, wbits=16 + zlib.MAX_WBITS) if path.suffix == ".gz" else None
        self._unflushed = False
        flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | (os.O_TRUNC if force else os.O_EXCL)
        try:
            self._file: int | None = os.open(path, flags, 0o600)
        except FileExistsError:
            raise UsageError(f"{visible(str(path))} is there already: name another file, or add --force") from None
        except OSError as error:
            raise UsageError(f"the recording {visible(str(path))} cannot be made: {error.strerror}") from None
        with contextlib.suppress(OSError):  # a file of another's that one may write is not one's own to close
            if stat.S_ISREG(os.fstat(self._file).st_mode):
                os.fchmod(self._file, 0o600)

    @property
    def open(self) -> bool:
        """Whether it can be written on."""
        return self._file is not None

    def write(self, line: bytes) -> None:
        """One line with its end, unless it is closed; raises `FullError`."""
        if not self.open:
            return
        self._held += self._packer.compress(line) if self._packer else line
        self._unflushed = True
        self.lines += 1
        if len(self._held) >= HELD:
            self.flush()

    def flush(self) -> None:
        """To the file, so that a reader can read every line until here; raises `FullError`."""
        if not (self._unflushed and self.open):
            return
        if self._packer:
            self._held += self._packer.flush(zlib.Z_SYNC_FLUSH)
        self._unflushed = False
        self._store()

    def close(self) -> None:
        """End it in order; raises `FullError`. Again: nothing."""
        if self._file is None:
            return
        try:
            if self._packer:
                self._held += self._packer.flush()
            self._store()
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Close it as it is: after a `FullError`."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.close(self._file)
            self._file = None

    def remove(self) -> None:
        """Close it and take it away: nothing was recorded."""
        self.abandon()
        with contextlib.suppress(OSError):
            if stat.S_ISREG(self.path.stat().st_mode):  # not a device that it was told to write to
                self.path.unlink()

    def _store(self) -> None:
        assert self._file is not None
        view = memoryview(bytes(self._held))
        self._held.clear()
        done = 0
        try:
            while done < len(view):
                done += os.write(self._file, view[done:])
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self.size)
            self.abandon()
            name = visible(str(self.path))
            raise FullError(
                f"{name} cannot be written on: {error.strerror}; what was recorded before is in it"
            ) from None
        self.size += len(view)

"""Bytes in any chunks to whole lines."""

from __future__ import annotations

from ktui.errors import KtuiError

LINE_LIMIT = 64 << 20
"""Bytes of one line; etcd holds objects of 1.5 MB, so a longer one is no watch line."""


class EndlessLineError(KtuiError):
    """More than `LINE_LIMIT` bytes without a line's end."""


class LineSplitter:
    """Puts a watch's lines together; chunks may split anywhere, inside a character too."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that `chunk` completes, without their ends; blank ones are left out.

        What follows the last line's end is kept for the next chunk; at the stream's end it is a line cut off, and lost
        on purpose.
        """
        end = chunk.rfind(b"\n")
        if end < 0:
            self._rest += chunk
            if len(self._rest) > LINE_LIMIT:
                raise EndlessLineError(f"a line longer than {LINE_LIMIT} bytes")
            return []
        self._rest += chunk[:end]
        lines = [line for line in bytes(self._rest).split(b"\n") if line.strip()]
        self._rest = bytearray(chunk[end + 1 :])
        return lines

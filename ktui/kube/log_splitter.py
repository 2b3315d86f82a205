"""A log's bytes in any chunks to lines of bounded length."""

from __future__ import annotations

LINE_LIMIT = 32 << 10
"""Bytes of one line that are kept: twice what a container runtime writes in one piece."""


class LogSplitter:
    """Puts a log's lines together; chunks may split anywhere, inside a character too.

    Unlike a watch's, a log's blank lines count, and what follows the last line's end is a line once the log has ended.
    """

    def __init__(self) -> None:
        self._rest = bytearray()
        self._beyond = 0
        """Bytes of the line under way that were not kept."""

    def feed(self, chunk: bytes) -> list[str]:
        """The lines that `chunk` completes, without their ends."""
        first, *others = chunk.split(b"\n")
        self._keep(first)
        if not others:
            return []
        lines = [self._taken(), *(_text(line) for line in others[:-1])]
        self._keep(others[-1])
        return lines

    def end(self) -> list[str]:
        """The log has ended: its last line, if that had no end."""
        return [self._taken()] if self._rest else []

    def _keep(self, part: bytes) -> None:
        room = LINE_LIMIT - len(self._rest)
        self._rest += part[:room]
        self._beyond += max(0, len(part) - room)

    def _taken(self) -> str:
        text = _text(bytes(self._rest), self._beyond)
        self._rest.clear()
        self._beyond = 0
        return text


def _text(line: bytes, beyond: int = 0) -> str:
    """The line as text: what is no UTF-8 is a replacement character, what is too long is cut and says so."""
    beyond += max(0, len(line) - LINE_LIMIT)
    text = line[:LINE_LIMIT].decode("utf-8", "replace")
    return f"{text} … cut: {beyond:,} more bytes" if beyond else text

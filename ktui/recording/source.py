"""A recording's bytes to its lines: plain or gzip, whole or broken off."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

CHUNK = 1 << 20
"""Bytes read at once."""
_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS


class DamagedError(ValueError):
    """Compressed data that are none."""


class Lines:
    """The lines of `file` without their ends, blank ones too, so that they can be counted.

    A recorder that was killed leaves a last line that is cut off, and a compressed stream without its end: what is
    whole is given, and what is not stands in `rest` once all are read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.rest = b""
        """What follows the last line's end."""
        self.unended = False
        """Whether the compressed stream lacks its end."""

    def __iter__(self) -> Iterator[bytes]:
        rest: list[bytes] = []
        for chunk in self._plain():
            first, *others = chunk.split(b"\n")
            rest.append(first)
            if others:
                yield b"".join(rest)
                *whole, last = others
                yield from whole
                rest = [last]
        self.rest = b"".join(rest)

    def _plain(self) -> Iterator[bytes]:
        """The content, decompressed where it is compressed, whatever the file is called."""
        head = self._file.read(CHUNK)
        return self._inflated(head) if head.startswith(_MAGIC) else self._as_it_is(head)

    def _as_it_is(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            yield chunk
            chunk = self._file.read(CHUNK)

    def _inflated(self, chunk: bytes) -> Iterator[bytes]:
        member = zlib.decompressobj(_GZIP)
        begun = False
        while chunk:
            try:
                while chunk:
                    if member.eof:  # several streams behind each other are one; zeros that fill up a block are none
                        chunk = chunk.lstrip(b"\0")
                        if not chunk:
                            break
                        member, begun = zlib.decompressobj(_GZIP), False
                    begun = True
                    text = member.decompress(chunk, CHUNK)
                    chunk = member.unused_data if member.eof else member.unconsumed_tail
                    yield text
            except zlib.error as error:
                raise DamagedError(str(error)) from None
            chunk = self._file.read(CHUNK)
        self.unended = begun and not member.eof

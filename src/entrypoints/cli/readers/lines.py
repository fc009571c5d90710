"""The file itself: plain or compressed, named or piped in, cut into numbered lines."""

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from msgspec import Struct

from entrypoints.cli.readers.entries import Refused

LONGEST_LINE: Final = 32 * 1024 * 1024
"""Bytes. The longest ticket seen in real data has 0.7 MB; without a bound one endless line would fill the memory."""

BROKEN: Final = (OSError, EOFError, zlib.error)
"""What reading a damaged or vanished file raises; `gzip.BadGzipFile` is an OSError."""

_GZIP: Final = b"\x1f\x8b"


class Line(Struct, frozen=True):
    number: int
    text: bytes


class Source:
    """An open file of tickets. `size` is None where nobody can know it, as of a pipe."""

    def __init__(self, file: BinaryIO, *, size: int | None) -> None:
        self._file = file
        self.size = size
        peeked: bytes = file.peek(len(_GZIP))  # type: ignore[attr-defined] # a BufferedReader, which both ways give
        compressed = peeked[: len(_GZIP)] == _GZIP
        self.stream: IO[bytes] = cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if compressed else file

    @property
    def position(self) -> int:
        """Bytes of the file read so far, compressed ones where it is compressed."""
        return self._file.tell() if self.size is not None else 0

    def lines(self) -> Iterator[Line | Refused]:
        """Every line that is not blank. One that is too long is refused; damage ends the file and is reported."""
        number = 0
        try:
            while text := self.stream.readline(LONGEST_LINE + 1):
                number += 1
                if len(text) > LONGEST_LINE and not text.endswith(b"\n"):
                    self._skip_line()
                    yield Refused(number, f"Longer than {LONGEST_LINE} bytes.", text[:200].decode(errors="replace"))
                elif text.strip():
                    yield Line(number, text.removeprefix(b"\xef\xbb\xbf") if number == 1 else text)
        except BROKEN as problem:
            yield breakage(number + 1, problem)

    def _skip_line(self) -> None:
        while (text := self.stream.readline(LONGEST_LINE)) and not text.endswith(b"\n"):
            pass


def breakage(number: int, problem: Exception) -> Refused:
    return Refused(number, f"The file cannot be read any further: {problem}.", "")


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a file, or standard input for `-`."""
    if path == Path("-"):
        yield Source(sys.stdin.buffer, size=None)
        return
    with path.open("rb") as file:
        yield Source(file, size=path.stat().st_size if path.is_file() else None)

"""JSON lines: our own export, and the flattened issues of another tracker, told apart line by line."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from application.desk.archive import TicketRecord
from entrypoints.cli.readers.entries import Read, Refused, Unreadable
from entrypoints.cli.readers.lines import Line
from entrypoints.cli.readers.tracker import TrackerIssue, record_of
from entrypoints.cli.readers.vocabulary import Vocabulary


class _Shape(Struct, rename="camel"):
    """Enough of a line to know whose it is."""

    created_at: Raw | UnsetType = UNSET
    created: Raw | UnsetType = UNSET


_shape = msgspec.json.Decoder(_Shape)
_own = msgspec.json.Decoder(TicketRecord)
_tracker = msgspec.json.Decoder(TrackerIssue)


def read_json_lines(lines: Iterable[Line | Refused], words: Vocabulary) -> Iterator[Read | Refused]:
    for line in lines:
        if isinstance(line, Refused):
            yield line
            continue
        try:
            yield Read(line.number, _record(line.text, words))
        except (Unreadable, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
            yield Refused(line.number, str(problem), line.text.decode(errors="replace").rstrip("\r\n"))


def _record(text: bytes, words: Vocabulary) -> TicketRecord:
    shape = _shape.decode(text)
    if shape.created_at is not UNSET:
        return _own.decode(text)
    if shape.created is not UNSET:
        return record_of(_tracker.decode(text), words)
    raise Unreadable("Neither a ticket of ours (`createdAt`) nor an issue of a tracker (`created`).")

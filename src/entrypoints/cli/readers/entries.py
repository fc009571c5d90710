"""What a reader makes of a line: a record, or a reason why not."""

from msgspec import Struct

from application.desk.archive import TicketRecord


class Unreadable(Exception):
    """The line at hand cannot become a record; the message says why."""


class Read(Struct, frozen=True):
    line: int
    record: TicketRecord


class Refused(Struct, frozen=True):
    """`text` is the line as it stood, or what could be kept of it."""

    line: int
    reason: str
    text: str

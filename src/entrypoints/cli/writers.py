"""Records as lines: JSON lines that `import` reads back as they were, and CSV for spreadsheets."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import IO, Final

import msgspec

from application.desk.archive import TicketRecord
from entrypoints.cli.formulas import guarded

Write = Callable[[Sequence[TicketRecord]], None]

_COLUMNS: Final = tuple(field.name for field in msgspec.structs.fields(TicketRecord))
_encoder: Final = msgspec.json.Encoder()


def json_lines_to(stream: IO[bytes]) -> Write:
    def write(records: Sequence[TicketRecord]) -> None:
        stream.write(_encoder.encode_lines(records))

    return write


def table_to(stream: IO[bytes]) -> Write:
    """One row a ticket under our own field names; its comments as JSON in one cell. Formulas are disarmed."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(_COLUMNS)

    def write(records: Sequence[TicketRecord]) -> None:
        table.writerows([_cell(getattr(record, column)) for column in _COLUMNS] for record in records)
        stream.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()

    return write


def _cell(value: object) -> str:
    match value:
        case None | ():
            return ""
        case str():
            return guarded(value)
        case (str(), *_):
            return guarded(", ".join(value))  # type: ignore[arg-type] # tags
        case _:
            return _encoder.encode(value).decode().strip('"')

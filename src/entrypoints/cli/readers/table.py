"""Tables: CSV with a header, one ticket a row, separated by comma, semicolon, tab or bar."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Final, TypeAlias

import msgspec

from application.desk.archive import CommentRecord, TicketRecord
from entrypoints.cli.formulas import unguarded
from entrypoints.cli.readers.columns import ColumnsUnclear, columns_of
from entrypoints.cli.readers.entries import Read, Refused, Unreadable
from entrypoints.cli.readers.lines import BROKEN, LONGEST_LINE, Source, breakage
from entrypoints.cli.readers.tracker import named, tags_of, with_environment
from entrypoints.cli.readers.vocabulary import Vocabulary

Row: TypeAlias = list[str]

_SEPARATORS: Final = ",;\t|"
_TIMES: Final = {"createdAt": "created_at", "updatedAt": "updated_at", "resolvedAt": "resolved_at", "dueAt": "due_at"}


def read_table(
    source: Source, words: Vocabulary, *, wishes: Mapping[str, str], time_format: str | None
) -> Iterator[Read | Refused]:
    """One entry for every row. ColumnsUnclear when the header does not say enough."""
    rows = _rows(source)
    header = next(rows, None)
    if not isinstance(header, tuple):
        raise ColumnsUnclear("The file does not begin with the names of its columns.")
    columns, width = columns_of(header[1], wishes), len(header[1])
    for entry in rows:
        if isinstance(entry, Refused):
            yield entry
            continue
        number, row = entry
        try:
            yield Read(number, _record(_cells(row, columns, width), words, time_format))
        except (Unreadable, msgspec.MsgspecError, RecursionError) as problem:
            yield Refused(number, str(problem), ",".join(row).encode(errors="replace").decode())


def _rows(source: Source) -> Iterator[tuple[int, Row] | Refused]:
    """Each row that is not blank, with the number of its first line."""
    csv.field_size_limit(LONGEST_LINE)
    text = io.TextIOWrapper(source.stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    first = text.readline()
    reader = csv.reader(chain([first], text), delimiter=max(_SEPARATORS, key=first.count), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            if row := next(reader):
                yield number, row
        except csv.Error as problem:
            yield Refused(number, f"Not a row: {problem}.", "")
        except BROKEN as problem:
            yield breakage(number, problem)
            break
        except StopIteration:
            break
    text.detach()  # which leaves the file open for whoever opened it


def _cells(row: Row, columns: Mapping[str, int], width: int) -> Mapping[str, str]:
    if len(row) != width:
        raise Unreadable(f"Has {len(row)} fields where the header has {width}.")
    try:
        "".join(row).encode()
    except UnicodeEncodeError:
        raise Unreadable("Not valid UTF-8.") from None
    return {field: unguarded(row[place]) for field, place in columns.items()}


def _record(cells: Mapping[str, str], words: Vocabulary, time_format: str | None) -> TicketRecord:
    def cell(field: str) -> str:
        return cells.get(field, "").strip()

    fields: dict[str, Any] = {
        "key": cell("key"),
        "title": cell("title"),
        "description": with_environment(cells.get("description", ""), cell("environment")),
        "status": words.status(cell("status")),
        "priority": words.priority(cell("priority")),
        "category": named(cell("category")),
        "tags": tags_of([cell("type"), cell("tags")]),
        "channel": cell("channel").casefold() or "cli",
        "requester": named(cell("requester")),
        "assignee": named(cell("assignee")),
        "assigneeTimeZone": named(cell("assignee_time_zone")),
        "resolution": named(cells.get("resolution")),
        "comments": msgspec.json.decode(cell("comments") or "[]", type=tuple[CommentRecord, ...]),
    }
    fields |= {name: _time(cell(field), time_format) for name, field in _TIMES.items()}
    return msgspec.convert(fields, TicketRecord)


def _time(text: str, time_format: str | None) -> datetime | None:
    """A time without a zone is UTC, which is what most systems export."""
    if not text:
        return None
    try:
        time = datetime.strptime(text, time_format) if time_format else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        hint = "fit --time-format" if time_format else "read like 2014-01-31 12:00; see --time-format"
        raise Unreadable(f'The time "{text}" does not {hint}.') from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)

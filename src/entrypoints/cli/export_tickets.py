"""`tixgenius export`: what another system, or this one again, can read."""

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Literal, cast

from cyclopts import App, Parameter

from domain.shared.access import Actor
from entrypoints.cli.console import say
from entrypoints.cli.opening import opened_house
from entrypoints.cli.streams import file_or_stream
from entrypoints.cli.writers import json_lines_to, table_to

app = App(name="export", help="Write down what the house holds.")


@app.command
async def tickets(
    file: Annotated[Path, file_or_stream("Where to; - is standard output, a name in .gz is compressed.")] = Path("-"),
    /,
    *,
    format: Annotated[Literal["jsonl", "csv"], Parameter(help="JSON lines lose nothing; CSV is for people.")] = "jsonl",
) -> None:
    """Write all tickets with their comments, internal notes too: keep the file to yourself.

    `tixgenius import tickets` reads it again. In CSV a quote is put before what a spreadsheet would run as a formula.
    """
    written = 0
    with _stream_to(file) as stream:
        write = json_lines_to(stream) if format == "jsonl" else table_to(stream)
        async with opened_house() as house:
            async for records in house.desk.export_tickets(Actor.house()):
                write(records)
                written += len(records)
    say(f"{written:,} tickets written.")


@contextmanager
def _stream_to(file: Path) -> Iterator[IO[bytes]]:
    """The file appears under its name when it is complete."""
    if file == Path("-"):
        yield sys.stdout.buffer
        return
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as plain:
            if file.suffix == ".gz":
                with gzip.open(plain, "wb") as stream:
                    yield cast("IO[bytes]", stream)
            else:
                yield plain
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)

"""`tixgenius import`: what comes from other systems."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, BinaryIO, Final, Literal

import msgspec
from cyclopts import App, Parameter

from entrypoints.cli.bring_in import Tally, bring_in
from entrypoints.cli.console import out, say
from entrypoints.cli.opening import opened_house
from entrypoints.cli.progress import watching
from entrypoints.cli.readers.columns import wishes_of
from entrypoints.cli.readers.entries import Read, Refused
from entrypoints.cli.readers.json_lines import read_json_lines
from entrypoints.cli.readers.lines import Source, open_source
from entrypoints.cli.readers.table import read_table
from entrypoints.cli.readers.vocabulary import Vocabulary
from entrypoints.cli.streams import file_or_stream

app = App(name="import", help="Bring in what another system holds.")

_TABLES: Final = frozenset({".csv", ".tsv"})


def _pairs(check: Callable[[Sequence[str]], object], help: str) -> Parameter:
    """Any number of `this=that`; what makes no sense is told before anything is opened."""

    def validate(_: object, pairs: Sequence[str]) -> None:
        check(pairs)

    return Parameter(help=help, validator=validate, negative=(), show_default=False)


Format = Literal["auto", "jsonl", "csv"]

SHOWN: Final = 20
"""Refused lines told one by one; the rest is counted."""


@app.command
async def tickets(
    file: Annotated[Path, file_or_stream("The file, or - for standard input; gzip is recognised.")],
    /,
    *,
    format: Annotated[
        Format, Parameter(help="auto: CSV when the name ends in .csv or .tsv, else JSON lines.")
    ] = "auto",
    columns: Annotated[
        tuple[str, ...],
        _pairs(wishes_of, "CSV: which column is what, as key=Id,title=Summary; else by its name."),
    ] = (),
    map: Annotated[
        tuple[str, ...],
        _pairs(Vocabulary, 'What a word means here, as "status.In QA=pending" or priority.P1=high.'),
    ] = (),
    time_format: Annotated[str | None, Parameter(help='CSV: how times are written, as "%d/%m/%Y %H:%M".')] = None,
    refused: Annotated[Path | None, Parameter(help="Write the lines that were refused here, as JSON lines.")] = None,
) -> int:
    """Bring in tickets with their comments and people; what is there already stays as it is.

    Reads JSON lines (our own export, or the flattened issues of a tracker) and CSV. An import that broke off is simply
    run again. A line that cannot be read is reported and skipped; then the exit code is 1.
    """
    with ExitStack() as files:
        source = files.enter_context(open_source(file))
        sink = files.enter_context(refused.open("wb")) if refused else None
        is_table = format == "csv" or (format == "auto" and not _TABLES.isdisjoint(file.suffixes))
        if is_table:
            entries = read_table(source, Vocabulary(map), wishes=wishes_of(columns), time_format=time_format)
        else:
            entries = read_json_lines(source.lines(), Vocabulary(map))
        return await _bring_in(entries, source, sink)


async def _bring_in(entries: Iterator[Read | Refused], source: Source, sink: BinaryIO | None) -> int:
    tally = Tally()
    async with opened_house() as house:
        begun = time.monotonic()
        try:
            with watching(source.size, "Importing") as report:
                async for tally, refused in bring_in(house.desk, entries):
                    _tell(refused, tally, sink)
                    report(source.position, f"{tally.rows:,} rows")
        except BaseException:
            say("Broken off. The same command goes on from here.")
            raise
        finally:
            _sum_up(tally, time.monotonic() - begun)
    return 1 if tally.refused else 0


def _tell(refused: list[Refused], tally: Tally, sink: BinaryIO | None) -> None:
    told = tally.refused - len(refused)
    for number, refusal in enumerate(refused, start=told + 1):
        if number <= SHOWN:
            say(f"line {refusal.line}: {refusal.reason}")
        elif number == SHOWN + 1:
            say("Further refused lines are only counted; --refused FILE keeps them.")
        if sink:
            sink.write(msgspec.json.encode(refusal) + b"\n")


def _sum_up(tally: Tally, seconds: float) -> None:
    new, known = tally.new, tally.known
    out.print(f"{new.tickets:,} new tickets, {new.comments:,} new comments")
    out.print(f"{known.tickets:,} tickets and {known.comments:,} comments were there already")
    out.print(f"{tally.refused:,} refused · {seconds:.1f} s · {tally.rows / max(seconds, 0.001):,.0f} rows/s")

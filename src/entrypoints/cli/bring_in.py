"""Portion by portion into the desk, with an account of what came of it."""

from collections.abc import AsyncIterator, Iterable, Sequence

import msgspec
from msgspec import Struct

from application.desk.archive import BroughtIn
from application.desk.face import Desk
from domain.shared.access import Actor
from domain.shared.errors import Refusal, Unavailable
from entrypoints.cli.console import in_one_line
from entrypoints.cli.readers.entries import Read, Refused
from entrypoints.cli.readers.portions import portions


class Tally(Struct, frozen=True):
    """Tickets and comments of the file so far: how many were new, and how many there already."""

    new: BroughtIn = BroughtIn()
    known: BroughtIn = BroughtIn()
    refused: int = 0

    @property
    def rows(self) -> int:
        return self.new.tickets + self.new.comments + self.known.tickets + self.known.comments

    def plus(self, reads: Sequence[Read], new: BroughtIn, refused: int) -> "Tally":
        tickets = len(reads) - new.tickets
        comments = sum(len(read.record.comments) for read in reads) - new.comments
        return Tally(
            new=BroughtIn(self.new.tickets + new.tickets, self.new.comments + new.comments),
            known=BroughtIn(self.known.tickets + tickets, self.known.comments + comments),
            refused=self.refused + refused,
        )


async def bring_in(desk: Desk, entries: Iterable[Read | Refused]) -> AsyncIterator[tuple[Tally, list[Refused]]]:
    """Import all entries; after each portion, the tally so far and what was refused of the portion."""
    tally = Tally()
    for portion in portions(entries):
        refused = [entry for entry in portion if isinstance(entry, Refused)]
        reads = [entry for entry in portion if isinstance(entry, Read)]
        new, refused_later = await _import(desk, reads)
        out = {refusal.line for refusal in refused_later}
        tally = tally.plus([read for read in reads if read.line not in out], new, len(refused) + len(refused_later))
        yield tally, refused + refused_later


async def _import(desk: Desk, reads: Sequence[Read]) -> tuple[BroughtIn, list[Refused]]:
    """All of them at once, or one by one when there is one among them that the desk refuses."""
    try:
        return await desk.import_tickets(Actor.house(), [read.record for read in reads]), []
    except Unavailable:
        raise
    except Refusal as refusal:
        if len(reads) == 1:
            text = msgspec.json.encode(reads[0].record).decode()
            return BroughtIn(), [Refused(reads[0].line, in_one_line(refusal), text)]
    halves = [await _import(desk, half) for half in (reads[: len(reads) // 2], reads[len(reads) // 2 :])]
    new = BroughtIn(sum(half.tickets for half, _ in halves), sum(half.comments for half, _ in halves))
    return new, [refusal for _, refused in halves for refusal in refused]

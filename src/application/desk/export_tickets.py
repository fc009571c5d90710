from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from application.desk.archive import TicketRecord
from application.desk.ports import TicketArchive
from domain.desk.access import TicketScope, may_configure
from domain.shared.access import Actor, require


@dataclass(frozen=True, slots=True)
class ExportTickets:
    """Hand out every ticket with its comments, internal notes too, in the form that import reads."""

    archive: TicketArchive

    def __call__(self, actor: Actor) -> AsyncIterator[Sequence[TicketRecord]]:
        require(may_configure(actor), "export tickets")
        return self.archive.take_out(TicketScope.of(actor))

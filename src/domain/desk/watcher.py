"""People who want to hear of a ticket, whoever it belongs to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from domain.desk.events import TicketUnwatched, TicketWatched
from domain.desk.ticket import Ticket
from domain.shared.errors import Conflict, NotFound
from domain.shared.ids import TicketId, UserId, WatcherId

MOST_WATCHERS: Final = 100
"""Of one ticket. Each is told of all that happens, so that a crowd would make every reply dear."""


class WatcherNotFound(NotFound):
    code = "DESK_WATCHER_NOT_FOUND"


class TooManyWatchers(Conflict):
    code = "DESK_TOO_MANY_WATCHERS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """Watching opens nothing: who cannot see the ticket is told nothing of it."""

    id: WatcherId
    ticket_id: TicketId
    user_id: UserId
    added_by: UserId
    created_at: datetime

    @classmethod
    def begin(
        cls, ticket: Ticket, user_id: UserId, *, others: int, id: WatcherId, by: UserId, at: datetime
    ) -> tuple[Self, TicketWatched]:
        """`others` counts who watches the ticket already."""
        if others >= MOST_WATCHERS:
            raise TooManyWatchers(f"Ticket {ticket.number} has {others} watchers, which is as many as there may be.")
        watcher = cls(id=id, ticket_id=ticket.id, user_id=user_id, added_by=by, created_at=at)
        return watcher, TicketWatched(ticket_id=ticket.id, user_id=user_id, at=at)

    def end(self, *, at: datetime) -> TicketUnwatched:
        return TicketUnwatched(ticket_id=self.ticket_id, user_id=self.user_id, at=at)

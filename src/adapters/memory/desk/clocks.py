from typing import final

from adapters.memory.store import Store
from application.desk.queries.clocks import ClockQueries, ClocksCard
from domain.desk.access import TicketScope, sees_internal
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId


@final
class MemoryClockQueries(ClockQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of_ticket(self, actor: Actor, ticket_id: TicketId) -> ClocksCard:
        require(sees_internal(actor), "see the clocks of tickets")
        ticket = self._store.rows.tickets.get(ticket_id)
        if ticket is None or not TicketScope.of(actor).admits(ticket):
            raise TicketNotFound("There is no such ticket.")
        return ClocksCard.of(ticket.id, ticket.due_at, ticket.clocks)

from typing import Final, final

import msgspec
from sqlalchemy import select

from adapters.postgres.desk.scope import SCOPES, scope_name, scope_parameters
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import tickets
from adapters.postgres.transaction import look
from application.desk.queries.clocks import ClockQueries, ClocksCard
from domain.desk.access import TicketScope, sees_internal
from domain.desk.clock import Clocks
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId

_CLOCKS: Final = {
    name: Statement(
        select(tickets.c.due_at, tickets.c.clocks).where(tickets.c.id == parameter("id", tickets.c.id), condition)
    )
    for name, condition in SCOPES.items()
}


@final
class PostgresClockQueries(ClockQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_ticket(self, actor: Actor, ticket_id: TicketId) -> ClocksCard:
        require(sees_internal(actor), "see the clocks of tickets")
        scope = TicketScope.of(actor)
        found = await look(self._pool, _CLOCKS[scope_name(scope)], {"id": ticket_id} | scope_parameters(scope))
        if not found:
            raise TicketNotFound("There is no such ticket.")
        due_at, clocks = found[0]
        return ClocksCard.of(ticket_id, due_at, msgspec.convert(clocks, Clocks))

from typing import Final

from sqlalchemy import select

from adapters.postgres.desk.scope import SCOPES, scope_name, scope_parameters
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import tickets
from adapters.postgres.transaction import look
from domain.desk.access import TicketScope
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Actor
from domain.shared.ids import TicketId

_ID: Final = tickets.c.id == parameter("id", tickets.c.id)
_VISIBLE: Final = {name: Statement(select(tickets.c.id).where(_ID, condition)) for name, condition in SCOPES.items()}


async def require_visible(pool: Pool, actor: Actor, ticket_id: TicketId) -> None:
    """TicketNotFound unless the actor can know of the ticket."""
    scope = TicketScope.of(actor)
    if not await look(pool, _VISIBLE[scope_name(scope)], {"id": ticket_id} | scope_parameters(scope)):
        raise TicketNotFound("There is no such ticket.")

from adapters.memory.store import Rows
from domain.desk.access import TicketScope
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import Actor
from domain.shared.ids import TicketId


def require_visible(rows: Rows, actor: Actor, ticket_id: TicketId) -> Ticket:
    """The ticket. TicketNotFound unless the actor can know of it."""
    ticket = rows.tickets.get(ticket_id)
    if ticket is None or not TicketScope.of(actor).admits(ticket):
        raise TicketNotFound("There is no such ticket.")
    return ticket

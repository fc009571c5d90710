from application.desk.ports import DeskWork
from domain.desk.access import TicketScope
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.errors import Refusal
from domain.shared.ids import TicketId


async def lock_tickets(work: DeskWork, scope: TicketScope, refusals: dict[TicketId, Refusal]) -> dict[TicketId, Ticket]:
    """Lock tickets that must be in scope; each names the refusal there is without it.

    In the order of their ids, so that no two who need the same tickets wait for each other.
    """
    locked: dict[TicketId, Ticket] = {}
    for ticket_id in sorted(refusals):
        try:
            locked[ticket_id] = await work.tickets.get(ticket_id, scope=scope)
        except TicketNotFound:
            raise refusals[ticket_id] from None
    return locked

from collections.abc import Iterable

from domain.desk.ticket import FINISHED, Ticket
from domain.shared.ids import UserId


def open_tickets(tickets: Iterable[Ticket], developer_id: UserId) -> int:
    """How many unfinished tickets a developer holds."""
    return sum(ticket.assignee_id == developer_id and ticket.status not in FINISHED for ticket in tickets)

from collections.abc import Mapping
from dataclasses import replace

from domain.desk.access import TicketScope
from domain.desk.ticket import Ticket
from domain.shared.ids import TicketId


def leading_on(ticket: Ticket, every: Mapping[TicketId, Ticket], scope: TicketScope) -> Ticket:
    """The ticket without what it was merged into, unless that one is in scope too."""
    if ticket.merged_into_id is None or scope.admits(every[ticket.merged_into_id]):
        return ticket
    return replace(ticket, merged_into_id=None)

from typing import final

from adapters.memory.store import Transaction
from application.notifications.ports import Audiences, Concerned, TicketAround
from domain.desk.access import TicketScope, sees_internal
from domain.shared.access import Actor
from domain.shared.ids import TicketId


@final
class MemoryAudiences(Audiences):
    def __init__(self, transaction: Transaction) -> None:
        self._rows = transaction.rows

    async def around(self, ticket_id: TicketId) -> TicketAround:
        ticket = self._rows.tickets[ticket_id]
        watchers = {one.user_id for one in self._rows.watchers.values() if one.ticket_id == ticket_id}
        ids = {ticket.requester_id, ticket.assignee_id} | watchers
        users = sorted((user for user in self._rows.users.values() if user.id in ids), key=lambda user: user.id)
        people = [Actor(user.id, user.role, user.team_id) for user in users if user.is_active]
        return TicketAround(
            number=ticket.number,
            title=ticket.title,
            requester_id=ticket.requester_id,
            concerned=[
                Concerned(
                    user_id=one.user_id,
                    is_requester=one.user_id == ticket.requester_id,
                    is_assignee=one.user_id == ticket.assignee_id,
                    is_watcher=one.user_id in watchers,
                    sees_internal=sees_internal(one),
                )
                for one in people
                if TicketScope.of(one).admits(ticket)
            ],
        )

from typing import Final, final

from sqlalchemy import Uuid, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.desk.kept import TICKETS
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import ticket_watchers as watchers
from adapters.postgres.tables import tickets, users
from adapters.postgres.transaction import Transaction
from application.notifications.ports import Audiences, Concerned, TicketAround
from domain.desk.access import TicketScope, sees_internal
from domain.shared.access import Actor, Role
from domain.shared.ids import TicketId

_TICKET: Final = Statement(TICKETS.selected.where(tickets.c.id == parameter("ticket_id", tickets.c.id)))
_OF_TICKET: Final = watchers.c.ticket_id == parameter("ticket_id", watchers.c.ticket_id)
_WATCHING: Final = func.array(select(watchers.c.user_id).where(_OF_TICKET).scalar_subquery(), type_=ARRAY(Uuid))
_PEOPLE: Final = Statement(
    select(
        users.c.id,
        users.c.role,
        users.c.team_id,
        select(watchers.c.id).where(_OF_TICKET, watchers.c.user_id == users.c.id).exists(),
    )
    .where(users.c.id == func.array_cat(_WATCHING, parameter("owners", ARRAY(Uuid)), type_=ARRAY(Uuid)).any_())
    .where(users.c.is_active)
    .order_by(users.c.id)
)


@final
class PostgresAudiences(Audiences):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def around(self, ticket_id: TicketId) -> TicketAround:
        ticket = TICKETS.read((await self._transaction.run(_TICKET, {"ticket_id": ticket_id}))[0])
        owners = [ticket.requester_id, *([ticket.assignee_id] if ticket.assignee_id else [])]
        found = await self._transaction.run(_PEOPLE, {"ticket_id": ticket_id, "owners": owners})
        people = [(Actor(user_id, Role(role), team_id), is_watcher) for user_id, role, team_id, is_watcher in found]
        return TicketAround(
            number=ticket.number,
            title=ticket.title,
            requester_id=ticket.requester_id,
            concerned=[
                Concerned(
                    user_id=one.user_id,
                    is_requester=one.user_id == ticket.requester_id,
                    is_assignee=one.user_id == ticket.assignee_id,
                    is_watcher=is_watcher,
                    sees_internal=sees_internal(one),
                )
                for one, is_watcher in people
                if TicketScope.of(one).admits(ticket)
            ],
        )

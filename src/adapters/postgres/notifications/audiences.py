from typing import Final, final

from sqlalchemy import Uuid, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.desk.kept import COMPLAINTS, TICKETS
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import complaints, teams, tickets, users
from adapters.postgres.tables import ticket_watchers as watchers
from adapters.postgres.transaction import Transaction
from application.notifications.ports import Audiences, ComplaintAround, Concerned, TicketAround
from domain.desk.access import TicketScope, may_handle_complaint, sees_internal
from domain.shared.access import PERMISSIONS, Actor, Permission, Role
from domain.shared.ids import ComplaintId, TicketId, UserId

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

_LEAD: Final = Statement(
    select(users.c.id, users.c.role, users.c.team_id)
    .select_from(tickets.join(teams, teams.c.id == tickets.c.team_id).join(users, users.c.id == teams.c.lead_id))
    .where(tickets.c.id == parameter("ticket_id", tickets.c.id), users.c.is_active)
)
_COMPLAINT: Final = Statement(COMPLAINTS.selected.where(complaints.c.id == parameter("complaint_id", complaints.c.id)))
_WHO_HANDLE: Final = [role for role in Role if Permission.COMPLAINTS_HANDLE in PERMISSIONS[role]]
_HANDLERS: Final = Statement(
    select(users.c.id, users.c.role)
    .where(or_(users.c.role.in_(_WHO_HANDLE), users.c.id == parameter("complainant_id", users.c.id)))
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

    async def lead(self, ticket_id: TicketId) -> UserId | None:
        found = await self._transaction.run(_LEAD, {"ticket_id": ticket_id})
        if not found:
            return None
        ticket = TICKETS.read((await self._transaction.run(_TICKET, {"ticket_id": ticket_id}))[0])
        user_id, role, team_id = found[0]
        return user_id if TicketScope.of(Actor(user_id, Role(role), team_id)).admits(ticket) else None

    async def around_complaint(self, complaint_id: ComplaintId) -> ComplaintAround:
        record = (await self._transaction.run(_COMPLAINT, {"complaint_id": complaint_id}))[0]
        complaint = COMPLAINTS.read(record)
        found = await self._transaction.run(_HANDLERS, {"complainant_id": complaint.complainant_id})
        people = [Actor(user_id, Role(role)) for user_id, role in found]
        return ComplaintAround(
            ticket_id=complaint.ticket_id,
            subject=complaint.subject,
            resolution=complaint.resolution,
            complainant_id=next((one.user_id for one in people if one.user_id == complaint.complainant_id), None),
            handler_ids=[one.user_id for one in people if may_handle_complaint(one, complaint)],
        )

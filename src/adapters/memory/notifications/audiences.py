from typing import final

from adapters.memory.store import Transaction
from application.notifications.ports import Audiences, ComplaintAround, Concerned, TicketAround
from domain.desk.access import TicketScope, may_handle_complaint, sees_internal
from domain.shared.access import Actor
from domain.shared.ids import ComplaintId, TicketId, UserId


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

    async def lead(self, ticket_id: TicketId) -> UserId | None:
        ticket = self._rows.tickets[ticket_id]
        team = self._rows.teams.get(ticket.team_id) if ticket.team_id else None
        lead = self._rows.users.get(team.lead_id) if team and team.lead_id else None
        if lead is None or not lead.is_active:
            return None
        return lead.id if TicketScope.of(Actor(lead.id, lead.role, lead.team_id)).admits(ticket) else None

    async def around_complaint(self, complaint_id: ComplaintId) -> ComplaintAround:
        complaint = self._rows.complaints[complaint_id]
        users = sorted(self._rows.users.values(), key=lambda user: user.id)
        people = [Actor(user.id, user.role, user.team_id) for user in users if user.is_active]
        return ComplaintAround(
            ticket_id=complaint.ticket_id,
            subject=complaint.subject,
            resolution=complaint.resolution,
            complainant_id=next((one.user_id for one in people if one.user_id == complaint.complainant_id), None),
            handler_ids=[one.user_id for one in people if may_handle_complaint(one, complaint)],
        )

from collections.abc import Iterable

from adapters.memory.store import Rows
from domain.desk.developer import Developer
from domain.desk.ticket import FINISHED, Ticket
from domain.shared.access import HOUSE
from domain.shared.ids import UserId


def open_tickets(tickets: Iterable[Ticket], developer_id: UserId) -> int:
    """How many unfinished tickets a developer holds."""
    return sum(ticket.assignee_id == developer_id and ticket.status not in FINISHED for ticket in tickets)


def developer(rows: Rows, user_id: UserId) -> Developer:
    """Somebody with a profile, as assignment sees them."""
    user, profile = rows.users[user_id], rows.developers[user_id]
    turns = (turn for turn in rows.assignments.values() if turn.assignee_id == user_id)
    return Developer(
        id=user_id,
        name=user.name,
        role=user.role,
        is_active=user.is_active,
        team_id=user.team_id,
        specializations=profile.specializations,
        time_zone=profile.time_zone,
        availability=profile.availability,
        absences=profile.absences,
        capacity=profile.capacity,
        open_tickets=open_tickets(rows.tickets.values(), user_id),
        last_routed_at=max((turn.created_at for turn in turns if turn.assigned_by == HOUSE), default=None),
    )

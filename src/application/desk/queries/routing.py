from typing import Self

from application.shared.messages import Message
from domain.desk.developer import Developer
from domain.desk.routing import Routing
from domain.shared.ids import CategoryId, TeamId, TicketId, UserId


class Candidate(Message, frozen=True):
    """Somebody who works on tickets of the team. `why_not` is what keeps them from this one, None when nothing does."""

    user_id: UserId
    name: str
    why_not: str | None
    open_tickets: int
    capacity: int
    score: float | None

    @classmethod
    def of(cls, developer: Developer, *, why_not: str | None, score: float | None) -> Self:
        return cls(developer.id, developer.name, why_not, developer.open_tickets, developer.capacity, score)


class RoutingCard(Message, frozen=True):
    """How a ticket finds somebody, and what would become of it now.

    `stated_by` is the category whose policy applies, None where none states any. `next_assignee_id` would get it.
    """

    ticket_id: TicketId
    routing: Routing
    stated_by: CategoryId | None
    team_id: TeamId | None
    assignee_id: UserId | None
    next_assignee_id: UserId | None
    outcome: str
    candidates: list[Candidate]

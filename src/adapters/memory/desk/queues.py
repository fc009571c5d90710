from collections.abc import Collection
from typing import final

from adapters.memory.desk.load import developer
from adapters.memory.store import Transaction
from application.desk.ports import TicketQueues
from domain.desk.access import TicketScope
from domain.desk.assignment import Assignment
from domain.desk.category import CategoryTree
from domain.desk.developer import Developer
from domain.desk.ticket import FINISHED, Ticket, TicketNotFound
from domain.shared.ids import CategoryId, TeamId, TicketId, UserId


@final
class MemoryTicketQueues(TicketQueues):
    """Whoever has the transaction has every queue for themselves."""

    def __init__(self, transaction: Transaction) -> None:
        self._rows = transaction.rows

    async def enter(self, team_id: TeamId | None) -> str | None:
        team = self._rows.teams.get(team_id) if team_id else None
        return team.name if team else None

    async def tree(self) -> CategoryTree:
        return CategoryTree(self._rows.categories.copy())

    async def teams(self, categories: Collection[CategoryId]) -> list[TeamId | None]:
        found = {ticket.team_id for ticket in self._waiting(categories)}
        return [*sorted(team_id for team_id in found if team_id), *([None] if None in found else [])]

    async def waiting(
        self, team_id: TeamId | None, categories: Collection[CategoryId], *, after: Ticket | None, limit: int
    ) -> list[Ticket]:
        queue = sorted((one for one in self._waiting(categories) if one.team_id == team_id), key=_place)
        return [one for one in queue if after is None or _place(one) > _place(after)][:limit]

    async def developers(self, team_id: TeamId | None) -> list[Developer]:
        there = [developer(self._rows, user_id) for user_id in sorted(self._rows.developers)]
        return [one for one in there if one.gone() is None and team_id in (None, one.team_id)]

    async def turns(self, ticket_ids: Collection[TicketId]) -> list[Assignment]:
        found = (turn for turn in self._rows.assignments.values() if turn.ticket_id in ticket_ids)
        return sorted(found, key=lambda turn: (turn.created_at, turn.id))

    async def held_by(self, user_id: UserId) -> list[TicketId]:
        tickets = self._rows.tickets.values()
        return sorted(one.id for one in tickets if one.assignee_id == user_id and one.status not in FINISHED)

    async def ticket(self, ticket_id: TicketId, *, scope: TicketScope) -> Ticket:
        ticket = self._rows.tickets.get(ticket_id)
        if ticket is None or not scope.admits(ticket):
            raise TicketNotFound("There is no such ticket.")
        return ticket

    async def team_of(self, user_id: UserId) -> TeamId | None:
        user = self._rows.users.get(user_id)
        return user.team_id if user else None

    def _waiting(self, categories: Collection[CategoryId]) -> list[Ticket]:
        tickets = self._rows.tickets.values()
        return [one for one in tickets if one.waits_for_somebody and one.category_id in categories]


def _place(ticket: Ticket) -> tuple[object, ...]:
    return -ticket.priority.rank, ticket.created_at, ticket.id

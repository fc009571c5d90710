from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from application.desk.find_developer import find_developer, pasts_of
from application.desk.hand_over import hand_over
from application.desk.ports import DeskWork, TriageAdvisor
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope
from domain.desk.category import CategoryTree
from domain.desk.developer import Developer, NotADeveloper
from domain.desk.routing import Choice, Past, obstacle
from domain.desk.ticket import Ticket
from domain.shared.access import HOUSE
from domain.shared.ids import TeamId

AT_ONCE: Final = 50
"""Tickets that are looked at together."""

PORTIONS: Final = 20
"""Of which so many at most, where nobody is right for those in front."""

AT_MOST: Final = 50
"""Tickets that one run hands out; the next goes on."""


@dataclass(frozen=True, slots=True)
class RouteTickets:
    """The house hands out what waits in a team's queue, to those who have room and are at work.

    First goes the oldest of the highest priority for which there is somebody. Each is handed out in a transaction that
    locks the queue, the ticket and the developer, in this order. Where one of the latter is not as it was seen before,
    it changes nothing and starts over.
    """

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids
    advisor: TriageAdvisor

    async def __call__(self, team_id: TeamId | None) -> None:
        async with self.uow() as work:
            tree = await work.queues.tree()
        if tree.routed():  # else there is nothing to wait in line for
            for _ in range(AT_MOST):
                if not await self._hand_out_one(team_id):
                    return

    async def _hand_out_one(self, team_id: TeamId | None) -> bool:
        """Whether there may be more."""
        async with self.uow() as work:
            name = await work.queues.enter(team_id)
            now = self.clock.now()
            there = await work.queues.developers(team_id)
            free = [one for one in there if obstacle(one, team_id, Past(), at=now) is None]
            if not free:
                return False
            tree = await work.queues.tree()
            found = await self._first(work, tree, team_id, free, where=f"in {name}" if name else "in all teams")
            if found is None:
                return False
            await self._hand_over(work, *found, at=now)
        return True

    async def _first(
        self, work: DeskWork, tree: CategoryTree, team_id: TeamId | None, free: Sequence[Developer], *, where: str
    ) -> tuple[Ticket, Choice] | None:
        last, routed = None, tree.routed()
        for _ in range(PORTIONS):
            waiting = await work.queues.waiting(team_id, routed, after=last, limit=AT_ONCE)
            pasts = await pasts_of(work, waiting)
            for ticket in waiting:
                able = [one for one in free if pasts[ticket.id].obstacle(one) is None]
                choice = await find_developer(self.advisor, ticket, tree, able, where=where)
                if choice is not None:
                    return ticket, choice
            if len(waiting) < AT_ONCE:
                return None
            last = waiting[-1]
        return None

    async def _hand_over(self, work: DeskWork, seen: Ticket, choice: Choice, *, at: datetime) -> None:
        """Unless anything about either is another thing than it was when it was decided."""
        ticket = await work.tickets.get(seen.id, scope=TicketScope.all())
        if ticket != seen:
            return
        try:
            developer = await work.developers.get(choice.developer.id)
        except NotADeveloper:
            return
        if developer == choice.developer:
            assigned, event = ticket.assign(developer, by=HOUSE, at=at)
            await hand_over(work, self.ids, event, why=choice.why)
            await work.tickets.save(assigned, event)

from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.desk.route_tickets import RouteTickets
from application.shared.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class RouteEverywhere:
    """Hand out what waits in every queue: working hours begin by time alone, and nothing happens that says so."""

    uow: UnitOfWork[DeskWork]
    route: RouteTickets

    async def __call__(self) -> None:
        async with self.uow() as work:
            routed = (await work.queues.tree()).routed()
            teams = await work.queues.teams(routed) if routed else []
        for team_id in teams:
            await self.route(team_id)

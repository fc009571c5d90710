from dataclasses import dataclass
from typing import Any

from application.desk.ports import DeskWork
from application.desk.route_tickets import RouteTickets
from application.shared.ports import Happened, UnitOfWork
from domain.desk.access import TicketScope
from domain.desk.events import DeveloperProfileSet, TicketAssigned, TicketMoved, TicketUnassigned
from domain.desk.ticket import FINISHED
from domain.identity.events import TeamChanged, UserReinstated
from domain.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class WhenRoomAppears:
    """Hand out what waits where somebody may have room now: not what freed it goes first, but what waits longest."""

    uow: UnitOfWork[DeskWork]
    route: RouteTickets

    async def __call__(self, happened: Happened) -> None:
        async with self.uow() as work:
            developer_id = await _who_has_room(work, happened.event)
            if developer_id is None:
                return
            team_id = await work.queues.team_of(developer_id)
        if team_id is not None:
            await self.route(team_id)
        await self.route(None)


async def _who_has_room(work: DeskWork, event: Any) -> UserId | None:
    match event:
        case TicketMoved() if event.new in FINISHED and event.old not in FINISHED:
            return (await work.queues.ticket(event.ticket_id, scope=TicketScope.all())).assignee_id
        case TicketAssigned():
            return event.relieved_id
        case TicketUnassigned():
            return event.assignee_id
        case DeveloperProfileSet() | TeamChanged() | UserReinstated():
            return event.user_id
    return None

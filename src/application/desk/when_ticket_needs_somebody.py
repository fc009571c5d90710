from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.desk.relieve_developer import RelieveDeveloper
from application.desk.route_tickets import RouteTickets
from application.shared.ports import Happened, UnitOfWork
from domain.desk.access import TicketScope
from domain.desk.events import TicketEvent, TicketMoved
from domain.desk.routing import Routing
from domain.desk.ticket import Status


@dataclass(frozen=True, slots=True)
class WhenTicketNeedsSomebody:
    """Find somebody for a ticket that is nobody's, in its place in the queue.

    One that is opened again is first taken from whoever had it, if they are gone; if it would find somebody else by
    itself, also if they are on leave. That they have gone home does not matter: they know it best.
    """

    uow: UnitOfWork[DeskWork]
    relieve: RelieveDeveloper
    route: RouteTickets

    async def __call__(self, happened: Happened) -> None:
        event: TicketEvent = happened.event
        if isinstance(event, TicketMoved) and event.new != Status.REOPENED:
            return
        async with self.uow() as work:
            ticket = await work.queues.ticket(event.ticket_id, scope=TicketScope.all())
            tree = await work.queues.tree()
        by_itself = tree.policy(ticket.category_id).routing is not Routing.MANUAL
        if ticket.status is Status.REOPENED and ticket.assignee_id is not None:
            await self.relieve.of(ticket.id, ticket.assignee_id, on_leave=by_itself)  # of which this hears in turn
        elif ticket.waits_for_somebody and by_itself:
            await self.route(ticket.team_id)

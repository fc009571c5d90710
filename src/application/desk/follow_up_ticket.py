from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.desk.open_ticket import OpenTicket, OpenTicketCommand
from application.desk.ports import DeskWork
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Command, Line, Tags, Text
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope
from domain.desk.link import Relation, TicketLink
from domain.desk.ticket import Priority
from domain.shared.access import Actor
from domain.shared.ids import CategoryId, TicketId


class FollowUpTicketCommand(Command, frozen=True, kw_only=True):
    """The category is that of the ticket that is followed up, unless stated."""

    ticket_id: TicketId
    title: Line
    description: Text
    priority: Priority = Priority.MEDIUM
    category_id: CategoryId | UnsetType | None = UNSET
    tags: Tags = ()


@dataclass(frozen=True, slots=True)
class FollowUpTicket:
    """Go on in a new ticket where a finished one ended, for the same requester; the two are linked, or neither is."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids
    open_ticket: OpenTicket

    async def __call__(self, actor: Actor, command: FollowUpTicketCommand) -> TicketCard:
        async with self.uow() as work:
            before = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            before.require_finished()
            stated = command.category_id
            opened = await self.open_ticket(
                actor,
                OpenTicketCommand(
                    title=command.title,
                    description=command.description,
                    priority=command.priority,
                    category_id=before.category_id if stated is UNSET else stated,
                    tags=command.tags,
                    requester_id=before.requester_id,
                ),
            )
            link, linked = TicketLink.between(
                opened.id, Relation.FOLLOWS, before.id, id=self.ids.new(), by=actor.user_id, at=self.clock.now()
            )
            await work.links.save(link, linked)
        return opened

from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Command, Line, Tags, Text
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import may_open_for
from domain.desk.ticket import Channel, Priority, Ticket
from domain.shared.access import Actor, require
from domain.shared.ids import CategoryId, UserId


class OpenTicketCommand(Command, frozen=True, kw_only=True):
    """`requester_id` is whoever it is opened for, the actor when not stated."""

    title: Line
    description: Text
    priority: Priority = Priority.MEDIUM
    category_id: CategoryId | None = None
    tags: Tags = ()
    requester_id: UserId | None = None
    channel: Channel = Channel.API


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Somebody asks for help, or staff asks for somebody, and is shown the ticket wherever it goes."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: OpenTicketCommand) -> TicketCard:
        requester_id = command.requester_id or actor.user_id
        require(may_open_for(actor, requester_id), "open tickets for others")
        async with self.uow() as work:
            if requester_id != actor.user_id:
                await work.people.require(requester_id, field="requesterId")
            category = None
            if command.category_id is not None:
                category = await work.categories.get(command.category_id)
                category.require_active()
            ticket, opened = Ticket.open(
                id=self.ids.new(),
                number=await work.tickets.next_number(),
                requester_id=requester_id,
                category=category,
                at=self.clock.now(),
                title=command.title.strip(),
                description=command.description,
                priority=command.priority,
                channel=command.channel if requester_id == actor.user_id else Channel.AGENT,
                tags=tuple(dict.fromkeys(command.tags)),
            )
            await work.tickets.save(ticket, opened)
        return TicketCard.of(ticket)

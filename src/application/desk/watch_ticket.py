from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope, may_watch
from domain.desk.watcher import Watcher, WatcherNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId, UserId


class WatchTicketCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId
    user_id: UserId


@dataclass(frozen=True, slots=True)
class WatchTicket:
    """Have somebody who can see the ticket be told what happens to it. Who is told already stays so."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: WatchTicketCommand) -> None:
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(may_watch(actor, command.user_id), "have others watch")
            person = await work.people.acting(command.user_id)
            if person is None or not TicketScope.of(person).admits(ticket):
                raise WatcherNotFound("There is no such person who can see this ticket.")
            if await work.watchers.find(ticket.id, person.user_id):
                return
            watcher, watched = Watcher.begin(
                ticket,
                person.user_id,
                others=await work.watchers.count(ticket.id),
                id=self.ids.new(),
                by=actor.user_id,
                at=self.clock.now(),
            )
            await work.watchers.save(watcher, watched)

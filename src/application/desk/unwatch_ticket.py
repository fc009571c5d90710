from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import TicketScope, may_watch
from domain.desk.watcher import WatcherNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId, UserId


class UnwatchTicketCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId
    user_id: UserId


@dataclass(frozen=True, slots=True)
class UnwatchTicket:
    """Have somebody be told no longer what happens to the ticket."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: UnwatchTicketCommand) -> None:
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(may_watch(actor, command.user_id), "end the watching of others")
            watcher = await work.watchers.find(ticket.id, command.user_id)
            if watcher is None:
                raise WatcherNotFound("This person does not watch the ticket.")
            await work.watchers.remove(watcher, watcher.end(at=self.clock.now()))

from dataclasses import dataclass

from application.desk.hand_over import hand_over
from application.desk.ports import DeskWork
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope, may_assign
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId, UserId


class AssignTicketCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId
    developer_id: UserId
    notes: ShortText = ""


@dataclass(frozen=True, slots=True)
class AssignTicket:
    """A lead hands a ticket to a developer of the team. Who is not at work can have it too; the turn says so."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: AssignTicketCommand) -> TicketCard:
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(may_assign(actor, ticket), "assign this ticket")
            developer = await work.developers.get(command.developer_id)
            now = self.clock.now()
            assigned, event = ticket.assign(developer, by=actor.user_id, at=now)
            absence = developer.absence(at=now)
            why = f"By hand. {absence}" if absence and developer.id != actor.user_id else None
            await hand_over(work, self.ids, event, notes=command.notes, why=why)
            await work.tickets.save(assigned, event)
        return TicketCard.of(assigned)

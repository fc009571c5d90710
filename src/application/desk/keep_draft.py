from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command, Text
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope, may_comment_internally
from domain.desk.draft import Draft
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId


class KeepDraftCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId
    body: Text
    internal: bool = False


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Keep what one means to say, in place of what one meant to say before. It leaves no trace in the record."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: KeepDraftCommand) -> None:
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(not command.internal or may_comment_internally(actor), "write internal notes")
            now = self.clock.now()
            draft = await work.drafts.find(ticket.id, actor.user_id) or Draft(
                id=self.ids.new(),
                ticket_id=ticket.id,
                author_id=actor.user_id,
                body=command.body,
                is_internal=command.internal,
                created_at=now,
                updated_at=now,
            )
            await work.drafts.save(draft.reword(body=command.body, is_internal=command.internal, at=now))
